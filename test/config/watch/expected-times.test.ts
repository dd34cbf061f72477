/** Times of expected events as a cron expression. */
import { expect, test } from 'vitest'
import { cronOfTimes } from '../../../src/config/watch/expected-times'

function read(item: object) {
  const faults: string[] = []
  return {
    cron: cronOfTimes(
      { times: ['10:30'], ...item },
      (where, reason) => void faults.push(`${where} ${reason}`),
    ),
    faults,
  }
}

test.each([
  [{ periodicity: 'day' }, '30 10 * * *'],
  [{ periodicity: 'Day', periods: [] }, '30 10 * * *'],
  [{ periodicity: 'weekday', periods: [7, 1, 7] }, '30 10 * * 0,6'],
  [{ periodicity: 'MONTHDAY', periods: [31, 1, 10, 2] }, '30 10 1,2,10,31 * *'],
  [{ periodicity: 'DAY', times: ['0:00', '09:00:00', '23:00', '9:00'] }, '0 0,9,23 * * *'],
  [{ periodicity: 'DAY', times: ['20:59', '19:05', '1:59'] }, '59 1,20 * * * | 5 19 * * *'],
])('%j are %s', (item, cron) => {
  expect(read(item)).toEqual({ cron, faults: [] })
})

const WEEKDAY = 'a weekday from 1 (Sunday) to 7 (Saturday)'
const MONTHDAY = 'a day of the month from 1 to 31'
test.each([
  [{}, '.periodicity is none of WEEKDAY, DAY, MONTHDAY; or give a cron, oncalendar or period instead'],
  [
    { periodicity: 'WEEK' },
    '.periodicity is none of WEEKDAY, DAY, MONTHDAY; or give a cron, oncalendar or period instead',
  ],
  [
    { periodicity: 'DAY', periods: [1] },
    '.periods has no meaning with DAY, which is every day; leave it out',
  ],
  [{ periodicity: 'WEEKDAY', periods: 2 }, '.periods has to be a list of numbers such as [2, 3]'],
  [{ periodicity: 'WEEKDAY' }, `.periods is empty; each is ${WEEKDAY}`],
  [{ periodicity: 'WEEKDAY', periods: [1, 8] }, `.periods[1] is not ${WEEKDAY}`],
  [{ periodicity: 'WEEKDAY', periods: [0] }, `.periods[0] is not ${WEEKDAY}`],
  [{ periodicity: 'WEEKDAY', periods: ['1'] }, `.periods[0] is not ${WEEKDAY}`],
  [{ periodicity: 'MONTHDAY', periods: [] }, `.periods is empty; each is ${MONTHDAY}`],
  [{ periodicity: 'MONTHDAY', periods: [32] }, `.periods[0] is not ${MONTHDAY}`],
  [{ periodicity: 'MONTHDAY', periods: [1.5] }, `.periods[0] is not ${MONTHDAY}`],
  [
    { periodicity: 'DAY', times: '10:30' },
    '.times has to be a list of 1 to 48 times of day such as ["10:30"]',
  ],
  [{ periodicity: 'DAY', times: [] }, '.times has to be a list of 1 to 48 times of day such as ["10:30"]'],
  [
    { periodicity: 'DAY', times: Array.from({ length: 49 }, () => '10:30') },
    '.times has to be a list of 1 to 48 times of day such as ["10:30"]',
  ],
  ...['24:00', '10:60', '10:3', '10:30:30', '10:30:00x', '10:30x', 'x10:30', '110:30', '', 10].map(
    time =>
      [{ periodicity: 'DAY', times: ['1:00', time] }, '.times[1] is no time of day such as "10:30"'] as const,
  ),
] as const)('%j is refused: %s', (item, fault) => {
  expect(read(item)).toEqual({ cron: undefined, faults: [fault] })
})

test('48 times may be given', () => {
  expect(read({ periodicity: 'DAY', times: Array.from({ length: 48 }, () => '10:30') }).cron).toBe(
    '30 10 * * *',
  )
})
