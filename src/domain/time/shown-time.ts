/** Spans of time and moments, in the language in use; the page in the browser and the server share them. */
import { t, tn } from '../language/text'
import { awayFrom, clockParts, roundedSpan } from './time-words'

/** Milliseconds -> as `span`, `17 minutes`. Of hours and days there are at least two. */
export function shownSpan(ms: number): string {
  const { n, unit } = roundedSpan(ms)
  if (unit === 's') return t('{n} s', { n })
  if (unit === 'minute') return tn(n, '{n} minute', '{n} minutes')
  if (unit === 'hour') return t('{n} hours', { n })
  return t('{n} days', { n })
}

/** Epoch milliseconds -> as `ago`. */
export function shownAgo(at: number, now: number): string {
  const away = awayFrom(at, now)
  if (away === 0) return t('just now')
  const { n, unit } = roundedSpan(Math.abs(away))
  if (away > 0) {
    if (unit === 's') return t('in {n} s', { n })
    if (unit === 'minute') return tn(n, 'in {n} minute', 'in {n} minutes')
    if (unit === 'hour') return t('in {n} hours', { n })
    return t('in {n} days', { n })
  }
  if (unit === 's') return t('{n} s ago', { n })
  if (unit === 'minute') return tn(n, '{n} minute ago', '{n} minutes ago')
  if (unit === 'hour') return t('{n} hours ago', { n })
  return t('{n} days ago', { n })
}

/** Epoch milliseconds -> as `clockFace`. */
export function shownClock(at: number, now: number): string {
  const { clock, day = '', date = '', month = '' } = clockParts(at, now)
  return day === '' ? clock : t('{day} {date} {month} {clock}', { clock, day: t(day), date, month: t(month) })
}
