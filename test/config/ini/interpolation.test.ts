import { expect, test } from 'vitest'
import { interpolated } from '../../../src/config/ini/interpolation'

test.each([
  [{ a: '100%% of %(b)s', b: 'it' }, '100% of it'],
  [{ a: '%(B)s', b: '%(c)s!', c: '%%x' }, '%x!'],
  [{ a: '50% and %(none)s' }, '50% and %(none)s'],
  [{ a: 'x%20y%zz' }, 'x%20y%zz'],
  [{ a: '%%(b)s', b: 'x' }, '%(b)s'],
])('%j', (values, expected) => {
  expect(interpolated(values).a).toBe(expected)
})

test('a value that names itself ends', () => {
  expect(interpolated({ a: '%(a)s' }).a).toBe('%(a)s')
})
