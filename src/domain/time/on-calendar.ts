/**
 * Calendar expressions as systemd.time(7) describes them, without fractions of a second.
 * As in systemd, a local time that DST leaves out is skipped, and one that comes twice counts the first time. Pure.
 */

import { Misread, orUnusable, quoted, type Timetable, type Unusable } from './timetable'
import { nextWallTime, type WallPattern } from './wall-times'
import { isZone, momentsAt, toLocal } from './zone'

const SHORTHANDS: ReadonlyMap<string, string> = new Map([
  ['minutely', '*-*-* *:*:00'],
  ['hourly', '*-*-* *:00:00'],
  ['daily', '*-*-* 00:00:00'],
  ['weekly', 'Mon *-*-* 00:00:00'],
  ['monthly', '*-*-01 00:00:00'],
  ['quarterly', '*-01,04,07,10-01 00:00:00'],
  ['semiannually', '*-01,07-01 00:00:00'],
  ['semi-annually', '*-01,07-01 00:00:00'],
  ['biannually', '*-01,07-01 00:00:00'],
  ['bi-annually', '*-01,07-01 00:00:00'],
  ['yearly', '*-01-01 00:00:00'],
  ['annually', '*-01-01 00:00:00'],
])

const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']
const LONG_WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday']

/** systemd plans no timer beyond it (calendarspec.c, MAX_YEAR). */
export const LAST_YEAR = 2199

export function onCalendar(expression: string): Timetable | Unusable {
  return orUnusable(() => {
    const parsed = parse(expression)
    return { nextAfter: (at, zone) => nextAfter(parsed, at, parsed.zone ?? zone) }
  })
}

/** Undefined for an expression that cannot be used. */
export function calendarTexts(expression: string): CalendarTexts | undefined {
  return 'problem' in onCalendar(expression) ? undefined : textsOf(expression)
}

interface Parsed extends WallPattern {
  readonly zone: string | undefined
}

/** The texts of an expression, those of a shorthand written out. */
export interface CalendarTexts {
  readonly weekdays?: string
  readonly date: string
  readonly time: string
  readonly zone: string | undefined
}

/** @throws Misread */
function textsOf(expression: string): CalendarTexts {
  const words = expression.trim().split(/\s+/).filter(Boolean)
  const zone = words.length > 1 && isZone(words.at(-1) ?? '') ? words.pop() : undefined
  const long = words.length === 1 ? SHORTHANDS.get((words[0] ?? '').toLowerCase()) : undefined
  const rest = long === undefined ? words : long.split(' ')
  if (rest.length === 0) throw new Misread('is empty; give a calendar expression such as Mon..Fri 02:30')

  const weekdays = /^[a-z]/i.test(rest[0] ?? '') ? (rest.shift() ?? '').replace(/,$/, '') : undefined
  const date = /[-~]/.test(rest[0] ?? '') ? rest.shift() : undefined
  const time = rest[0]?.includes(':') ? rest.shift() : undefined
  if (rest.length > 0)
    throw new Misread(
      `${quoted(rest[0] ?? '')} is not understood; write weekdays, date, time, zone, such as Mon *-*-* 02:30 UTC`,
    )

  return {
    ...(weekdays !== undefined && { weekdays }),
    date: date ?? '*-*-*',
    time: time ?? '00:00:00',
    zone,
  }
}

function parse(expression: string): Parsed {
  const { weekdays, date, time, zone } = textsOf(expression)
  const { isMonth, isDay } = datePatterns(date)
  const onWeekdays = weekdays === undefined ? new Set(WEEKDAYS.keys()) : weekdaysOf(weekdays)
  return {
    isMonth,
    isDay: date => isDay(date) && onWeekdays.has(date.weekday),
    ...timePatterns(time),
    zone,
  }
}

function datePatterns(date: string): Pick<WallPattern, 'isMonth' | 'isDay'> {
  const { year, month, day, isFromEnd } = dateTexts(date)
  const years = new Set(values(year, 1970, LAST_YEAR, 'a year', fullYear))
  const months = new Set(values(month, 1, 12, 'a month'))
  const days = new Set(isFromEnd ? lastDays(day) : values(day, 1, 31, 'a day'))
  return {
    isMonth: (year, month) => years.has(year) && months.has(month),
    isDay: ({ year, month, day }) => days.has(isFromEnd ? daysIn(year, month) - day + 1 : day),
  }
}

