/**
 * A year of a check's statuses, day by day. The flips that are kept are the newest; before they go, days are summed up from
 * them, and only days on which the check was not up all the time are written down. Pure.
 */

import { dateOfDay, localDayOf, startOfDay } from '../time/local-days'
import type { Flip } from './flip'
import type { CheckState, DeafSpan } from './state'
import { type Beginning, downByClock, type StatusSpan, statusSpans, withoutAway } from './status-spans'
import { shareOf, soundnessOf } from './uptime'

/** Days that are kept, and shown. */
export const DAYS_KEPT = 366

/** Of each so many flips the days are summed up: long before the oldest of a hundred goes. */
export const SUMMED_EVERY = 30

/** A day on which the check was not up all the time: milliseconds, and the times that it went down. */
export interface KeptDay {
  /** See `localDayOf`. */
  readonly day: number
  readonly down: number
  readonly unknown: number
  readonly outages: number
}

/** Known is what lies between two moments (epoch milliseconds): there, a day that is not listed was up all the time. */
export interface KeptDays {
  readonly from: number
  readonly until: number
  /** The number of the last flip that is summed up. */
  readonly seq: number
  /** By their numbers, rising. */
  readonly days: readonly KeptDay[]
}

/** A day of the last year as it is shown; milliseconds. */
export interface StatusDay extends KeptDay {
  readonly up: number
}

/**
 * Adds the flips that came since to the days.
 *
 * @param flips newest first, as the store returns them
 * @param createdAt of the check
 */
export function withFlips(
  kept: KeptDays | undefined,
  flips: readonly Flip[],
  createdAt: number,
  away: readonly DeafSpan[],
  zone = '',
): KeptDays | undefined {
  const fresh = flips.filter(({ seq }) => seq > (kept?.seq ?? 0)).reverse()
  const [first, last] = [fresh[0], fresh.at(-1)]
  if (first === undefined || last === undefined) return kept
  const isGapless = first.seq === (kept?.seq ?? 0) + 1
  const from = kept?.from ?? (isGapless ? createdAt : first.due)
  let at = kept?.until ?? from
  const spans: StatusSpan[] = []
  const add = (status: StatusSpan['status'], to: number) => {
    if (to > at) spans.push({ status, from: at, to })
    at = Math.max(at, to)
  }
  fresh.forEach((flip, index) => {
    add(index > 0 || isGapless ? flip.from : 'unknown', flip.due)
  })
  const sums = new Map((kept?.days ?? []).map(each => [each.day, { ...emptyDay(each.day), ...each }]))
  const sumOf = (day: number) => {
    const sum = sums.get(day) ?? emptyDay(day)
    sums.set(day, sum)
    return sum
  }
  for (const { day, status, ms } of byDay(withoutAway(spans, away), zone))
    sumOf(day)[soundnessOf(status)] += ms
  for (const flip of fresh) if (flip.to === 'down') sumOf(localDayOf(flip.due, zone)).outages++
  const days = [...sums.values()]
    .filter(({ down, unknown, outages }) => down + unknown + outages > 0)
    .map(({ day, down, unknown, outages }) => ({ day, down, unknown, outages }))
    .sort((a, b) => a.day - b.day)
    .slice(-DAYS_KEPT)
  return { from, until: at, seq: last.seq, days }
}

/**
 * Returns the last days, oldest first, of which the last one has `now`. A day before the check's creation has no time at all.
 *
 * @param flips newest first, as the store returns them
 */
export function lastDays(
  kept: KeptDays | undefined,
  flips: readonly Flip[],
  state: CheckState,
  beginning: Beginning,
  now: number,
  { zone = '', count = DAYS_KEPT }: { readonly zone?: string; readonly count?: number } = {},
): readonly StatusDay[] {
  const today = localDayOf(now, zone)
  const first = today - count + 1
  const from = Math.max(startOfDay(first, zone), Math.min(beginning.createdAt, now))
  // The days that were summed up end there.
  const border = kept === undefined ? from : Math.min(Math.max(from, kept.until), now)
  const sums = Array.from({ length: count }, (_, index) => emptyDay(first + index))
  const sumOf = (day: number): Writable<StatusDay> => sums[day - first] ?? emptyDay(day)
  for (const { day, status, ms } of byDay(statusSpans(flips, state, beginning, border, now), zone))
    sumOf(day)[soundnessOf(status)] += ms
  for (const { seq, to, due } of flips)
    if (to === 'down' && seq > (kept?.seq ?? 0) && due <= now) sumOf(localDayOf(due, zone)).outages++
  const byClock = downByClock(flips, state)
  if (byClock !== undefined && byClock <= now) sumOf(localDayOf(byClock, zone)).outages++
  if (kept !== undefined) addKept(sumOf, kept, from, border, zone)
  return sums
}

type Writable<T> = { -readonly [K in keyof T]: T[K] }

function emptyDay(day: number): Writable<StatusDay> {
  return { day, up: 0, down: 0, unknown: 0, outages: 0 }
}

/** Adds the part of the kept days that lies before the border. */
function addKept(
  sumOf: (day: number) => Writable<StatusDay>,
  kept: KeptDays,
  from: number,
  border: number,
  zone: string,
): void {
  const listed = new Map(kept.days.map(each => [each.day, each]))
  for (let day = localDayOf(from, zone); day <= localDayOf(border, zone); day++) {
    const [begin, end] = [Math.max(from, startOfDay(day, zone)), Math.min(border, startOfDay(day + 1, zone))]
    const span = Math.max(0, end - begin)
    const known = Math.max(0, end - Math.max(begin, kept.from))
    const { down = 0, unknown = 0, outages = 0 } = listed.get(day) ?? {}
    const sum = sumOf(day)
    const lost = Math.min(known, unknown) + (span - known)
    const fell = Math.min(span - lost, down)
    sum.unknown += lost
    sum.down += fell
    sum.up += span - lost - fell
    sum.outages += outages
  }
}

/** The spans, cut at midnight. */
function* byDay(
  spans: readonly StatusSpan[],
  zone: string,
): Generator<{ readonly day: number; readonly status: StatusSpan['status']; readonly ms: number }> {
  for (const { status, from, to } of spans)
    for (let at = from; at < to; ) {
      const day = localDayOf(at, zone)
      const end = Math.min(to, Math.max(at + 1, startOfDay(day + 1, zone)))
      yield { day, status, ms: end - at }
      at = end
    }
}

/** A month, or the part of it that the days cover. */
export interface MonthOfStatus {
  readonly year: number
  /** From 1 on. */
  readonly month: number
  readonly up: number
  readonly down: number
  readonly unknown: number
  readonly outages: number
  /** up / (up + down); undefined while nothing is known. */
  readonly share?: number
}

/** The months of the days, the newest first; those without any time are left out. */
export function monthsOf(days: readonly StatusDay[]): readonly MonthOfStatus[] {
  const months = new Map<number, Writable<Omit<MonthOfStatus, 'share'>>>()
  for (const { day, up, down, unknown, outages } of days) {
    if (up + down + unknown === 0) continue
    const { year, month } = dateOfDay(day)
    const key = year * 12 + month
    const sum = months.get(key) ?? { year, month, up: 0, down: 0, unknown: 0, outages: 0 }
    months.set(key, sum)
    sum.up += up
    sum.down += down
    sum.unknown += unknown
    sum.outages += outages
  }
  return [...months]
    .sort(([a], [b]) => b - a)
    .map(([, sum]) => {
      const share = shareOf(sum)
      return { ...sum, ...(share !== undefined && { share }) }
    })
}
