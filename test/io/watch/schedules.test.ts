import { expect, test } from 'vitest'
import type { Schedule } from '../../../src/domain/watch/schedule'
import { openSchedules } from '../../../src/io/watch/schedules'

const schedules = openSchedules()
const cron = (expression: string, zone: string): Schedule => ({ kind: 'cron', expression, zone })

function days(schedule: Schedule, from: string, count: number): string[] {
  const dueAfter = schedules.dueAfter(schedule)
  const found: string[] = []
  let at = Date.parse(from)
  while (found.length < count) {
    at = dueAfter(at) ?? Number.NaN
    found.push(new Date(at).toISOString().slice(0, 16))
  }
  return found
}

test.each<[name: string, expression: string, zone: string, from: string, due: readonly string[]]>([
  // In the night in which the clocks go forward, a time in the missing hour comes right after it.
  [
    'Berlin, spring',
    '30 2 * * *',
    'Europe/Berlin',
    '2026-03-27T12:00Z',
    ['2026-03-28T01:30', '2026-03-29T01:00', '2026-03-30T00:30'],
  ],
  // In the night in which they go back, a time that comes twice is due once.
  [
    'Berlin, autumn',
    '30 2 * * *',
    'Europe/Berlin',
    '2026-10-24T12:00Z',
    ['2026-10-25T00:30', '2026-10-26T01:30'],
  ],
  [
    'New York, spring',
    '30 2 * * *',
    'America/New_York',
    '2026-03-07T12:00Z',
    ['2026-03-08T07:00', '2026-03-09T06:30'],
  ],
  [
    'New York, autumn',
    '30 1 * * *',
    'America/New_York',
    '2026-10-31T12:00Z',
    ['2026-11-01T05:30', '2026-11-02T06:30'],
  ],
  // Lord Howe Island has half an hour of daylight saving, in the other half of the year.
  [
    'Lord Howe, spring',
    '0 9 * * *',
    'Australia/Lord_Howe',
    '2026-10-03T00:00Z',
    ['2026-10-03T22:00', '2026-10-04T22:00'],
  ],
  [
    'Lord Howe, autumn',
    '0 9 * * *',
    'Australia/Lord_Howe',
    '2027-04-02T12:00Z',
    ['2027-04-02T22:00', '2027-04-03T22:30'],
  ],
  [
    'Kathmandu, a quarter of an hour off',
    '0 0 * * 1',
    'Asia/Kathmandu',
    '2026-11-20T00:00Z',
    ['2026-11-22T18:15', '2026-11-29T18:15'],
  ],
  [
    'every hour, Berlin, autumn',
    '0 * * * *',
    'Europe/Berlin',
    '2026-10-24T23:30Z',
    ['2026-10-25T00:00', '2026-10-25T01:00', '2026-10-25T02:00'],
  ],
])('cron in %s', (_name, expression, zone, from, due) => {
  expect(days(cron(expression, zone), from, due.length)).toEqual(due)
})

test('a kept result is dropped when a clock is set back', () => {
  const dueAfter = openSchedules().dueAfter(cron('0 * * * *', 'UTC'))
  const hour = Date.parse('2026-11-20T12:00Z')
  expect(
    [hour + 60_000, hour + 120_000, hour - 1, hour + 3_600_000].map(
      at => ((dueAfter(at) ?? 0) - hour) / 3_600_000,
    ),
  ).toEqual([1, 1, 0, 2])
})
