import type { Watched } from './ports'
import { isTrouble, type Status } from './status'

/** The workers that there are; `workerStillFor`: one is there, and stands still. */
export interface Workers {
  readonly workers: number
  readonly workerStillFor?: number
}

/** Whether a check is to look by itself, which takes a worker. */
export function isToLook({ check, state }: Pick<Watched, 'check' | 'state'>): boolean {
  return check.probe !== undefined && state.status !== 'paused'
}

/** The status that other programs may rely on: that of a check which nobody looks at is only known where it is bad. */
export function knownStatus(
  watched: Pick<Watched, 'check' | 'state'>,
  isUnseen: boolean,
): Status | 'unknown' {
  const { status } = watched.state
  return isUnseen && isToLook(watched) && !isTrouble(status) ? 'unknown' : status
}

/**
 * The sentence for lists of checks whose probes nobody runs: with a long time until they are blind, they would stay up
 * without a doubt. Undefined while they are looked at. Pure.
 */
export function notLooking({ workers, workerStillFor }: Workers): string | undefined {
  if (workers > 0) return undefined
  return workerStillFor === undefined
    ? 'Nothing is looked at: the worker is not running.'
    : 'Nothing is looked at: the worker stands still.'
}
