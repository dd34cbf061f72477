import { createRequire } from 'node:module'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { isCommonPassword } from '../../../src/io/access/common-passwords'

test.each(['password', 'Password', 'TRUSTNO1', '12345678', 'qwertyuiop', 'ｐａｓｓｗｏｒｄ'])(
  '%s is common',
  async password => {
    expect(await isCommonPassword(password)).toBe(true)
  },
)

test.each(['a goat in the garden', 'zwölf graue Gänse', 'passwordpassword of mine', ''])(
  '%s is not',
  async password => {
    expect(await isCommonPassword(password)).toBe(false)
  },
)

test('the list that ships has the ten thousand most common ones that are long enough, and no more', () => {
  const file = resolve(import.meta.dirname, '../../../dist/bin/language-common.js')
  const list: string[] = createRequire(import.meta.url)(file).dictionary['passwords-common']
  expect(list).toHaveLength(10_000)
  expect(list.filter(password => password.length < 8)).toEqual([])
  expect(list.slice(0, 4)).toEqual(['password', '12345678', '123456789', 'baseball'])
})
