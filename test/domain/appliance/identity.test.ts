import { expect, it } from 'vitest'
import { isPrefix, newIdentity, readIdentity } from '../../../src/domain/appliance/identity'

const ID = '0123456789ab'

it('a new appliance has its id for a prefix, an older one keeps the first', () => {
  expect(newIdentity(ID, false)).toStrictEqual({ id: ID, prefix: ID })
  expect(newIdentity(ID, true)).toStrictEqual({ id: ID, prefix: 'intvlm8r' })
})

it.each([
  [JSON.stringify({ id: ID, prefix: 'p', more: 1 }), { id: ID, prefix: 'p' }],
  [JSON.stringify({ id: ID }), undefined],
  [JSON.stringify({ prefix: 'p' }), undefined],
  [JSON.stringify({ id: `${ID}c`, prefix: 'p' }), undefined],
  [JSON.stringify({ id: `x${ID}`, prefix: 'p' }), undefined],
  [JSON.stringify({ id: ID.toUpperCase(), prefix: 'p' }), undefined],
  [JSON.stringify({ id: ID, prefix: 'a b' }), undefined],
  ['{"id":"0123', undefined],
  ['null', undefined],
  ['', undefined],
])('a file with %s has the identity %j', (text, identity) => {
  expect(readIdentity(text)).toStrictEqual(identity)
})

it.each([
  ['a', true],
  ['A.b_c-9', true],
  ['9', true],
  ['x'.repeat(64), true],
  ['x'.repeat(65), false],
  ['', false],
  ['-a', false],
  ['.a', false],
  ['a b', false],
  ['a{', false],
])('%j can be a prefix: %s', (text, can) => {
  expect(isPrefix(text)).toBe(can)
})
