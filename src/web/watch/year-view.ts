/** The locals of a check's year: a calendar of days, drawn as paths, and what it says in words. */

import { counted } from '../../domain/counted'
import { formatDuration } from '../../domain/time/duration'
import { dateOfDay, dayName, monthName, weekdayOf } from '../../domain/time/local-days'
import { type MonthOfStatus, monthsOf, type StatusDay } from '../../domain/watch/status-days'
import { knownWords, percentWords } from '../../domain/watch/uptime'

/** Units of a day's square, and of the square with its gap. */
const SIDE = 8
const STEP = 10
/** Days with an outage that are listed. */
const LISTED = 12

/** @param days oldest first */
export function yearView(days: readonly StatusDay[]) {
  const [first] = days
  const offset = first === undefined ? 0 : weekdayOf(first.day)
  const placed = days.map((day, index) => {
    const place = index + offset
    return { day, x: Math.floor(place / 7) * STEP, y: (place % 7) * STEP }
  })
  const bad = days.filter(({ down, outages }) => down > 0 || outages > 0).reverse()
  return {
    width: Math.ceil((days.length + offset) / 7) * STEP,
    height: 7 * STEP,
    paths: pathsOf(placed),
    labels: placed
      .filter(({ day }) => dateOfDay(day.day).date === 1)
      .map(({ day, x }) => {
        const { year, month } = dateOfDay(day.day)
        return { x, words: monthName(year, month).slice(0, 3) }
      }),
    months: monthsOf(days).map(monthRow),
    outages: bad.slice(0, LISTED).map(outageDay),
    moreOutages: Math.max(0, bad.length - LISTED),
  }
}

interface Placed {
  readonly day: StatusDay
  readonly x: number
  readonly y: number
}

/** A path for each meaning. A day's square is filled from below: with the time it was down, and the time nobody knows, above. */
function pathsOf(placed: readonly Placed[]): readonly (readonly [string, string])[] {
  const paths = { up: '', unknown: '', down: '' }
  for (const { day, x, y } of placed) {
    const { up, down, unknown, outages } = day
    const total = up + down + unknown
    if (total === 0) continue
    const part = (ms: number, least: number) =>
      ms === 0 ? 0 : Math.max(least, Math.round((ms / total) * SIDE))
    // A short outage stays visible.
    const fell = down + outages === 0 ? 0 : Math.max(2, part(down, 2))
    const lost = up === 0 ? SIDE - fell : Math.min(SIDE - fell, part(unknown, unknown * 100 < total ? 0 : 1))
    const well = SIDE - fell - lost
    const bar = (top: number, height: number) =>
      height === 0 ? '' : `M${x} ${y + top}h${SIDE}v${height}h-${SIDE}z`
    paths.unknown += bar(0, lost)
    paths.up += bar(lost, well)
    paths.down += bar(lost + well, fell)
  }
  return Object.entries(paths).filter(([, path]) => path !== '')
}

function monthRow({ year, month, share, outages, ...sums }: MonthOfStatus) {
  return {
    name: monthName(year, month),
    percent: share === undefined ? 'unknown' : percentWords(share),
    outages: outages === 0 ? (sums.down > 0 ? 'down since before' : 'no outage') : counted(outages, 'outage'),
    known: knownWords(sums),
  }
}

function outageDay({ day, down, outages }: StatusDay) {
  return {
    name: dayName(day),
    words: `down ${formatDuration(down)}${outages > 1 ? `, ${outages} times` : ''}`,
  }
}
