import { expect, test } from 'vitest'
import { dateOfDay, dayName, localDayOf, startOfDay, weekdayOf } from '../../../src/domain/time/local-days'

const HOUR = 3_600_000
const dayOf = (iso: string, zone: string) => localDayOf(Date.parse(iso), zone)

test.each([
  ['an ordinary day', '2026-11-28T12:00:00Z', 'Europe/Berlin', 24, '2026-11-27T23:00:00.000Z'],
  [
    'the day on which summer time begins',
    '2026-03-29T12:00:00Z',
    'Europe/Berlin',
    23,
    '2026-03-28T23:00:00.000Z',
  ],
  ['the day on which it ends', '2026-10-25T12:00:00Z', 'Europe/Berlin', 25, '2026-10-24T22:00:00.000Z'],
  [
    'a day of a zone half an hour off',
    '2026-06-01T12:00:00Z',
    'Asia/Kolkata',
    24,
    '2026-05-31T18:30:00.000Z',
  ],
  [
    'a day whose midnight the clocks skip',
    '2024-04-26T12:00:00Z',
    'Africa/Cairo',
    23,
    '2024-04-25T22:00:00.000Z',
  ],
] as const)('%s has its own length and beginning', (_name, iso, zone, hours, begin) => {
  const day = dayOf(iso, zone)
  expect(new Date(startOfDay(day, zone)).toISOString()).toBe(begin)
  expect((startOfDay(day + 1, zone) - startOfDay(day, zone)) / HOUR).toBe(hours)
  expect(localDayOf(startOfDay(day, zone), zone)).toBe(day)
  expect(localDayOf(startOfDay(day, zone) - 1, zone)).toBe(day - 1)
})

test('the minute before midnight and midnight are two days, by the wall clock of the zone', () => {
  expect(dayOf('2026-11-28T22:59:59Z', 'Europe/Berlin')).toBe(dayOf('2026-11-28T00:00:00Z', 'UTC'))
  expect(dayOf('2026-11-28T23:00:00Z', 'Europe/Berlin')).toBe(dayOf('2026-11-29T00:00:00Z', 'UTC'))
})

test('a day has its date, its name and its weekday', () => {
  const day = dayOf('2026-11-28T00:00:00Z', 'UTC')
  expect(dateOfDay(day)).toEqual({ year: 2026, month: 11, date: 28 })
  expect(dayName(day)).toBe('28 Nov')
  expect(weekdayOf(day)).toBe(5)
  expect(weekdayOf(0)).toBe(3)
})
