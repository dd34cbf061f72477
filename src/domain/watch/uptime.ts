/** Figures from flips. Pure. */

import type { Flip } from './flip'
import type { CheckState } from './state'
import type { Status } from './status'

/** Spans in milliseconds within the given time. New, blind and paused time is neither up nor down. */
export interface Uptime {
  readonly up: number
  readonly down: number
  /** Times that it went down. */
  readonly outages: number
  /** up / (up + down), from 0 to 1; undefined while nothing is known. */
  readonly share?: number
  /** The beginning of the known time: later than given where the kept flips do not reach back as far. */
  readonly since: number
}

/**
 * Sums up how long a check was up and down in `from <= t < to`. Late time counts as up: the grace was not over.
 *
 * @param flips newest first, as the store returns them
 */
export function uptimeOf(flips: readonly Flip[], state: CheckState, from: number, to: number): Uptime {
  let up = 0
  let down = 0
  let outages = 0
  let end = to
  let { status, since }: { status: Status; since: number } = state
  const count = (begin: number) => {
    const span = Math.max(0, end - Math.max(begin, from))
    if (status === 'up' || status === 'late') up += span
    if (status === 'down') down += span
    end = Math.min(end, begin)
  }
  for (const flip of flips) {
    // It went down when its time ran out, not when that was noticed.
    count(flip.due)
    if (flip.to === 'down' && flip.due >= from && flip.due < to) outages++
    status = flip.from
    since = flip.due
  }
  // A check whose flips are all kept began as new.
  const complete = flips.length === 0 || flips.at(-1)?.seq === 1
  if (flips.length === 0) count(state.since)
  const share = up + down === 0 ? undefined : up / (up + down)
  return {
    up,
    down,
    outages,
    since: complete ? from : Math.max(from, since),
    ...(share !== undefined && { share }),
  }
}

/** A share from 0 to 1 -> `99.98 %`; rounded down, so that only the whole is `100 %`. */
export function percentWords(share: number): string {
  return share === 1 ? '100 %' : `${(Math.floor(share * 10_000) / 100).toFixed(2)} %`
}
