import { expect, it } from 'vitest'
import { createFailedTries } from '../../../src/operations/peers/failed-tries'

it('a try is remembered until the message was sent, the last one of each name', () => {
  let machine = 1_000
  const failed = createFailedTries(() => machine)
  expect(failed.since('a')).toBe(Number.POSITIVE_INFINITY)
  expect(failed.since(undefined)).toBe(Number.POSITIVE_INFINITY)
  failed.note(['a', 'b'])
  machine = 1_400
  failed.note(['a'])
  machine = 1_500
  expect([failed.since('a'), failed.since('b')]).toEqual([100, 500])
  failed.forget(['a'])
  expect([failed.since('a'), failed.since('b')]).toEqual([Number.POSITIVE_INFINITY, 500])
})

it('of more than a thousand the oldest are forgotten', () => {
  const failed = createFailedTries(() => 0)
  failed.note(['first', 'second'])
  failed.note(Array.from({ length: 998 }, (_, n) => `${n}`))
  failed.note(['first'])
  expect(failed.since('second')).toBe(0)
  failed.note(['last'])
  expect(failed.since('second')).toBe(Number.POSITIVE_INFINITY)
  expect(failed.since('first')).toBe(0)
})
