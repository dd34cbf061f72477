import { expect, test } from 'vitest'
import { SCHEDULE } from '../../../src/domain/watch/schedule-field'

test.each([
  [
    { kind: 'period', period: 300 },
    { kind: 'period', period: 300_000 },
  ],
  [
    { kind: 'period', period: '1h30m' },
    { kind: 'period', period: 5_400_000 },
  ],
  [
    { kind: 'cron', expression: '0 3 * * *' },
    { kind: 'cron', expression: '0 3 * * *', zone: '' },
  ],
  [
    { kind: 'oncalendar', expression: 'daily', zone: 'Europe/Berlin' },
    { kind: 'oncalendar', expression: 'daily', zone: 'Europe/Berlin' },
  ],
])('%j is a schedule', (json, schedule) => {
  expect(SCHEDULE.json?.read(json)).toEqual(schedule)
})

test.each([
  [undefined],
  ['1h'],
  [{ period: 300 }],
  [{ kind: 'yearly', period: 300 }],
  [{ kind: 'yearly', expression: 'daily' }],
  [{ kind: 'period', period: 'soon' }],
  [{ kind: 'period', period: 300, expression: 'daily' }],
  [{ kind: 'period', period: 300, zone: 'UTC' }],
  [{ kind: 'period', period: 300, day: 1 }],
  [{ kind: 'cron' }],
  [{ kind: 'cron', expression: 7 }],
  [{ kind: 'cron', expression: '0 3 * * *', zone: 7 }],
  [{ kind: 'oncalendar', expression: 'daily', period: 300 }],
])('%j is none', json => {
  expect(SCHEDULE.json?.read(json)).toBeUndefined()
})
