import { Cron } from 'croner'
import { onCalendar } from '../../domain/time/on-calendar'
import { isZone } from '../../domain/time/zone'
import type { DueAfter, Schedule } from '../../domain/watch/check'
import type { Schedules } from '../../domain/watch/ports'

/** Computes when successes are due, for all kinds of schedules. The last result of each is kept: a cron expression in a zone takes 0.2 ms. */
export function openSchedules(): Schedules {
  const known = new Map<string, DueAfter>()
  return {
    dueAfter(schedule) {
      if (schedule.kind === 'period') return at => at + schedule.period
      const key = `${schedule.kind} ${schedule.zone} ${schedule.expression}`
      const found = known.get(key)
      if (found) return found
      const made = remembering(schedule.kind === 'cron' ? cronAfter(schedule) : calendarAfter(schedule))
      if (known.size >= MOST_KNOWN) known.clear()
      known.set(key, made)
      return made
    },
    problem,
  }
}

const MOST_KNOWN = 20_000

function problem(schedule: Schedule): string | undefined {
  if (schedule.kind === 'period') return undefined
  if (schedule.zone !== '' && !isZone(schedule.zone))
    return 'the time zone is not known; give a name such as Europe/Berlin or UTC'
  if (schedule.kind === 'oncalendar') {
    const parsed = onCalendar(schedule.expression)
    if ('problem' in parsed) return parsed.problem
    return parsed.nextAfter(0, schedule.zone) === undefined ? 'the expression never comes true' : undefined
  }
  // Six fields begin with seconds; names such as @daily are fine.
  try {
    const cron = cronOf(schedule)
    return cron.nextRun(new Date(0)) === null ? 'the cron expression never comes true' : undefined
  } catch {
    return 'the cron expression is not one; give five fields such as 30 2 * * 1-5 (minute, hour, day, month, weekday)'
  }
}

type Cronlike = Extract<Schedule, { kind: 'cron' | 'oncalendar' }>

function cronOf({ expression, zone }: Cronlike): Cron {
  return new Cron(expression, { paused: true, mode: '5-or-6-parts', ...(zone !== '' && { timezone: zone }) })
}

function cronAfter(schedule: Cronlike): DueAfter {
  const cron = cronOf(schedule)
  return at => cron.nextRun(new Date(at))?.getTime()
}

function calendarAfter({ expression, zone }: Cronlike): DueAfter {
  const parsed = onCalendar(expression)
  if ('problem' in parsed) throw new Error(`not a usable calendar expression: ${parsed.problem}`)
  return at => parsed.nextAfter(at, zone)
}

/** Between a moment and the one that is due after it, the answer is the same. */
function remembering(dueAfter: DueAfter): DueAfter {
  let from = Number.POSITIVE_INFINITY
  let due: number | undefined
  return at => {
    if (at >= from && (due === undefined || at < due)) return due
    due = dueAfter(at)
    from = at
    return due
  }
}
