/**
 * The fields of a cron expression, as Debian's crontab(5) describes them and its entry.c reads them. Beyond that: seconds
 * as a sixth field in front, `?` for `*`, `L` (the last day), `LW` (the last working day), `15W` (the working day nearest
 * to the 15th), `5L` or `friL` (the last Friday), `fri#2` (the second one), a range that ends with Sunday (`sat-sun`), and
 * `+` in front of the weekdays, with which both day fields have to match. Pure.
 */

import { Misread, orUnusable, quoted, type Unusable } from './timetable'
import type { WallDate, WallPattern } from './wall-times'

export interface CronFields extends WallPattern {
  /** Whether the field of minutes or that of hours begins with `*`: MIN_STAR and HR_STAR in entry.c. */
  readonly isWildcard: boolean
}

interface Field {
  /** With its article. */
  readonly name: string
  readonly least: number
  readonly most: number
  readonly names?: readonly string[]
}

const SECOND: Field = { name: 'a second', least: 0, most: 59 }
const MINUTE: Field = { name: 'a minute', least: 0, most: 59 }
const HOUR: Field = { name: 'an hour', least: 0, most: 23 }
const DAY: Field = { name: 'a day', least: 1, most: 31 }
const MONTH: Field = {
  name: 'a month',
  least: 1,
  most: 12,
  names: ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'],
}
/** Sunday is 0 and 7. */
const WEEKDAY: Field = {
  name: 'a weekday',
  least: 0,
  most: 7,
  names: ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'],
}

const NICKNAMES: ReadonlyMap<string, string> = new Map([
  ['@yearly', '0 0 1 1 *'],
  ['@annually', '0 0 1 1 *'],
  ['@monthly', '0 0 1 * *'],
  ['@weekly', '0 0 * * 0'],
  ['@daily', '0 0 * * *'],
  ['@midnight', '0 0 * * *'],
  ['@hourly', '0 * * * *'],
])

const FORM =
  'is not a cron expression of five fields such as 30 2 * * 1-5 (minute, hour, day, month, weekday)'

export function cronFields(expression: string): CronFields | Unusable {
  return orUnusable(() => fieldsOf(expression))
}

/** The texts of six fields, from seconds to weekdays, and whether both day fields have to match; undefined for another number. */
export function cronTexts(
  expression: string,
): { readonly texts: readonly string[]; readonly both: boolean } | undefined {
  const text = expression.trim()
  const parts = (NICKNAMES.get(text.toLowerCase()) ?? text).replaceAll('?', '*').split(/\s+/)
  if (parts.length === 5) parts.unshift('0')
  const [second = '', minute = '', hour = '', day = '', month = '', weekday = ''] = parts
  if (parts.length !== 6) return undefined
  // DOM_STAR and DOW_STAR in entry.c: a field that begins with * makes both have to match, even */2 or *,2.
  const both = day.startsWith('*') || /^[*+]/.test(weekday)
  return { texts: [second, minute, hour, day, month, weekday.replace(/^\+/, '')], both }
}

function fieldsOf(expression: string): CronFields {
  const found = cronTexts(expression)
  if (found === undefined) throw new Misread(FORM)
  const { both } = found
  const [second = '', minute = '', hour = '', day = '', month = '', weekday = ''] = found.texts
  const months = new Set(numbersOf(month, MONTH))
  const isDayOfMonth = dayOfMonth(day)
  const isWeekday = dayOfWeek(weekday)
  return {
    isWildcard: minute.startsWith('*') || hour.startsWith('*'),
    isMonth: (_year, month) => months.has(month),
    isDay: both
      ? date => isDayOfMonth(date) && isWeekday(date)
      : date => isDayOfMonth(date) || isWeekday(date),
    hours: numbersOf(hour, HOUR),
    minutes: numbersOf(minute, MINUTE),
    seconds: numbersOf(second, SECOND),
  }
}

type DayRule = (date: WallDate) => boolean

