/** The schedule as an option of a check: an object as JSON, several keys as text. Pure. */

import type { FieldType } from './field-type'
import { span } from './field-types'
import type { Schedule } from './schedule'
import { object, ref, SPAN, TEXT } from './schema'

export const PERIOD = span(1_000, '5m, 1h30m or 1d')

/** The keys of the INI: one of the first three, and the zone of the last two. */
export const SCHEDULE_KEYS = ['period', 'cron', 'oncalendar', 'timezone'] as const

export const SCHEDULE_SCHEMA = {
  oneOf: [
    object({ kind: { const: 'period' }, period: SPAN }, ['kind', 'period']),
    object({ kind: { enum: ['cron', 'oncalendar'] }, expression: TEXT, zone: TEXT }, ['kind', 'expression']),
  ],
}

/** `scheduleFaults` judges the expression and its zone. */
export const SCHEDULE: Pick<FieldType<Schedule>, 'json' | 'rules'> = {
  json: {
    read,
    write: schedule =>
      schedule.kind === 'period' ? { ...schedule, period: PERIOD.json.write(schedule.period) } : schedule,
    misread:
      'has to be {"kind": "period", "period": seconds, or text such as "1h30m"} or {"kind": "cron" or "oncalendar", "expression": ..., "zone": ...}',
    schema: ref('Schedule'),
  },
  rules: PERIOD.rules.map(({ holds, reason }) => ({
    holds: schedule => schedule.kind !== 'period' || holds(schedule.period),
    reason,
  })),
}

function read(value: unknown): Schedule | undefined {
  const { kind, period, expression, zone = '', ...rest } = Object(value)
  if (Object.keys(rest).length > 0) return undefined
  if (kind === 'period' && expression === undefined && zone === '') {
    const ms = PERIOD.json.read(period)
    return ms === undefined ? undefined : { kind, period: ms }
  }
  const isCalendar = (kind === 'cron' || kind === 'oncalendar') && period === undefined
  return isCalendar && typeof expression === 'string' && typeof zone === 'string'
    ? { kind, expression, zone }
    : undefined
}
