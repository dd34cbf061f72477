import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { german } from '../../../src/domain/language/german/index'
import { useLanguage } from '../../../src/domain/language/use-language'
import type { Schedule } from '../../../src/domain/watch/schedule'
import { openScheduleWords } from '../../../src/io/watch/schedule-words'

const HOUR = 3_600_000
const words = openScheduleWords()
const zone = 'Europe/Berlin'

it.each([
  ['30 2 * * 1-5', 'At 02:30, Monday through Friday'],
  ['@daily', 'At 00:00'],
  ['@hourly', 'Every hour'],
  ['*/15 * * * *', 'Every 15 minutes'],
  ['20 0,2,4 * * *', 'At 00:20, 02:20 and 04:20'],
  ['0 9-17 * * mon-fri', 'Every hour, between 09:00 and 17:00, Monday through Friday'],
  ['10 5 4 * * *', 'At 04:05:10'],
  ['5 4 ? * 1', 'At 04:05, only on Monday'],
  ['5 4 * * sat-sun', 'At 04:05, Saturday through Sunday'],
  ['5 4 L * *', 'At 04:05, on the last day of the month'],
  ['5 4 * * friL', 'At 04:05, on the last Friday of the month'],
  ['5 4 * * fri#2', 'At 04:05, on the second Friday of the month'],
  // Debian's cron: either day will do, unless a field begins with *, or the + asks for both.
  ['0 0 13 * 5', 'At 00:00, on day 13 of the month, or on Friday'],
  ['0 0 1,15 * mon-fri', 'At 00:00, on day 1 and 15 of the month, or Monday through Friday'],
  ['0 0 1,8,15 5 1', 'At 00:00, on day 1, 8, and 15 of the month, or on Monday, only in May'],
  ['0 0 1 * friL', 'At 00:00, on day 1 of the month, or on the last Friday of the month'],
  ['0 7 */5 * 3', 'At 07:00, every 5 days in a month, only on Wednesday'],
  ['5 4 1-7 * +1', 'At 04:05, between day 1 and 7 of the month, only on Monday'],
])('cron %s is "%s"', async (expression, expected) => {
  expect(await words({ kind: 'cron', expression, zone }, HOUR)).toBe(
    `${expected}, Europe/Berlin (cron ${expression}); 1h of grace`,
  )
})

it.each([
  ['Mon..Fri 02:30', 'At 02:30, Monday through Friday'],
  ['Monday,Friday *-*-* 02:30', 'At 02:30, only on Monday and Friday'],
  ['daily', 'At 00:00'],
  ['weekly', 'At 00:00, only on Monday'],
  ['quarterly', 'At 00:00, on day 1 of the month, only in January, April, July, and October'],
  ['*:0/15', 'Every 15 minutes'],
  ['*:*', 'Every minute'],
  ['*-*-01..07 04:05', 'At 04:05, between day 1 and 7 of the month'],
  ['Fri *-*-13 00:00', 'At 00:00, on day 13 of the month, only on Friday'],
  ['*-*~1 12:00', 'At 12:00, on the last day of the month'],
  ['26-12-24 18:00:30', 'At 18:00:30, on day 24 of the month, only in December, only in 2026'],
])('OnCalendar %s is "%s"', async (expression, expected) => {
  expect(await words({ kind: 'oncalendar', expression, zone }, 300_000)).toBe(
    `${expected}, Europe/Berlin (OnCalendar ${expression}); 5m of grace`,
  )
})

const OTHERS: [string, Schedule, string][] = [
  [
    'days before the end of a month, which cron does not know',
    { kind: 'oncalendar', expression: '*-*~3', zone },
    'OnCalendar *-*~3 (Europe/Berlin); 1h of grace',
  ],
  ['a period', { kind: 'period', period: 90 * 60_000 }, 'every 1h30m; 1h of grace'],
  [
    'a zone inside the expression',
    { kind: 'oncalendar', expression: 'Mon 02:30 Asia/Tokyo', zone },
    'At 02:30, only on Monday, Asia/Tokyo (OnCalendar Mon 02:30 Asia/Tokyo); 1h of grace',
  ],
  [
    'the machine’s own zone',
    { kind: 'cron', expression: '30 2 * * *', zone: '' },
    `At 02:30, ${Intl.DateTimeFormat().resolvedOptions().timeZone} (cron 30 2 * * *); 1h of grace`,
  ],
  [
    'an expression that has no words',
    { kind: 'cron', expression: 'at noon', zone },
    'cron at noon (Europe/Berlin); 1h of grace',
  ],
]
it.each(OTHERS)('%s is told as it is', async (_what, schedule, expected) => {
  expect(await words(schedule, HOUR)).toBe(expected)
})

describe('in German', () => {
  beforeAll(() => useLanguage('de', german))
  afterAll(() => useLanguage('en'))

  it.each<[Schedule, string]>([
    [
      { kind: 'cron', expression: '30 2 * * 1-5', zone },
      'Um 02:30, Montag bis Freitag, Europe/Berlin (cron 30 2 * * 1-5); 1h Karenz',
    ],
    [
      { kind: 'cron', expression: '0 0 13 * 5', zone },
      'Um 00:00, an Tag 13 des Monats, oder jeden Freitag, Europe/Berlin (cron 0 0 13 * 5); 1h Karenz',
    ],
    [
      { kind: 'cron', expression: '0 0 1,8,15 * 1', zone },
      'Um 00:00, an Tag 1, 8, und 15 des Monats, oder jeden Montag, Europe/Berlin (cron 0 0 1,8,15 * 1); 1h Karenz',
    ],
    [
      { kind: 'oncalendar', expression: 'Mon 04:05', zone },
      'Um 04:05, nur jeden Montag, Europe/Berlin (OnCalendar Mon 04:05); 1h Karenz',
    ],
    [{ kind: 'period', period: 24 * HOUR }, 'alle 1d; 1h Karenz'],
  ])('%j is "%s"', async (schedule, expected) => {
    // It remembers English words of the first one.
    expect(await words(schedule, HOUR)).toBe(expected)
  })
})
