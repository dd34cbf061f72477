/** The schedule of a check: when a success is due, and which schedules can be used. Pure. */

import { cron } from '../time/cron'
import { formatDuration } from '../time/duration'
import { onCalendar } from '../time/on-calendar'
import type { Timetable, Unusable } from '../time/timetable'
import { isZone } from '../time/zone'

/** Cron and calendar times are local times of the zone (an IANA name; empty: the machine's). */
export type Schedule =
  | { readonly kind: 'period' /** Milliseconds, the longest expected gap. */; readonly period: number }
  | { readonly kind: 'cron'; readonly expression: string; readonly zone: string }
  | { readonly kind: 'oncalendar'; readonly expression: string; readonly zone: string }

export type ScheduleKind = Schedule['kind']

export const SCHEDULE_KINDS = ['period', 'cron', 'oncalendar'] as const satisfies readonly ScheduleKind[]

/** The next moment that a success is due after `at` (epoch milliseconds); undefined when none is due any more. */
export type DueAfter = (at: number) => number | undefined

/** A moment that has passed: nothing is due any more. */
export const NEVER: Schedule = { kind: 'oncalendar', expression: '2000-01-01', zone: 'UTC' }

export interface ScheduleFault {
  readonly part: 'zone' | 'expression'
  /** The rest of a sentence that begins with the part. */
  readonly reason: string
}

/**
 * Every fault at once; the bounds of a period are the plan's.
 *
 * @param since epoch milliseconds at which the schedule was chosen: it has to come true after that
 */
export function scheduleFaults(schedule: Schedule, since = 0): ScheduleFault[] {
  if (schedule.kind === 'period') return []
  const inZone = zoneFault(schedule.zone)
  const reason = expressionProblem(schedule, inZone ? 'UTC' : schedule.zone, since)
  return [
    ...(inZone ? [inZone] : []),
    ...(reason === undefined ? [] : [{ part: 'expression', reason } as const]),
  ]
}

/** An empty zone is the machine's. */
export function zoneFault(zone: string): ScheduleFault | undefined {
  if (zone === '' || isZone(zone)) return undefined
  return { part: 'zone', reason: 'is not a time zone such as Europe/Berlin or UTC' }
}

function expressionProblem(schedule: Expressed, zone: string, since: number): string | undefined {
  const timetable = timetableOf(schedule)
  if ('problem' in timetable) return timetable.problem
  if (timetable.nextAfter(since, zone) !== undefined) return undefined
  return timetable.nextAfter(0, zone) === undefined
    ? 'never comes true; choose a day that exists'
    : 'never comes true, as its last moment is over; choose a later one'
}

/**
 * When the next success is due. A schedule with a fault, which an earlier version may have stored, is due at once: its check
 * has to be noticed, and must not keep others from being judged.
 */
export function dueAfterOf(schedule: Schedule): DueAfter {
  if (schedule.kind === 'period') return at => at + schedule.period
  const timetable = timetableOf(schedule)
  if ('problem' in timetable || zoneFault(schedule.zone)) return at => at
  return at => timetable.nextAfter(at, schedule.zone)
}

export function isSameSchedule(one: Schedule, other: Schedule): boolean {
  if (one.kind === 'period') return other.kind === 'period' && one.period === other.period
  return other.kind === one.kind && other.expression === one.expression && other.zone === one.zone
}

/** The next moments that a success is due after `at`, at most so many. */
export function nextMoments(dueAfter: DueAfter, at: number, most: number): readonly number[] {
  const moments: number[] = []
  for (let due = dueAfter(at); due !== undefined && moments.length < most; due = dueAfter(due))
    moments.push(due)
  return moments
}

type Expressed = Exclude<Schedule, { readonly kind: 'period' }>

function timetableOf({ kind, expression }: Expressed): Timetable | Unusable {
  return kind === 'cron' ? cron(expression) : onCalendar(expression)
}

/** `every 1h`, `cron 0 3 * * * (Europe/Berlin)`. */
export function scheduleWords(schedule: Schedule): string {
  if (schedule.kind === 'period') return `every ${formatDuration(schedule.period)}`
  const zone = schedule.zone === '' ? '' : ` (${schedule.zone})`
  return `${schedule.kind === 'cron' ? 'cron' : 'OnCalendar'} ${schedule.expression}${zone}`
}
