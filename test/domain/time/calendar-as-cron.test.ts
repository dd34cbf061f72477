import { expect, test } from 'vitest'
import { calendarAsCron } from '../../../src/domain/time/calendar-as-cron'

test.each([
  ['*-*-* 03:00', '0 0 3 * * * *', undefined],
  ['Mon..Fri 10:30:15', '15 30 10 * * Mon-Fri *', undefined],
  ['Monday,Sat 10:00', '0 0 10 * * Mon,Sat *', undefined],
  ['*-*-01..07 12:00', '0 0 12 1-7 * * *', undefined],
  ['*-1,7-10 00:00 Europe/Berlin', '0 0 0 10 1,7 * *', 'Europe/Berlin'],
  ['*:0/15', '0 */15 * * * * *', undefined],
  ['*:10/20', '0 10-59/20 * * * * *', undefined],
  ['*:5..25/10', '0 5-25/10 * * * * *', undefined],
  ['*-*-2/3 1/2:00', '0 0 1-23/2 2-31/3 * * *', undefined],
  ['*-*-1/3 *:00', '0 0 * */3 * * *', undefined],
  ['*-2/3-1 00:00', '0 0 0 1 2-12/3 * *', undefined],
  ['*-*~01 04:00', '0 0 4 L * * *', undefined],
  ['*-*~1 04:00', '0 0 4 L * * *', undefined],
])('%s is %s', (expression, fields, zone) => {
  const cron = calendarAsCron(expression)
  expect([cron?.fields.join(' '), cron?.zone]).toEqual([fields, zone])
})

test.each(['*-*~02 04:00', '*-*~01,02 04:00', '*-*~10 04:00', 'never', '25:00'])('%s is none', expression => {
  expect(calendarAsCron(expression)).toBeUndefined()
})
