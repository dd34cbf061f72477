import { expect, test } from 'vitest'
import { canonicalUuid, isUuid } from '../../src/domain/uuid'

const ID = '0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9'

test.each([ID, ID.toUpperCase(), '0a1b2c3d4e5f60718293a4b5c6d7e8f9', '0A1B2C3D4E5F60718293A4B5C6D7E8F9'])(
  '%s is the id in one form',
  text => {
    expect(canonicalUuid(text)).toBe(ID)
  },
)

test.each([
  '',
  '0a1b2c3d4e5f60718293a4b5c6d7e8f',
  '0a1b2c3d4e5f60718293a4b5c6d7e8f90',
  '0a1b2c3d4e5f60718293a4b5c6d7e8fg',
  `x${ID}`,
  `${ID}0`,
  '0a1b2c3d-4e5f-6071-8293a4b5c6d7e8f9',
])('%j is no id', text => {
  expect(canonicalUuid(text)).toBeUndefined()
  expect(isUuid(text)).toBe(false)
})