function dayOfMonth(list: string): DayRule {
  return anyOf(list, item => {
    const [, day] = /^(\d+)W$/i.exec(item) ?? []
    if (day !== undefined) return nearestWorkingDay(numberOf(day, item, DAY))
    if (/^LW$/i.test(item)) return date => nearestWorkingDay(daysInMonth(date))(date)
    if (/^L$/i.test(item)) return date => date.day === daysInMonth(date)
    const days = new Set(valuesOf(item, DAY, list))
    return ({ day }) => days.has(day)
  })
}

function dayOfWeek(list: string): DayRule {
  return anyOf(list, item => {
    // `fri#2`, or `friL` and `fri#L` for the last one.
    const numbered = /^(.+?)(?:#([1-5L])|L)$/i.exec(item)
    const [, base = item, nth = 'L'] = numbered ?? []
    if (numbered && base === '*') throw misread(item, WEEKDAY)
    const days = new Set(valuesOf(base, WEEKDAY, list).map(day => day % 7))
    if (!numbered) return ({ weekday }) => days.has(weekday)
    const isIt: DayRule = /l/i.test(nth)
      ? date => date.day + 7 > daysInMonth(date)
      : ({ day }) => Math.ceil(day / 7) === Number(nth)
    return date => days.has(date.weekday) && isIt(date)
  })
}

function anyOf(list: string, ruleOf: (item: string) => DayRule): DayRule {
  const [first = () => false, ...more] = list.split(',').map(ruleOf)
  return more.length === 0 ? first : date => first(date) || more.some(rule => rule(date))
}

/** In the same month: the Friday before a Saturday, the Monday after a Sunday, unless that is another month's. */
function nearestWorkingDay(wanted: number): DayRule {
  return date => {
    const last = daysInMonth(date)
    if (wanted > last) return false
    const weekday = (date.weekday + wanted - date.day + 35) % 7
    if (weekday === 6) return date.day === (wanted === 1 ? 3 : wanted - 1)
    if (weekday === 0) return date.day === (wanted === last ? wanted - 2 : wanted + 1)
    return date.day === wanted
  }
}

function daysInMonth({ year, month }: WallDate): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate()
}

function numbersOf(list: string, field: Field): number[] {
  const values = new Set(list.split(',').flatMap(item => valuesOf(item, field, list)))
  return [...values].sort((a, b) => a - b)
}

/** `*`, `5`, `1-7`, `*\/15` or `1-30/2` -> the values. */
function valuesOf(item: string, field: Field, list: string): number[] {
  const [all, begin, end, every] = /^(?:\*|([a-z\d]+)(?:-([a-z\d]+))?)(?:\/(\d+))?$/i.exec(item) ?? []
  if (all === undefined) throw misread(item, field)
  const from = begin === undefined ? field.least : numberOf(begin, item, field)
  const to = begin === undefined ? field.most : end === undefined ? from : endOf(end, from, item, field)
  const step = Number(every ?? 1)
  if (from > to || step === 0) throw misread(item, field)
  if (begin !== undefined && end === undefined && every !== undefined)
    throw new Misread(`${quoted(item)} has a step without a range; write ${begin}-${field.most}/${every}`)
  const size = field.most - field.least + 1
  // In a list it may serve a rule of the day fields: */100,1-7 matches as 1-7, and begins with *.
  if (step > size && item === list)
    throw new Misread(
      `${quoted(item)} has a step that is longer than the ${size} values it goes through; for such a distance give a period`,
    )
  const values: number[] = []
  for (let value = from; value <= to; value += step) values.push(value)
  return values
}

/** The end of a range: there Sunday is 7, unless it is the beginning as well. */
function endOf(text: string, from: number, item: string, field: Field): number {
  const to = numberOf(text, item, field)
  return field === WEEKDAY && from > 0 && /^sun$/i.test(text) ? 7 : to
}

function numberOf(text: string, item: string, { least, most, names, ...field }: Field): number {
  const index = names?.indexOf(text.toLowerCase()) ?? -1
  // Months count from 1, weekdays from 0.
  const value = index >= 0 ? index + least : /^\d+$/.test(text) ? Number(text) : Number.NaN
  if (value >= least && value <= most) return value
  throw misread(item, { least, most, ...field })
}

function misread(item: string, { name, least, most }: Field): Misread {
  return new Misread(`${quoted(item)} is not ${name} from ${least} to ${most}, nor a range or a step of them`)
}
