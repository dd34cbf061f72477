import type { Schedules } from '../../domain/watch/ports'
import { type DueAfter, dueAfterOf, type Schedule } from '../../domain/watch/schedule'

const MOST_KEPT = 20_000

/** Computes when successes are due. Each expression is read once, and its last result is kept. */
export function openSchedules(): Schedules {
  const kept = new Map<string, DueAfter>()
  return {
    dueAfter(schedule: Schedule) {
      if (schedule.kind === 'period') return dueAfterOf(schedule)
      const key = `${schedule.kind} ${schedule.zone} ${schedule.expression}`
      const found = kept.get(key)
      if (found) return found
      const made = keepingLast(dueAfterOf(schedule))
      if (kept.size >= MOST_KEPT) kept.clear()
      kept.set(key, made)
      return made
    },
  }
}

/** Between a moment and the one that is due after it, the result is the same. */
function keepingLast(dueAfter: DueAfter): DueAfter {
  let from = Number.POSITIVE_INFINITY
  let due: number | undefined
  return at => {
    if (at >= from && (due === undefined || at < due)) return due
    due = dueAfter(at)
    from = at
    return due
  }
}
