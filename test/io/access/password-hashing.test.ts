import { expect, test } from 'vitest'
import { parsePasswordHash, passwordProblem } from '../../../src/domain/access/password'
import { createPasswords } from '../../../src/io/access/password-hashing'

test('a hash knows its password, and no other', async () => {
  const { hash, verify } = createPasswords()
  const stored = await hash('a goat in the garden')
  expect(stored).toMatch(/^\$scrypt\$ln=15,r=8,p=1\$[\w+/]{22}\$[\w+/]{43}$/)
  expect(await verify('a goat in the garden', stored)).toBe('right')
  for (const other of ['', 'a goat in the garde', 'A goat in the garden'])
    expect(await verify(other, stored)).toBe('wrong')
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
  expect(await createPasswords().verify('pleaseletmein', stored)).toBe('right')
})

test('of many at once most are refused as busy, and the rest are answered', async () => {
  const { hash, verify } = createPasswords()
  const stored = await hash('secret secret')
  const verdicts = await Promise.all(Array.from({ length: 30 }, () => verify('secret secret', stored)))
  expect(verdicts.filter(verdict => verdict === 'right')).toHaveLength(8)
  expect(verdicts.filter(verdict => verdict === 'busy')).toHaveLength(22)
  expect(await verify('secret secret', stored)).toBe('right')
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
  expect(await createPasswords().verify('secret', text)).toBe('wrong')
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
