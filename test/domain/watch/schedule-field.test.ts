import { expect, test } from 'vitest'
import { PERIOD, SCHEDULE, SCHEDULE_KEYS, SCHEDULE_SCHEMA } from '../../../src/domain/watch/schedule-field'

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
  expect(SCHEDULE.json!.read(json)).toBeUndefined()
})

test.each([
  [
    { kind: 'period', period: 90_000 },
    { kind: 'period', period: 90 },
  ],
  [
    { kind: 'cron', expression: '0 3 * * *', zone: '' },
    { kind: 'cron', expression: '0 3 * * *', zone: '' },
  ],
] as const)('%j is written as %j', (schedule, json) => {
  expect(SCHEDULE.json.write(schedule)).toEqual(json)
})

test('a schedule tells programs its forms, and people its keys', () => {
  const span = { type: ['number', 'string'], description: 'seconds, or text such as "1h30m"' }
  expect(SCHEDULE_SCHEMA).toEqual({
    oneOf: [
      {
        type: 'object',
        properties: { kind: { const: 'period' }, period: span },
        required: ['kind', 'period'],
      },
      {
        type: 'object',
        properties: {
          kind: { enum: ['cron', 'oncalendar'] },
          expression: { type: 'string' },
          zone: { type: 'string' },
        },
        required: ['kind', 'expression'],
      },
    ],
  })
  expect(SCHEDULE.json.schema).toEqual({ $ref: '#/components/schemas/Schedule' })
  expect(SCHEDULE_KEYS).toEqual(['period', 'cron', 'oncalendar', 'timezone'])
})

test.each([
  [999, false],
  [1_000, true],
])('a period of %d ms is long enough: %s', (period, holds) => {
  expect(PERIOD.rules.every(rule => rule.holds(period))).toBe(holds)
  expect(SCHEDULE.rules.every(rule => rule.holds({ kind: 'period', period }))).toBe(holds)
})
