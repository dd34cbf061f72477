import { expect, test } from 'vitest'
import {
  ACCESS_WORDS,
  API_KEY_HASH,
  endOfLife,
  hasExpired,
  idOfHash,
  isKeyLife,
  KEY_ACCESS,
  KEY_LIVES,
  keyNameProblem,
} from '../../../src/domain/access/api-key'

const DAY = 86_400_000
const key = (name: string) => ({ id: name, name, access: 'read' as const, createdAt: 0 })

test.each([
  ['30d', 30 * DAY],
  ['90d', 90 * DAY],
  ['1y', 365 * DAY],
] as const)('a key for %s ends %d ms later, from that moment on', (life, length) => {
  expect(isKeyLife(life)).toBe(true)
  const expiresAt = endOfLife(life, 7) ?? 0
  expect(expiresAt).toBe(7 + length)
  expect([hasExpired({ expiresAt }, 6 + length), hasExpired({ expiresAt }, 7 + length)]).toEqual([
    false,
    true,
  ])
})

test('a key for ever never ends, and other words are no life', () => {
  expect([isKeyLife('never'), isKeyLife('2y'), isKeyLife('toString')]).toEqual([true, false, false])
  expect(endOfLife('never', 7)).toBeUndefined()
  expect(hasExpired({}, Number.MAX_SAFE_INTEGER)).toBe(false)
})

test('the choices of a key are told in words', () => {
  expect(KEY_ACCESS.map(access => ACCESS_WORDS[access])).toEqual(['read-only', 'full'])
  expect(Object.values(KEY_LIVES).map(([words]) => words)).toEqual([
    '30 days',
    '90 days',
    'a year',
    'ever, until it is revoked',
  ])
})

test.each([
  ['backup', undefined],
  ['x'.repeat(100), undefined],
  ['', 'is empty; give the key a name'],
  ['  ', 'is empty; give the key a name'],
  ['x'.repeat(101), 'has to be plain text of at most 100 characters'],
  ['a\tb', 'has to be plain text of at most 100 characters'],
  ['phone', 'is taken by another key'],
])('the name %j of a new key has the fault %j', (name, problem) => {
  expect(keyNameProblem(name, [key('phone')])).toBe(problem)
})

test('there are a hundred keys at most', () => {
  const keys = Array.from({ length: 100 }, (_, n) => key(`${n}`))
  expect(keyNameProblem('one more', keys)).toBe('cannot be taken: there are 100 keys; revoke one first')
  expect(keyNameProblem('one more', keys.slice(1))).toBeUndefined()
})

test('a hash is 64 small digits, of which the first 16 are the id', () => {
  const hash = 'ab12'.repeat(16)
  expect(
    [hash, `${hash}0`, hash.slice(1), hash.toUpperCase(), `g${hash.slice(1)}`].map(each =>
      API_KEY_HASH.test(each),
    ),
  ).toEqual([true, false, false, false, false])
  expect(idOfHash(hash)).toBe('ab12ab12ab12ab12')
})
