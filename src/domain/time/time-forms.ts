/** The forms in which pages show a moment; the page in the browser and the server share them. */

import { localStamp } from './local-time'
import { shownAgo, shownClock } from './shown-time'

const FORMS: Readonly<Record<string, (at: number, now: number) => string>> = {
  clock: shownClock,
  ago: shownAgo,
  stamp: at => localStamp(at),
}

/** Both ways to give a moment, the more important one first, or one of them where the other stands beside it. */
export type TimeForm = 'clock' | 'ago' | 'stamp' | 'ago clock' | 'clock ago' | 'stamp ago'

/** Epoch milliseconds -> `10:05`, or with two forms `3 minutes ago (10:05)`. A form that is not known gives nothing. */
export function timeText(at: number, form: string, now: number): string {
  const [first = '', second] = form.split(' ').map(name => FORMS[name]?.(at, now) ?? '')
  return second === undefined ? first : `${first} (${second})`
}
