import type { Request, Response } from 'express'
import { expect, test } from 'vitest'
import { field, fieldList, isDraft, isSame, sentence } from '../../../src/web/pages/form'

const posted = (body: unknown) => ({ body }) as Request

test.each([
  [{ name: 'x' }, 'x', ['x']],
  [{ name: '' }, '', ['']],
  [{ name: ['a', 'b'] }, '', ['a', 'b']],
  [{ name: ['a', 1, 'b'] }, '', ['a', 'b']],
  [{ name: 7 }, '', []],
  [{ name: { a: 'b' } }, '', []],
  [{ other: 'x' }, '', []],
  [undefined, '', []],
  [null, '', []],
  ['name', '', []],
])('of the form %j the field is %j, and all fields of that name are %j', (body, one, all) => {
  expect(field(posted(body), 'name')).toBe(one)
  expect(fieldList(posted(body), 'name')).toEqual(all)
})

test.each([
  ['is missing', 'Is missing.'],
  ['has an end!', 'Has an end!'],
  ['or a question?', 'Or a question?'],
  ['is whole.', 'Is whole.'],
  ['1.5 is too much', '1.5 is too much.'],
  ['Änderung', 'Änderung.'],
  ['é', 'É.'],
])('the reason %j is the sentence %j', (reason, words) => {
  expect(sentence(reason)).toBe(words)
})

test('two texts are the same, or differ anywhere, in their length as well', () => {
  expect(isSame('', '')).toBe(true)
  expect(isSame('secret', 'secret')).toBe(true)
  expect(isSame('secret', 'Secret')).toBe(false)
  expect(isSame('secret', 'secre')).toBe(false)
  expect(isSame('', 'x')).toBe(false)
})

test('a form is a draft only where a log-in came between', () => {
  const response = (draft: unknown) => ({ locals: { draft } }) as unknown as Response
  expect([true, false, undefined, 'true'].map(draft => isDraft(response(draft)))).toEqual([
    true,
    false,
    false,
    false,
  ])
})
