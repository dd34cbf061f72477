import { expect, it } from 'vitest'
import { HEADER_LIST, headerListProblem, parseHeaderList } from '../../../src/domain/net/header-list'

const REASON = 'have to be Name: value, with | between several'

it.each([
  ['A: b', { A: 'b' }],
  ['  A :  b c  ', { A: 'b c' }],
  ['A:b|X-Y: c:d', { A: 'b', 'X-Y': 'c:d' }],
  ['A: b | | B: c |', { A: 'b', B: 'c' }],
  ['A:', { A: '' }],
  ["!#$%&'*+.^`~-_1: é", { "!#$%&'*+.^`~-_1": 'é' }],
  ['', {}],
  ['A b: c', undefined],
  ['A', undefined],
  [': b', undefined],
  ['A: b|c', undefined],
  ['A: €', undefined],
  ['(A): b', undefined],
])('the headers %j are %j', (text, headers) => {
  expect(parseHeaderList(text)).toStrictEqual(headers)
  expect(headerListProblem(text)).toBe(headers === undefined ? REASON : undefined)
})

it.each([
  ['A: b', true],
  ['A:', true],
  ['A: b|B: c|', true],
  ['A: b|  |B: c', true],
  ['A', false],
  [': b', false],
  ['A: b|c', false],
  ['|A: b', false],
  ['', false],
])('%j has the form of a list: %s', (text, hasForm) => {
  expect(HEADER_LIST[0].test(text)).toBe(hasForm)
})
