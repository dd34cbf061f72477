/**
 * Calendar expressions as systemd.time(7) describes them, without `~` (last days of a month) and fractions of a second.
 * As in systemd, a local time that DST leaves out is skipped, and one that comes twice counts the first time. Pure.
 */

import { isZone, toLocal, toUtc } from './zone'

export interface OnCalendar {
  /** The first such moment after `at` (epoch milliseconds); undefined when none is left. `zone` holds where the expression names none; empty: the machine's. */
  nextAfter(at: number, zone: string): number | undefined
}

const SHORTHANDS: Readonly<Record<string, string>> = {
  minutely: '*-*-* *:*:00',
  hourly: '*-*-* *:00:00',
  daily: '*-*-* 00:00:00',
  weekly: 'Mon *-*-* 00:00:00',
  monthly: '*-*-01 00:00:00',
  quarterly: '*-01,04,07,10-01 00:00:00',
  semiannually: '*-01,07-01 00:00:00',
  yearly: '*-01-01 00:00:00',
  annually: '*-01-01 00:00:00',
}

const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']
const LONG_WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday']

/** systemd plans no timer beyond it (calendarspec.c, MAX_YEAR). */
const LAST_YEAR = 2199
const DAY_MS = 86_400_000

class Unusable extends Error {}

/** @returns what is wrong with the expression, and what to do, where it cannot be used. */
export function onCalendar(expression: string): OnCalendar | { readonly problem: string } {
  try {
    const parsed = parse(expression)
    return { nextAfter: (at, zone) => nextAfter(parsed, at, parsed.zone ?? zone) }
  } catch (error) {
    if (error instanceof Unusable) return { problem: error.message }
    throw error
  }
}

interface Parsed {
  /** 0 is Sunday. */
  readonly weekdays: ReadonlySet<number>
  readonly years: ReadonlySet<number>
  readonly months: ReadonlySet<number>
  readonly days: ReadonlySet<number>
  readonly hours: readonly number[]
  readonly minutes: readonly number[]
  readonly seconds: readonly number[]
  readonly zone: string | undefined
}

function parse(expression: string): Parsed {
  const words = expression.trim().split(/\s+/).filter(Boolean)
  const zone = words.length > 1 && isZone(words.at(-1) ?? '') ? words.pop() : undefined
  const long = words.length === 1 ? SHORTHANDS[(words[0] ?? '').toLowerCase()] : undefined
  const rest = long === undefined ? words : long.split(' ')
  if (rest.length === 0) throw new Unusable('is empty; give a calendar expression such as Mon..Fri 02:30')

  const weekdays = /^[a-z]/i.test(rest[0] ?? '') ? (rest.shift() ?? '').replace(/,$/, '') : undefined
  const date = rest[0]?.includes('-') ? rest.shift() : undefined
  const time = rest[0]?.includes(':') ? rest.shift() : undefined
  if (rest.length > 0)
    throw new Unusable(
      `${quoted(rest[0])} is not understood; write weekdays, date, time, zone, such as Mon *-*-* 02:30 UTC`,
    )

  const [years, months, days] = dateParts(date ?? '*-*-*')
  const [hours, minutes, seconds] = timeParts(time ?? '00:00:00')
  return {
    weekdays: weekdays === undefined ? new Set(WEEKDAYS.keys()) : weekdaysOf(weekdays),
    years: new Set(values(years, 1970, LAST_YEAR, 'year')),
    months: new Set(values(months, 1, 12, 'month')),
    days: new Set(values(days, 1, 31, 'day')),
    hours: values(hours, 0, 23, 'hour'),
    minutes: values(minutes, 0, 59, 'minute'),
    seconds: values(seconds, 0, 59, 'second'),
    zone,
  }
}

function dateParts(date: string): [string, string, string] {
  if (date.includes('~')) throw new Unusable('counting days from the end of a month with ~ is not supported')
  const [a = '', b = '', c, ...more] = date.split('-')
  if (more.length > 0 || a === '' || b === '' || c === '')
    throw new Unusable(`${quoted(date)} is not a date such as *-*-01`)
  return c === undefined ? ['*', a, b] : [a, b, c]
}

