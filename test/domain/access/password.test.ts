import { describe, expect, test } from 'vitest'
import {
  formatPasswordHash,
  formatTagPasswordHash,
  parsePasswordHash,
  parseTagPasswordHash,
  passwordProblem,
} from '../../../src/domain/access/password'

const TOO_SHORT = 'The password needs at least 8 characters; a few words are good.'
const TOO_LONG = 'The password may have at most 200 characters.'
const EASY =
  'The name of the appliance or of its user is tried first, also with digits; a few words are good.'

test.each([
  ['', TOO_SHORT],
  ['x'.repeat(7), TOO_SHORT],
  // Each is one character of two code units.
  ['💚'.repeat(7), TOO_SHORT],
  ['💚'.repeat(8), undefined],
  ['x'.repeat(8), undefined],
  ['x'.repeat(200), undefined],
  ['x'.repeat(201), TOO_LONG],
  ['intvlm8r-', EASY],
  ['Heartbeat1', EASY],
  ['intervalometer', EASY],
  ['Intervalometerator', EASY],
  ['monitoring 2026', EASY],
  ['Appliance', EASY],
  ['raspberry', EASY],
  ['raspberry-pi-5', EASY],
  ['123admin45', EASY],
  ['administrator', EASY],
  ['P4ssw0rd', undefined],
  ['password', EASY],
  ['passwort1', EASY],
  ['password of the cellar', undefined],
])('the password %j has the problem %j', (password, problem) => {
  expect(passwordProblem(password)).toBe(problem)
})

test.each([
  ['greig2026', 'Greig', EASY],
  ['2026-GREIG!', 'greig7', EASY],
  ['greig of the cellar', 'greig', undefined],
  ['greig2026', 'admin', undefined],
  ['20262026', '4711', undefined],
])('the password %j of the user %j has the problem %j', (password, username, problem) => {
  expect(passwordProblem(password, username)).toBe(problem)
})

const SALT = 'A1+/b2C3d4E5f6G7'
const HASH = '0'.repeat(43)

describe('the hash of the owner’s password', () => {
  test('is written as it is read', () => {
    const text = `$scrypt$ln=15,r=8,p=1$${SALT}$${HASH}`
    const hash = { ln: 15, r: 8, p: 1, salt: SALT, hash: HASH }
    expect(parsePasswordHash(text)).toEqual(hash)
    expect(formatPasswordHash(hash)).toBe(text)
  })

  test.each([
    // 128 bytes times N times r are at most 64 MB.
    ['ln=16,r=8,p=1', true],
    ['ln=17,r=8,p=1', false],
    ['ln=16,r=9,p=1', false],
    ['ln=10,r=1,p=1', true],
    ['ln=9,r=1,p=1', false],
    ['ln=10,r=0,p=1', false],
    ['ln=10,r=1,p=0', false],
    ['ln=10,r=99,p=9', true],
    ['ln=10,r=1,p=10', false],
    ['ln=100,r=1,p=1', false],
    ['ln=10,r=100,p=1', false],
    ['ln=,r=1,p=1', false],
  ])('with the costs %s is one: %s', (costs, isOne) => {
    expect(parsePasswordHash(`$scrypt$${costs}$${SALT}$${HASH}`) !== undefined).toBe(isOne)
  })

  test.each([
    ['of 16 and 40 characters', 'a'.repeat(16), 'b'.repeat(40), true],
    ['of 90 and 90 characters', 'a'.repeat(90), 'b'.repeat(90), true],
    ['with a salt that is too short', 'a'.repeat(15), 'b'.repeat(40), false],
    ['with a salt that is too long', 'a'.repeat(91), 'b'.repeat(40), false],
    ['with a hash that is too short', 'a'.repeat(16), 'b'.repeat(39), false],
    ['with a hash that is too long', 'a'.repeat(16), 'b'.repeat(91), false],
    ['with a salt that is no base64', `${'a'.repeat(15)}-`, 'b'.repeat(40), false],
    ['with a hash that is no base64', 'a'.repeat(16), `${'b'.repeat(39)}=`, false],
  ])('%s is one: %s', (_what, salt, hash, isOne) => {
    expect(parsePasswordHash(`$scrypt$ln=15,r=8,p=1$${salt}$${hash}`) !== undefined).toBe(isOne)
  })

  test.each([
    '',
    `x$scrypt$ln=15,r=8,p=1$${SALT}$${HASH}`,
    `$scrypt$ln=15,r=8,p=1$${SALT}$${HASH} `,
    `$hmac-sha256$${SALT}$${HASH}`,
  ])('is not %j', text => {
    expect(parsePasswordHash(text)).toBeUndefined()
  })
})

describe('the hash of a tag’s password', () => {
  test('is written as it is read', () => {
    const text = `$hmac-sha256$${SALT}$${HASH}`
    expect(parseTagPasswordHash(text)).toEqual({ salt: SALT, hash: HASH })
    expect(formatTagPasswordHash({ salt: SALT, hash: HASH })).toBe(text)
  })

  test.each([
    ['a'.repeat(16), 'b'.repeat(43), true],
    ['a'.repeat(90), 'b'.repeat(43), true],
    ['a'.repeat(15), 'b'.repeat(43), false],
    ['a'.repeat(91), 'b'.repeat(43), false],
    ['a'.repeat(16), 'b'.repeat(42), false],
    ['a'.repeat(16), 'b'.repeat(44), false],
    [`${'a'.repeat(15)}-`, 'b'.repeat(43), false],
    ['a'.repeat(16), `${'b'.repeat(42)}=`, false],
  ])('with the salt %s and the hash %s is one: %s', (salt, hash, isOne) => {
    expect(parseTagPasswordHash(`$hmac-sha256$${salt}$${hash}`) !== undefined).toBe(isOne)
  })

  test.each(['', `x$hmac-sha256$${SALT}$${HASH}`, `$scrypt$ln=15,r=8,p=1$${SALT}$${HASH}`])(
    'is not %j',
    text => {
      expect(parseTagPasswordHash(text)).toBeUndefined()
    },
  )
})
