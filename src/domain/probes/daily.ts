/** Looks at a time of day in a zone, on some weekdays, and perhaps on until midnight. Pure. */

import { momentsAt, toLocal } from '../time/zone'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR

/** `03:00`, `9:00` -> milliseconds since midnight; undefined for text of another form. */
export function parseTimeOfDay(text: string): number | undefined {
  const [, hours, minutes] = /^([01]?\d|2[0-3]):([0-5]\d)$/.exec(text.trim()) ?? []
  return hours === undefined ? undefined : Number(hours) * HOUR + Number(minutes) * MINUTE
}

const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']

/** `mon-fri, sun` -> the days, 0 is Sunday; empty text means all of them; undefined for text of another form. */
export function parseDays(text: string): readonly number[] | undefined {
  if (text.trim() === '') return [0, 1, 2, 3, 4, 5, 6]
  const found = new Set<number>()
  for (const part of text
    .toLowerCase()
    .split(/[\s,]+/)
    .filter(Boolean)) {
    const [from, to = from] = part.split('-').map(day => DAYS.indexOf(day.slice(0, 3)))
    if (from === undefined || to === undefined || from < 0 || to < 0) return undefined
    for (let day = from; ; day = (day + 1) % 7) {
      found.add(day)
      if (day === to) break
    }
  }
  // Without any day, the next look would be looked for without end.
  return found.size === 0 ? undefined : [...found].sort()
}

export interface Daily {
  /** Milliseconds since midnight. */
  readonly at: number
  readonly days: readonly number[]
  /** Empty: the machine's. */
  readonly zone: string
  /** Milliseconds between two looks; a day or more: one look. */
  readonly every: number
}

/** By the settings of the kind; undefined while they have faults. */
export function dailyOf(settings: Readonly<Record<string, string>>, every: number): Daily | undefined {
  const { checktime = '', weekdays = '', timezone: zone = '' } = settings
  const [at, days] = [parseTimeOfDay(checktime), parseDays(weekdays)]
  return at === undefined || days === undefined ? undefined : { at, days, zone, every }
}

/** The first look after that moment. A time that the clocks skip is the moment at which they do; of two it is the first. */
export function nextDaily({ at, days, zone, every }: Daily, after: number): number {
  const midnight = Math.floor(toLocal(after, zone) / DAY) * DAY
  for (let day = midnight - DAY; ; day += DAY) {
    if (!days.includes(new Date(day).getUTCDay())) continue
    const first = momentOf(day + at, zone)
    if (first > after) return first
    // A day of 25 hours has one look, too.
    if (every >= DAY) continue
    const end = momentOf(day + DAY, zone)
    const next = first + (Math.floor((after - first) / every) + 1) * every
    if (next < end) return next
  }
}

/** The moment of a local time. */
export function momentOf(local: number, zone: string): number {
  const [moment] = momentsAt(local, zone)
  if (moment !== undefined) return moment
  // Skipped when the clocks are set forward: an hour later by the old offset is the same moment.
  const before = momentsAt(local - 3 * HOUR, zone)[0] ?? local
  return before + 3 * HOUR
}

/** As a cron expression: the moments at which an answer is due at the latest. */
export function cronOf({ at, days, every }: Daily): string {
  const [hour, minute] = [Math.floor(at / HOUR), Math.floor((at % HOUR) / MINUTE)]
  const step = Math.ceil(every / HOUR)
  const hours = step > 23 - hour ? `${hour}` : `${hour}-23/${step}`
  return `${minute} ${hours} * * ${days.length === 7 ? '*' : days.join(',')}`
}
