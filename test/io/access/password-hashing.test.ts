import { expect, test } from 'vitest'
import { parsePasswordHash, passwordProblem } from '../../../src/domain/access/password'
import type { Claim } from '../../../src/domain/access/ports'
import { createPasswords } from '../../../src/io/access/password-hashing'

const VISITOR: Claim = { kind: 'visitor', from: '192.0.2.1', guesses: 1 }
const TAG: Claim = { ...VISITOR, kind: 'tag' }
const base64 = (bytes: Buffer) => bytes.toString('base64').replace(/=+$/, '')

test('a hash knows its password, and no other', async () => {
  const { hash, verify } = createPasswords()
  const stored = await hash('a goat in the garden')
  expect(stored).toMatch(/^\$scrypt\$ln=15,r=8,p=1\$[\w+/]{22}\$[\w+/]{43}$/)
  expect(await verify('a goat in the garden', stored, VISITOR)).toBe('right')
  for (const other of ['', 'a goat in the garde', 'A goat in the garden'])
    expect(await verify(other, stored, VISITOR)).toBe('wrong')
})

test('the same password has another hash every time', async () => {
  const { hash } = createPasswords()
  expect(await hash('secret secret')).not.toBe(await hash('secret secret'))
})

/** RFC 7914, section 12: scrypt("pleaseletmein", "SodiumChloride", 16384, 8, 1), its first 32 bytes. */
test('it is scrypt as RFC 7914 has it', async () => {
  const hash = Buffer.from('7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2', 'hex')
  const salt = Buffer.from('SodiumChloride').toString('base64').replace(/=+$/, '')
  const stored = `$scrypt$ln=14,r=8,p=1$${salt}$${hash.toString('base64').replace(/=+$/, '')}`
  expect(await createPasswords().verify('pleaseletmein', stored, VISITOR)).toBe('right')
})

test('of many at once from one address most are refused as busy, and the rest are answered', async () => {
  const { hash, verify } = createPasswords()
  const stored = await hash('secret secret')
  const verdicts = await Promise.all(
    Array.from({ length: 30 }, () => verify('secret secret', stored, VISITOR)),
  )
  // One at work, and four that wait.
  expect(verdicts.filter(verdict => verdict === 'right')).toHaveLength(5)
  expect(verdicts.filter(verdict => verdict === 'busy')).toHaveLength(25)
  expect(await verify('secret secret', stored, VISITOR)).toBe('right')
})

test('the hash of a tag knows its password, and no other, without a place in the line', async () => {
  const { hash, hashForTag, verify } = createPasswords()
  const stored = hashForTag('Ägypten')
  expect(stored).toMatch(/^\$hmac-sha256\$[\w+/]{22}\$[\w+/]{43}$/)
  expect(hashForTag('Ägypten')).not.toBe(stored)
  const order: string[] = []
  const slow = hash('secret secret').then(() => order.push('slow'))
  const many = Array.from({ length: 100 }, () => verify('A\u0308gypten', stored, TAG))
  expect(new Set(await Promise.all(many))).toEqual(new Set(['right']))
  expect(await verify('ägypten', stored, TAG)).toBe('wrong')
  order.push('cheap')
  await slow
  expect(order).toEqual(['cheap', 'slow'])
})

/** RFC 4231, test case 2; HMAC pads its key with zeros. */
test('it is HMAC-SHA-256 with the salt as its key', async () => {
  const mac = Buffer.from('5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843', 'hex')
  const stored = `$hmac-sha256$${base64(Buffer.from('Jefe'.padEnd(12, '\0')))}$${base64(mac)}`
  expect(await createPasswords().verify('what do ya want for nothing?', stored, TAG)).toBe('right')
})

const SALT = 'c2FsdHNhbHRzYWx0c2FsdA'
const HASH = 'ksHBkwBIh42B2r+sXvbx0CRbZzfm45MouN3aSL6HXtY'

test.each([
  '',
  'secret',
  '$2b$10$abcdefghijklmnopqrstuv',
  '$argon2id$v=19$m=65536,t=3,p=4$c2FsdA$aGFzaA',
  `$scrypt$ln=15,r=8,p=1$${SALT}`,
  `$scrypt$ln=20,r=8,p=1$${SALT}$${HASH}`, // 1 GB
  `$scrypt$ln=16,r=9,p=1$${SALT}$${HASH}`,
  `$scrypt$ln=1,r=8,p=1$${SALT}$${HASH}`,
  `$scrypt$ln=15,r=0,p=1$${SALT}$${HASH}`,
  `$scrypt$ln=15,r=8,p=1$$`,
  ` $scrypt$ln=15,r=8,p=1$${SALT}$${HASH}`,
])('%j is no hash of ours, and fits no password', async text => {
  expect(parsePasswordHash(text)).toBeUndefined()
  expect(await createPasswords().verify('secret', text, VISITOR)).toBe('wrong')
})

test.each([
  ['sevenÄÖ', /at least 8/],
  ['eightÄÖÜ', undefined],
  ['🐐🐐🐐🐐', /at least 8/],
  ['x'.repeat(200), undefined],
  ['x'.repeat(201), /at most 200/],
])('the rule for %j', (password, problem) => {
  if (problem) expect(passwordProblem(password)).toMatch(problem)
  else expect(passwordProblem(password)).toBeUndefined()
})
