/**
 * A model of OnCalendar, for expressions as systemd writes them in full: it walks through time second by second, skips what
 * the clocks skip, and counts a local time that comes twice the first time. It shares no code with ours.
 */
import { wallClock } from '../support/debian-cron'

const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']

const FOUR_HOURS = 4 * 3_600

type Test = (value: number) => boolean

/** The runs in `from < at <= to`. */
export function calendarRuns(normalized: string, machineZone: string, from: number, to: number): number[] {
  const words = normalized.split(' ')
  const weekday = /^[A-Z][a-z]{2}\b/.test(normalized) ? weekdays(words.shift() ?? '') : () => true
  const [dates = '', lastDay] = (words[0] ?? '').split('~')
  const [year, month, day = component(lastDay ?? '', 'down')] = dates.split('-').map(each => component(each))
  const [hour, minute, second] = (words[1] ?? '').split(':').map(each => component(each))
  const clock = wallClock(words[2] ?? machineZone)
  const local = (at: number) => Math.round(clock(at * 1_000) * 60)
  // Long enough before to know which turn of a repeated hour it is.
  let reached = 0
  for (let at = from - FOUR_HOURS; at <= from; at++) reached = Math.max(reached, local(at))
  const runs: number[] = []
  for (let at = from + 1; at <= to; at++) {
    const wall = local(at)
    if (wall <= reached) continue
    reached = wall
    const date = new Date(wall * 1_000)
    if (!second?.(date.getUTCSeconds()) || !minute?.(date.getUTCMinutes())) continue
    const months = [date.getUTCFullYear(), date.getUTCMonth() + 1] as const
    const dayOf = lastDay === undefined ? date.getUTCDate() : lastOf(...months) - date.getUTCDate() + 1
    if (!hour?.(date.getUTCHours()) || !day(dayOf) || !month?.(date.getUTCMonth() + 1)) continue
    if (year?.(date.getUTCFullYear()) && weekday(date.getUTCDay())) runs.push(at)
  }
  return runs
}

function lastOf(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate()
}

/** @param steps of an item without an end; those of days that are counted from the end of a month lead down to it */
function component(list: string, steps: 'up' | 'down' = 'up'): Test {
  const tests = list.split(',').map((item): Test => {
    const [, from, to, step] = /^(\*|\d+)(?:\.\.(\d+))?(?:\/(\d+))?$/.exec(item) ?? []
    if (from === undefined) throw new Error(`not a component: ${item}`)
    if (from === '*') return () => true
    if (steps === 'down' && to === undefined && step !== undefined)
      return value => value <= Number(from) && (Number(from) - value) % Number(step) === 0
    const last = Number(to ?? (step === undefined ? from : Number.POSITIVE_INFINITY))
    return value => value >= Number(from) && value <= last && (value - Number(from)) % Number(step ?? 1) === 0
  })
  return value => tests.some(test => test(value))
}

function weekdays(list: string): Test {
  const days = list.split(',').flatMap(item => {
    const [from = '', to = from] = item.split('..')
    const [first, last] = [WEEKDAYS.indexOf(from), WEEKDAYS.indexOf(to)]
    return Array.from({ length: ((last - first + 7) % 7) + 1 }, (_, i) => (first + i) % 7)
  })
  return day => days.includes(day)
}
