import { expect, it } from 'vitest'
import { fnv1a } from '../../../src/domain/fnv'
import { targetOf } from '../../../src/domain/heartbeat/target'

// The offset basis and two of the vectors that the authors of FNV publish.
it.each([
  ['', 0x811c9dc5],
  ['a', 0xe40c292c],
  ['foobar', 0xbf9cf968],
])('the FNV-1a of %j is %i', (text, sum) => {
  expect(fnv1a(text)).toBe(sum)
})

it('a target tells each URL and frequency from every other, and shows neither', () => {
  const url = 'https://example.org/alive'
  const target = targetOf({ url, frequency: 5 })
  expect(target).toMatch(/^[\da-z]{4,7}-[\da-z]{4,7}$/)
  expect(targetOf({ url, frequency: 5 })).toBe(target)
  const others = [targetOf({ url, frequency: 10 }), targetOf({ url: `${url}.`, frequency: 5 })]
  expect(new Set([target, ...others]).size).toBe(3)
  expect(new Set(target.split('-')).size).toBe(2)
})
