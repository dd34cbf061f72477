/** The scales of plots: round numbers at the side, and moments below. Pure. */

import { dateOfDay, dayName, localDayOf, shortMonth, startOfDay } from '../time/local-days'
import { toLocal } from '../time/zone'

const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** Round spans of more than a minute, milliseconds. */
const ROUND = [
  ...[1, 2, 5, 10, 20, 30].map(n => n * MINUTE),
  ...[1, 2, 4, 6, 12].map(n => n * HOUR),
  ...[1, 2, 5, 10, 20, 50, 100, 200, 400].map(n => n * DAY),
]

/** A round number of milliseconds, and no less than the time: 1, 2 or 5 times a power of ten up to a minute. */
export function roundedUp(took: number): number {
  if (took > 50 * SECOND) return ROUND.find(round => round >= took) ?? took
  const power = 10 ** Math.floor(Math.log10(Math.max(1, took)))
  return power * ([1, 2, 5].find(factor => factor * power >= took) ?? 10)
}

/** A mark below a plot: its place from the left, 0 to 1, and its words. */
export interface Tick {
  readonly place: number
  readonly words: string
}

/** The span of a plot, epoch milliseconds. */
export interface PlotSpan {
  readonly since: number
  readonly now: number
}

/** Marks too near to the edges for their words are left out. */
const EDGE = 0.06

/** Every six hours by the wall clock. */
export function hourTicks(span: PlotSpan, zone = ''): readonly Tick[] {
  const first = localDayOf(span.since, zone)
  const found: Tick[] = []
  for (let day = first; day <= localDayOf(span.now, zone); day++)
    for (let hour = 0; hour < 24; hour += 6) {
      const at = momentOf(day, hour, zone)
      if (at !== undefined) found.push(...tickAt(at, `${String(hour).padStart(2, '0')}:00`, span))
    }
  return found
}

/** Every seventh day, counted back from today. */
export function weekTicks(span: PlotSpan, zone = ''): readonly Tick[] {
  const today = localDayOf(span.now, zone)
  return [28, 21, 14, 7].flatMap(ago => tickAt(startOfDay(today - ago, zone), dayName(today - ago), span))
}

/** The first day of every third month. */
export function monthTicks(span: PlotSpan, zone = ''): readonly Tick[] {
  const found: Tick[] = []
  for (let day = localDayOf(span.since, zone); day <= localDayOf(span.now, zone); day++) {
    const { month, date } = dateOfDay(day)
    if (date === 1 && month % 3 === 1) found.push(...tickAt(startOfDay(day, zone), shortMonth(month), span))
  }
  return found
}

function tickAt(at: number, words: string, { since, now }: PlotSpan): readonly Tick[] {
  const place = (at - since) / (now - since)
  return place < EDGE || place > 1 - EDGE ? [] : [{ place, words }]
}

/** Undefined for an hour that the clocks skip. */
function momentOf(day: number, hour: number, zone: string): number | undefined {
  const local = day * DAY + hour * HOUR
  const begin = startOfDay(day, zone)
  return [-HOUR, -HOUR / 2, 0, HOUR / 2, HOUR]
    .map(shift => begin + hour * HOUR + shift)
    .find(at => toLocal(at, zone) === local)
}
