/** Spans of time and moments in everyday words; the page in the browser and the server share them. */

import { counted } from '../counted'

const two = (n: number) => String(n).padStart(2, '0')
const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** Milliseconds -> `40 s`, `17 minutes`, `3 hours`, `2 days`: the largest unit of which there are at least two, rounded down. */
export function span(ms: number): string {
  const { n, unit } = roundedSpan(ms)
  return unit === 's' ? `${n} s` : counted(n, unit)
}

/** The span as a number and the unit that `span` has. */
export function roundedSpan(ms: number): {
  readonly n: number
  readonly unit: 's' | 'minute' | 'hour' | 'day'
} {
  const seconds = Math.max(0, Math.floor(ms / 1000))
  if (seconds < 60) return { n: seconds, unit: 's' }
  if (seconds < 7_200) return { n: Math.floor(seconds / 60), unit: 'minute' }
  if (seconds < 172_800) return { n: Math.floor(seconds / 3_600), unit: 'hour' }
  return { n: Math.floor(seconds / 86_400), unit: 'day' }
}

/** Epoch milliseconds -> `3 minutes ago`, `in 4 minutes`, `just now`. */
export function ago(at: number, now: number): string {
  const away = awayFrom(at, now)
  if (away === 0) return 'just now'
  return away > 0 ? `in ${span(away)}` : `${span(-away)} ago`
}

/** Milliseconds from now, negative in the past; 0 for a moment that is now. */
export function awayFrom(at: number, now: number): number {
  if (Math.abs(now - at) < 1_000) return 0
  // A future span is rounded up: `in 1 minute` is followed by seconds, not by `in 0 minutes`.
  return at > now ? at - now + (at - now < 60_000 ? 999 : 59_999) : at - now
}

/** Epoch milliseconds -> `10:05` on the same local day, else `Fri 20 Nov 10:05`, in the process's or the browser's zone. */
export function clockFace(at: number, now: number): string {
  const { clock, day, date, month } = clockParts(at, now)
  return day === undefined ? clock : `${day} ${date} ${month} ${clock}`
}

/** The parts of `clockFace`: the clock alone on the same local day. */
export function clockParts(at: number, now: number) {
  const then = new Date(at)
  const clock = `${two(then.getHours())}:${two(then.getMinutes())}`
  if (then.toDateString() === new Date(now).toDateString()) return { clock }
  return { clock, day: DAYS[then.getDay()], date: then.getDate(), month: MONTHS[then.getMonth()] }
}
