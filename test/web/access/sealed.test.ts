import { expect, test } from 'vitest'
import { createSealed } from '../../../src/web/access/sealed'

const HOURS_24 = 24 * 3_600_000

function opened(secret = 'a secret') {
  const clock = { now: 10 * HOURS_24 }
  return { sealed: createSealed({ secret } as never, () => clock.now), clock }
}

test('a value is opened again for the purpose that it was sealed for', () => {
  const { sealed } = opened()
  const value = { path: '/keys', body: { name: 'x' }, list: [1, null] }
  const text = sealed.seal(value, 'a form')
  expect(text).toMatch(/^[\w-]{40,}$/)
  expect(sealed.open(text, 'a form')).toEqual(value)
  expect(sealed.open(text, 'another form')).toBeUndefined()
})

test('a value is sealed otherwise each time, and nothing of it can be read', () => {
  const { sealed } = opened()
  const texts = ['readable', 'readable'].map(value => sealed.seal(value, 'a form'))
  expect(texts[0]).not.toBe(texts[1])
  expect(Buffer.from(texts[0] ?? '', 'base64url').toString('latin1')).not.toContain('readable')
})

test('a text of another appliance, a changed one and a short one are none', () => {
  const { sealed } = opened()
  const text = sealed.seal('x', 'a form')
  expect(opened('another secret').sealed.open(text, 'a form')).toBeUndefined()
  const bytes = Buffer.from(text, 'base64url')
  for (let at = 0; at < bytes.length; at++) {
    const changed = Buffer.from(bytes)
    changed[at] = (changed[at] ?? 0) ^ 1
    expect(sealed.open(changed.toString('base64url'), 'a form')).toBeUndefined()
  }
  for (const length of [0, 1, 12, 27, 28])
    expect(sealed.open(bytes.subarray(0, length).toString('base64url'), 'a form')).toBeUndefined()
})

test('a value is opened for a day, also by a clock that was set back', () => {
  const { sealed, clock } = opened()
  const text = sealed.seal('x', 'a form')
  const after = (ms: number) => {
    clock.now = 10 * HOURS_24 + ms
    return sealed.open(text, 'a form')
  }
  expect([HOURS_24, HOURS_24 + 1, -HOURS_24, -HOURS_24 - 1].map(after)).toEqual([
    'x',
    undefined,
    'x',
    undefined,
  ])
})

test('a value of more than 64 KiB is not opened', () => {
  const { sealed } = opened()
  expect(sealed.open(sealed.seal('x'.repeat(65_000), 'a form'), 'a form')).toHaveLength(65_000)
  expect(sealed.open(sealed.seal('x'.repeat(66_000), 'a form'), 'a form')).toBeUndefined()
})

test('a fingerprint is the same for the same value, and differs by appliance', () => {
  const { sealed } = opened()
  expect(sealed.fingerprint({ a: 1 })).toBe('PBNQTwajh5skB0IudS1CKL')
  expect(sealed.fingerprint({ a: 1 })).toBe(sealed.fingerprint({ a: 1 }))
  expect(sealed.fingerprint({ a: 2 })).not.toBe(sealed.fingerprint({ a: 1 }))
  expect(opened('another secret').sealed.fingerprint({ a: 1 })).not.toBe(sealed.fingerprint({ a: 1 }))
})
