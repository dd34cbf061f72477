import type { Flip } from './flip'
import type { CheckState } from './state'
import { type Beginning, type StatusSpan, statusSpans } from './status-spans'

/** A stretch of time with one status, as shares of the whole (0 to 1). */
export interface Stretch {
  readonly status: StatusSpan['status']
  readonly start: number
  readonly width: number
}

/**
 * Returns the status of a check over `from <= t < to`, oldest first. Pure.
 *
 * @param flips newest first, as the store returns them
 */
export function statusBar(
  flips: readonly Flip[],
  state: CheckState,
  beginning: Beginning,
  from: number,
  to: number,
): Stretch[] {
  return statusSpans(flips, state, beginning, from, to).map(({ status, ...span }) => ({
    status,
    start: (span.from - from) / (to - from),
    width: (span.to - span.from) / (to - from),
  }))
}
