/** The locals of a check's year: a calendar of days, drawn as paths, and what it says in words. */

import { t, tn } from '../../domain/language/text'
import { formatDuration } from '../../domain/time/duration'
import { dateOfDay, dayName, monthName, shortMonth, weekdayOf } from '../../domain/time/local-days'
import { type MonthOfStatus, monthsOf, type StatusDay } from '../../domain/watch/status-days'
import { knownWords, percentWords } from '../../domain/watch/uptime'
import { pair } from './times-plot'

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
    return { day, x: Math.floor(place / 7) * STEP + SIDE / 2, y: (place % 7) * STEP }
  })
  const bad = days.filter(({ down, outages }) => down > 0 || outages > 0).reverse()
  return {
    width: Math.ceil((days.length + offset) / 7) * STEP,
    height: 7 * STEP,
    paths: pathsOf(placed),
    labels: placed
      .filter(({ day }) => dateOfDay(day.day).date === 1)
      .map(({ day, x }) => {
        return { x: x - SIDE / 2, words: shortMonth(dateOfDay(day.day).month) }
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

/**
 * A path for each meaning, of strokes as wide as a day's square. It is filled from below: with the time it was down, then
 * with the time it was up, and above with the time nobody knows.
 */
function pathsOf(placed: readonly Placed[]): readonly (readonly [string, string])[] {
  const paths = { up: startPath(), unknown: startPath(), down: startPath() }
  for (const { day, x, y } of placed) {
    const { up, down, unknown, outages } = day
    const total = up + down + unknown
    if (total === 0) continue
    const part = (ms: number) => Math.round((ms / total) * SIDE)
    // A short outage stays visible.
    const fell = down + outages === 0 ? 0 : Math.max(2, part(down))
    const least = unknown * 100 < total ? 0 : 1
    const lost = up === 0 ? SIDE - fell : Math.min(SIDE - fell, Math.max(least, part(unknown)))
    paths.unknown.add(x, y, lost)
    paths.up.add(x, y + lost, SIDE - fell - lost)
    paths.down.add(x, y + SIDE - fell, fell)
  }
  return Object.entries(paths).flatMap(([kind, { text }]) =>
    text() === '' ? [] : ([[kind, text()]] as const),
  )
}

/** Vertical strokes, by relative moves. */
function startPath() {
  let [atX, atY] = [0, 0]
  let path = ''
  return {
    add: (x: number, y: number, height: number) => {
      if (height <= 0) return
      path += `m${pair(x - atX, y - atY)}v${height}`
      atX = x
      atY = y + height
    },
    text: () => path,
  }
}

function monthRow({ year, month, share, outages, ...sums }: MonthOfStatus) {
  return {
    name: monthName(year, month),
    percent: share === undefined ? t('unknown') : percentWords(share),
    outages:
      share === undefined
        ? ''
        : outages === 0
          ? sums.down > 0
            ? t('down since before')
            : t('no outage')
          : tn(outages, '{n} outage', '{n} outages'),
    known: share === undefined ? undefined : knownWords(sums),
  }
}

function outageDay({ day, down, outages }: StatusDay) {
  return {
    name: dayName(day),
    words:
      outages > 1
        ? t('down {span}, {n} times', { span: formatDuration(down), n: outages })
        : t('down {span}', { span: formatDuration(down) }),
  }
}