function timeParts(time: string): [string, string, string] {
  const [hours = '', minutes = '', seconds = '00', ...more] = time.split(':')
  if (seconds.replaceAll('..', '').includes('.'))
    throw new Unusable('fractions of a second are not supported; give whole seconds')
  if (more.length > 0 || hours === '' || minutes === '' || seconds === '')
    throw new Unusable(`${quoted(time)} is not a time such as 02:30`)
  return [hours, minutes, seconds]
}

/** `*`, `5`, `1..7`, `*\/15`, `10/20`, `1..30/2`, and lists of these -> ascending numbers. */
function values(list: string, least: number, most: number, what: string): number[] {
  const found = new Set<number>()
  for (const item of list.split(',')) {
    const match = /^(?:\*|(\d{1,4})(?:\.\.(\d{1,4}))?)(?:\/(\d{1,4}))?$/.exec(item)
    if (!match) throw new Unusable(`${quoted(item)} is not a ${what}`)
    const [, begin, end, every] = match
    const step = Number(every ?? 1)
    const from = Number(begin ?? least)
    const to = Number(end ?? (begin === undefined || every !== undefined ? most : from))
    if (from < least || to > most || from > to || step < 1)
      throw new Unusable(`${quoted(item)} is not a ${what} from ${least} to ${most}`)
    for (let value = from; value <= to; value += step) found.add(value)
  }
  return [...found].sort((a, b) => a - b)
}

function weekdaysOf(list: string): Set<number> {
  const found = new Set<number>()
  for (const item of list.split(',')) {
    const [first = '', last = first, ...more] = item.split(/\.\.|-/).map(name => name.toLowerCase())
    const [from, to] = [weekday(first), weekday(last)]
    // A week begins with Monday.
    if (more.length > 0 || from === undefined || to === undefined || (from + 6) % 7 > (to + 6) % 7)
      throw new Unusable(`${quoted(item)} is not a weekday or a range of them such as Mon..Fri`)
    for (let day = from; ; day = (day + 1) % 7) {
      found.add(day)
      if (day === to) break
    }
  }
  return found
}

function weekday(name: string): number | undefined {
  const index = WEEKDAYS.includes(name) ? WEEKDAYS.indexOf(name) : LONG_WEEKDAYS.indexOf(name)
  return index < 0 ? undefined : index
}

function nextAfter(spec: Parsed, at: number, zone: string): number | undefined {
  const second = Math.floor(at / 1000) * 1000
  const local = toLocal(second, zone)
  const today = Math.floor(local / DAY_MS) * DAY_MS
  for (let day = today; ; day += DAY_MS) {
    const date = new Date(day)
    const year = date.getUTCFullYear()
    if (year > LAST_YEAR) return undefined
    if (!spec.years.has(year) || !spec.months.has(date.getUTCMonth() + 1)) continue
    if (!spec.days.has(date.getUTCDate()) || !spec.weekdays.has(date.getUTCDay())) continue
    for (const time of timesOf(spec, day === today ? local - today + 1_000 : 0)) {
      const moment = toUtc(day + time, zone)
      if (moment !== undefined && moment > at) return moment
    }
  }
}

/** Milliseconds since midnight, from `least` on. */
function* timesOf({ hours, minutes, seconds }: Parsed, least: number): Generator<number> {
  for (const hour of hours) {
    if ((hour + 1) * 3_600_000 <= least) continue
    for (const minute of minutes) {
      const start = (hour * 60 + minute) * 60_000
      if (start + 60_000 <= least) continue
      for (const second of seconds) if (start + second * 1_000 >= least) yield start + second * 1_000
    }
  }
}

function quoted(word: string | undefined): string {
  return `"${(word ?? '').slice(0, 40)}"`
}
