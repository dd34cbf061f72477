import { expect, test } from 'vitest'
import { isAmong, parseStatuses, statusesProblem } from '../../../src/domain/probes/status-list'

test.each([
  ['200', [[200, 200]]],
  ['100-599', [[100, 599]]],
  [
    ' 200 - 299 , 401',
    [
      [200, 299],
      [401, 401],
    ],
  ],
  ['200-200', [[200, 200]]],
])('the statuses %j are %j', (text, ranges) => {
  expect(parseStatuses(text)).toStrictEqual(ranges)
  expect(statusesProblem(text)).toBeUndefined()
})

test.each([
  '',
  '200,',
  '299-200',
  '600',
  '099',
  '20',
  '2000',
  'x200',
  '200x',
  '200-',
  '-200',
  '200-x',
  '200-600',
  '200 299',
])('%j are no statuses', text => {
  expect(parseStatuses(text)).toBeUndefined()
  expect(statusesProblem(text)).toBe(
    'has to be statuses and ranges with commas between them, such as 200-299, 401',
  )
})

test('a status is among ranges with both of their ends', () => {
  const among = [199, 200, 299, 300, 401].map(status =>
    isAmong(status, [
      [200, 299],
      [401, 401],
    ]),
  )
  expect(among).toStrictEqual([false, true, true, false, true])
})
