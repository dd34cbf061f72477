/** Log-ins that were refused are not tried again for a while: a locked account must not be locked for ever. Pure. */

import { localMinute } from '../time/local-time'

const MINUTE = 60_000
const LONGEST = 30 * MINUTE

/** Kept until a log-in succeeds, or its account's settings change. */
export interface LoginPause {
  /** Epoch milliseconds: when it was refused last, and from when on it may be tried again. */
  readonly at: number
  readonly until: number
  /** Refused so often in a row. */
  readonly refusals: number
  readonly detail: string
}

/** After another refusal: at most one log-in a minute, and fewer the longer it lasts. */
export function afterRefusal(before: LoginPause | undefined, detail: string, now: number): LoginPause {
  const refusals = (before?.refusals ?? 0) + 1
  const pause = Math.min(MINUTE * 2 ** Math.min(Math.max(0, refusals - 3), 10), LONGEST)
  return { at: now, until: now + pause, refusals, detail }
}

/** Whether it holds at that moment; one that lies in the future is from before the clock was set back. */
export function holds({ at, until }: LoginPause, now: number): boolean {
  return at <= now && now < until
}

/** As a sentence without its full stop. */
export function pauseWords({ detail, until }: LoginPause): string {
  return `${detail}; not tried again before ${localMinute(until)}`
}
