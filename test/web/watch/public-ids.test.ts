import { expect, test } from 'vitest'
import {
  badgeKey,
  idBehind,
  idForChannel,
  idForTag,
  idForWorkflow,
  publicId,
} from '../../../src/web/watch/public-ids'

const SECRET = Buffer.from('0123456789abcdef')
const OTHER = Buffer.from('another secret..')
const ID = '3f1c2d4e-5a6b-4c7d-8e9f-0a1b2c3d4e5f'
const PUBLIC = 'd15efe1d801f3bf8ecb59614841415a1'

test('a public id stays the same over releases, and leads back with the secret alone', () => {
  expect(publicId(ID, SECRET)).toBe(PUBLIC)
  expect(publicId(ID, SECRET)).toBe(PUBLIC)
  expect(idBehind(PUBLIC, SECRET)).toBe(ID)
  expect(publicId(ID, OTHER)).not.toBe(PUBLIC)
  expect(idBehind(PUBLIC, OTHER)).not.toBe(ID)
})

test.each(['', PUBLIC.slice(1), `${PUBLIC}0`, `x${PUBLIC}`, PUBLIC.toUpperCase(), ID])(
  '%j is no public id',
  text => {
    expect(idBehind(text, SECRET)).toBeUndefined()
  },
)

test('names of tags, workflows and channels have ids of their own, the same over releases', () => {
  expect(idForTag('a', SECRET)).toBe('8569c301-0b28-881a-a781-c94b05021eae')
  expect(idForWorkflow('a', SECRET)).toBe('b51a28f3-44d3-8850-ae1e-0f610de571f8')
  expect(idForChannel('a', SECRET)).toBe('5640e093-9917-8075-a77c-d85cddc2390a')
  expect(badgeKey('a', SECRET)).toBe('BC4s0T6jWJDEcSgs')
  expect([idForTag('b', SECRET), idForTag('a', OTHER)]).not.toContain(idForTag('a', SECRET))
})
