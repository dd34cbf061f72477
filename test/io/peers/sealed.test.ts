import { expect, it } from 'vitest'
import { seal, unseal } from '../../../src/io/peers/sealed'

const KEY = 'k'.repeat(43)
const VALUE = { name: 'Sicherung', plan: ['daily', 7], none: null }
/** As the other side may have sealed it. */
const KEPT =
  'MDEyMzQ1Njc4OWFi6jXRoZVIIDHf9FcV9Dl++CMxggunF3Iy5/syO0zQ+4LMdMWD/Te61yE4HYUniDQwCKcesM1Sl81Er+YgliTEp8B6sgLi'

it('a message is read with its key, also one of another version', () => {
  expect(unseal(KEY, seal(KEY, VALUE))).toEqual(VALUE)
  expect(unseal(KEY, KEPT)).toEqual(VALUE)
})

it('the same message is another text each time, and shows nothing of what is in it', () => {
  const [one, other] = [seal(KEY, VALUE), seal(KEY, VALUE)]
  expect(one).not.toBe(other)
  expect(one).toMatch(/^[A-Za-z0-9+/]+=*$/)
  expect(Buffer.from(one, 'base64').toString('latin1')).not.toContain('daily')
})

it('nothing is read with another key, nor where a byte of the nonce, the text or the tag is another one', () => {
  const bytes = Buffer.from(seal(KEY, VALUE), 'base64')
  expect(unseal('x'.repeat(43), bytes.toString('base64'))).toBeUndefined()
  for (const at of [0, 11, 12, bytes.length - 17, bytes.length - 16, bytes.length - 1]) {
    const changed = Buffer.from(bytes)
    changed[at] = (changed[at] ?? 0) ^ 1
    expect(unseal(KEY, changed.toString('base64')), `byte ${at}`).toBeUndefined()
  }
})

it.each(['', 'no base64 at all', 'AAAA', 'A'.repeat(64)])('"%s" is no sealed message', text => {
  expect(unseal(KEY, text)).toBeUndefined()
})

it('a message that grows beyond eight megabytes is not read', () => {
  expect(unseal(KEY, seal(KEY, { a: 'x'.repeat(8 * 1024 * 1024) }))).toBeUndefined()
})
