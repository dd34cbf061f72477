/** Days by a zone's wall clock, of 23, 24 or 25 hours, numbered from 1970-01-01 on. An empty zone is the machine's. Pure. */

import { mark, t } from '../language/text'
import { changeNear, momentsAt, toLocal } from './zone'

const DAY_MS = 86_400_000

/** The number of the day that holds the moment (epoch milliseconds). */
export function localDayOf(at: number, zone = ''): number {
  return Math.floor(toLocal(at, zone) / DAY_MS)
}

/** The first moment of a day; where the clocks skip midnight, that of the change. */
export function startOfDay(day: number, zone = ''): number {
  const midnight = day * DAY_MS
  return momentsAt(midnight, zone)[0] ?? changeNear(midnight, zone)?.at ?? midnight
}

/** The date of a day, with the month from 1 on. */
export function dateOfDay(day: number): {
  readonly year: number
  readonly month: number
  readonly date: number
} {
  const utc = new Date(day * DAY_MS)
  return { year: utc.getUTCFullYear(), month: utc.getUTCMonth() + 1, date: utc.getUTCDate() }
}

/** 0: Monday. */
export function weekdayOf(day: number): number {
  return (((day + 3) % 7) + 7) % 7
}

const MONTHS = [
  mark('Jan'),
  mark('Feb'),
  mark('Mar'),
  mark('Apr'),
  mark('May'),
  mark('Jun'),
  mark('Jul'),
  mark('Aug'),
  mark('Sep'),
  mark('Oct'),
  mark('Nov'),
  mark('Dec'),
] as const

/** `Nov`; the month counts from 1. */
export function shortMonth(month: number): string {
  return t(MONTHS[month - 1] ?? '')
}

/** `Nov 2026` */
export function monthName(year: number, month: number): string {
  return `${shortMonth(month)} ${year}`
}

/** `3 Nov` */
export function dayName(day: number): string {
  const { month, date } = dateOfDay(day)
  return t('{date} {month}', { date, month: shortMonth(month) })
}
