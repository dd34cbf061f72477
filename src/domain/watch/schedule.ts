/** What is wrong with a schedule, and when it is due: one set of rules for the INI, the page and the API. Pure. */

import { cron } from '../time/cron'
import { onCalendar } from '../time/on-calendar'
import type { Timetable, Unusable } from '../time/timetable'
import { isZone } from '../time/zone'
import type { DueAfter, Schedule } from './check'

export interface ScheduleFault {
  readonly part: 'zone' | 'expression'
  /** The rest of a sentence that begins with the part. */
  readonly reason: string
}

/** Every fault at once; the bounds of a period are the plan's. */
export function scheduleFaults(schedule: Schedule): ScheduleFault[] {
  if (schedule.kind === 'period') return []
  const inZone = zoneFault(schedule.zone)
  const reason = expressionProblem(schedule, inZone ? 'UTC' : schedule.zone)
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

function expressionProblem(schedule: Expressed, zone: string): string | undefined {
  const timetable = timetableOf(schedule)
  if ('problem' in timetable) return timetable.problem
  return timetable.nextAfter(0, zone) === undefined ? 'never comes true; choose a day that exists' : undefined
}

/** @throws Error for a schedule that `scheduleFaults` finds something wrong with */
export function dueAfterOf(schedule: Schedule): DueAfter {
  if (schedule.kind === 'period') return at => at + schedule.period
  const timetable = timetableOf(schedule)
  if ('problem' in timetable) throw new Error(`a schedule that cannot be used: ${timetable.problem}`)
  return at => timetable.nextAfter(at, schedule.zone)
}

type Expressed = Exclude<Schedule, { readonly kind: 'period' }>

function timetableOf({ kind, expression }: Expressed): Timetable | Unusable {
  return kind === 'cron' ? cron(expression) : onCalendar(expression)
}
