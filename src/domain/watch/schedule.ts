/** The schedule of a check: when its next success is expected. Pure. */

import { formatDuration } from '../time/duration'

/** Cron and calendar times are local times of the zone (an IANA name; empty: the machine's). */
export type Schedule =
  | { readonly kind: 'period' /** Milliseconds, the longest expected gap. */; readonly period: number }
  | { readonly kind: 'cron'; readonly expression: string; readonly zone: string }
  | { readonly kind: 'oncalendar'; readonly expression: string; readonly zone: string }

export type ScheduleKind = Schedule['kind']

export const SCHEDULE_KINDS = ['period', 'cron', 'oncalendar'] as const satisfies readonly ScheduleKind[]

/** The next moment that a success is due after `at` (epoch milliseconds); undefined when none is due any more. */
export type DueAfter = (at: number) => number | undefined

/** `every 1h`, `cron 0 3 * * * (Europe/Berlin)`. */
export function scheduleWords(schedule: Schedule): string {
  if (schedule.kind === 'period') return `every ${formatDuration(schedule.period)}`
  const zone = schedule.zone === '' ? '' : ` (${schedule.zone})`
  return `${schedule.kind === 'cron' ? 'cron' : 'OnCalendar'} ${schedule.expression}${zone}`
}
