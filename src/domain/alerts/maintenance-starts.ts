/** The moments at which a maintenance window begins. Pure. */

import { parseDuration } from '../time/duration'
import { changeNear, isZone, momentsAt, toLocal } from '../time/zone'
import { type DueAfter, dueAfterOf } from '../watch/schedule'

const MINUTE = 60_000
const DAY = 86_400_000

export interface Starts {
  /** Milliseconds from each beginning to its end. */
  readonly duration: number
  /** The first beginning after that moment; undefined where none is left. */
  next(at: number): number | undefined
  /** The last beginning whose end is still to come at that moment. */
  latest(at: number): number | undefined
}

/** `2026-12-24 22:00` as a local time, counted as in time/zone; undefined for other text, and for a day that does not exist. */
export function parseStart(text: string): number | undefined {
  const [, day = '', time = ''] = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d)$/.exec(text.trim()) ?? []
  const at = Date.parse(`${day}T${time}:00Z`)
  return Number.isNaN(at) || !new Date(at).toISOString().startsWith(`${day}T${time}`) ? undefined : at
}

/** A moment as `parseStart` reads it, in the zone's local time (empty: the machine's). */
export function formatStart(at: number, zone: string): string {
  return new Date(toLocal(at, zone)).toISOString().slice(0, 16).replace('T', ' ')
}

/** Undefined for settings with faults: nobody is kept from being alerted by them. */
export function startsOf({
  start = '',
  duration: lasts = '',
  period: every = '',
  cron = '',
  oncalendar = '',
  timezone: zone = '',
}: Readonly<Record<string, string>>): Starts | undefined {
  const duration = parseDuration(lasts)
  const local = parseStart(start)
  const period = parseDuration(every)
  if (duration === undefined || (zone !== '' && !isZone(zone))) return undefined
  if ((start !== '' && local === undefined) || (every !== '' && !period)) return undefined
  const expression = cron || oncalendar
  if (expression === '') {
    if (local === undefined) return undefined
    return withLatest(duration, period ? repeated(local, period, zone) : once(momentOf(local, zone)))
  }
  const first = local === undefined ? Number.NEGATIVE_INFINITY : momentOf(local, zone)
  const dueAfter = dueAfterOf({ kind: cron === '' ? 'oncalendar' : 'cron', expression, zone })
  return withLatest(duration, at => dueAfter(Math.max(at, first - 1)))
}

const once =
  (start: number): DueAfter =>
  at =>
    at < start ? start : undefined

/** Whole days follow the wall clock, so that a night stays a night when the clocks are set; other periods follow elapsed time. */
function repeated(local: number, period: number, zone: string): DueAfter {
  const first = momentOf(local, zone)
  if (period % DAY !== 0) return at => first + period * Math.max(0, Math.floor((at - first) / period) + 1)
  return at => {
    // The clocks shift a beginning by hours at most, so the next one is among the next two.
    const n = Math.max(0, Math.floor((toLocal(at, zone) - local) / period))
    const moments = [n, n + 1, n + 2].map(each => momentOf(local + each * period, zone))
    return moments.find(moment => moment > at)
  }
}

/** The first moment with that local time; where the clocks skip it, the moment at which they do. */
function momentOf(local: number, zone: string): number {
  return momentsAt(local, zone)[0] ?? changeNear(local, zone)?.at ?? local
}

function withLatest(duration: number, next: DueAfter): Starts {
  return {
    duration,
    next,
    latest: at => {
      // From the near to the far: of an expression that comes true every minute, not every beginning is looked at.
      for (let back = Math.min(MINUTE, duration); ; back = Math.min(4 * back, duration)) {
        let found: number | undefined
        for (let start = next(at - back); start !== undefined && start <= at; start = next(start))
          found = start
        if (found !== undefined || back === duration) return found
      }
    },
  }
}
