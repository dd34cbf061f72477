import type { Flip } from './flip'
import type { CheckState } from './state'
import type { Status } from './status'

/** A stretch of time with one status, as shares of the whole (0 to 1). */
export interface Stretch {
  readonly status: Status | 'unknown'
  readonly start: number
  readonly width: number
}

/**
 * Returns the status of a check over `from <= t < to`, oldest first. It is unknown from before the check was created, and
 * from before the flips that are kept. Pure.
 *
 * @param flips newest first, as the store returns them
 */
export function statusBar(
  flips: readonly Flip[],
  state: CheckState,
  createdAt: number,
  from: number,
  to: number,
): Stretch[] {
  const stretches: Stretch[] = []
  let end = to
  const add = (status: Stretch['status'], begin: number) => {
    const start = Math.min(Math.max(begin, from), end)
    if (end > start)
      stretches.unshift({ status, start: (start - from) / (to - from), width: (end - start) / (to - from) })
    end = start
  }
  let status: Status = state.status
  for (const flip of flips) {
    add(status, flip.due)
    status = flip.from
  }
  const complete = flips.length === 0 || flips.at(-1)?.seq === 1
  if (complete) add(status, createdAt)
  add('unknown', from)
  return stretches
}
