import { expect, test } from 'vitest'
import { mayPass, retryAfterMs } from '../../../src/domain/net/retry'

const AT = Date.parse('2026-11-20T12:00:00Z')

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i)
const SERVER = range(500, 599)

test.each([
  ['http', [408, 425, 429, ...SERVER]],
  ['cronitor', [408, 429, ...SERVER]],
  ['runitor', [408, 429, 500, 502, 503, 504]],
] as const)('by the rule of %s these statuses may pass, and no others', (rule, passing) => {
  expect(range(100, 599).filter(status => mayPass(status, rule))).toEqual(passing)
})

test('the rule of HTTP holds where none is named', () => {
  expect([425, 501, 404].map(status => mayPass(status))).toEqual([true, true, false])
})

test.each([
  ['0', 0],
  ['120', 120_000],
  [' 5 ', 5_000],
  ['99999999999999999999', 1e23],
  ['Fri, 20 Nov 2026 12:05:00 GMT', 300_000],
  ['Fri, 20 Nov 2026 11:00:00 GMT', 0],
])('Retry-After %j is %i ms', (value, ms) => {
  expect(retryAfterMs({ headers: { 'retry-after': value }, at: AT })).toBe(ms)
})

test.each(['', '-5', '1.5', 'soon', '5 minutes', 'Fri, 20 Nov 2026', 'GMT'])(
  'Retry-After %j is none',
  value => {
    expect(retryAfterMs({ headers: { 'retry-after': value }, at: AT })).toBeUndefined()
  },
)

test('an answer without Retry-After names no wait', () => {
  expect(retryAfterMs({ headers: {}, at: AT })).toBeUndefined()
})