/** @throws Misread */
export function dateTexts(date: string) {
  const [, before = date, lastDay] = /^(.*)~([^~-]*)$/.exec(date) ?? []
  const isFromEnd = lastDay !== undefined
  const parts = isFromEnd ? [...before.split('-'), lastDay] : date.split('-')
  const [year = '', month = '', day = ''] = parts.length === 2 ? ['*', ...parts] : parts
  if (parts.length > 3 || year === '' || month === '' || day === '')
    throw new Misread(`${quoted(date)} is not a date such as *-*-01`)
  return { year, month, day, isFromEnd }
}

/** The days that `~` counts from the end of a month, of which 1 is the last: `1`, `3,1`, `1..7`, `7/1` down to the last. */
function lastDays(list: string): number[] {
  return list.split(',').flatMap(item => {
    if (item === '*') return values(item, 1, 31, 'a day')
    const [, from, step] = /^(\d{1,2})\/(\d{1,4})$/.exec(item) ?? []
    const what = 'a day before the end of a month'
    const every = Number(step ?? 1)
    if (item.startsWith('*') || every < 1)
      throw new Misread(`${quoted(item)} is not ${what} from 1 to ${LAST_DAYS}`)
    if (from === undefined) return values(item, 1, LAST_DAYS, what)
    const [first = 1] = values(from, 1, LAST_DAYS, what)
    return Array.from({ length: Math.ceil(first / every) }, (_, index) => first - index * every)
  })
}

/** Every month has them (calendarspec.c, chain_valid). */
const LAST_DAYS = 28

function daysIn(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate()
}

/** 26 is 2026, and 70 is 1970 (calendarspec.c, fix_year). */
export function fullYear(year: number): number {
  return year < 70 ? year + 2000 : year < 100 ? year + 1900 : year
}

function timePatterns(time: string): Pick<WallPattern, 'hours' | 'minutes' | 'seconds'> {
  const [hours = '', minutes = '', seconds = '00', ...more] = time.split(':')
  if (seconds.replaceAll('..', '').includes('.'))
    throw new Misread('fractions of a second are not supported; give whole seconds')
  if (more.length > 0 || hours === '' || minutes === '' || seconds === '')
    throw new Misread(`${quoted(time)} is not a time such as 02:30`)
  return {
    hours: values(hours, 0, 23, 'an hour'),
    minutes: values(minutes, 0, 59, 'a minute'),
    seconds: values(seconds, 0, 59, 'a second'),
  }
}

/** `*`, `5`, `1..7`, `*\/15`, `10/20`, `1..30/2`, and lists of these -> ascending numbers. */
function values(
  list: string,
  least: number,
  most: number,
  what: string,
  meant: (value: number) => number = value => value,
): number[] {
  const found = new Set<number>()
  for (const item of list.split(',')) {
    const match = /^(?:\*|(\d{1,4})(?:\.\.(\d{1,4}))?)(?:\/(\d{1,4}))?$/.exec(item)
    if (!match) throw new Misread(`${quoted(item)} is not ${what}`)
    const [, begin, end, every] = match
    const step = Number(every ?? 1)
    const from = meant(Number(begin ?? least))
    const to = meant(Number(end ?? (begin === undefined || every !== undefined ? most : from)))
    if (from < least || to > most || from > to || step < 1)
      throw new Misread(`${quoted(item)} is not ${what} from ${least} to ${most}`)
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
      throw new Misread(`${quoted(item)} is not a weekday or a range of them such as Mon..Fri`)
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

function nextAfter(parsed: Parsed, at: number, zone: string): number | undefined {
  let local: number | undefined = toLocal(at, zone)
  for (;;) {
    local = nextWallTime(parsed, local, LAST_YEAR)
    if (local === undefined) return undefined
    const [moment] = momentsAt(local, zone)
    if (moment !== undefined && moment > at) return moment
  }
}
