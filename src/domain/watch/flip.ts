/** A flip: a change of a check's status, kept as a record. */

import { isTrouble, type Status } from './status'

export type FlipReason =
  | 'success'
  | 'failure'
  /** No signal came in time. */
  | 'silence'
  /** Its probe had no answer for too long. */
  | 'blind'
  /** A run took longer than the longest. */
  | 'overrun'
  | 'too-frequent'
  | 'paused'
  | 'resumed'
  /** The plan was changed: by the new one it is not late, or it looks at something else and is new. */
  | 'replanned'
  /** Its signals arrive at another member of the group, which does not answer. */
  | 'unheard'

/** A change of status, kept as a record. */
export interface Flip {
  /** The check's id. */
  readonly check: string
  /** Counts the check's flips from 1. */
  readonly seq: number
  readonly from: Status
  readonly to: Status
  readonly reason: FlipReason
  /** When the change was noticed, epoch milliseconds. */
  readonly at: number
  /** When the change was due: the deadline that ran out, or the signal's moment. It is the same whoever noticed it. */
  readonly due: number
  /**
   * The `due` of the flip by which the trouble began that this one ends, or that goes on in another way: blind first, then
   * down. Trigger and resolve derive their shared dedup key from the check and this moment (see `dedupKey`).
   */
  readonly ends?: number
  /** When people were notified of it last, by the program that looked before this watch did: none is notified anew. */
  readonly toldAt?: number
  /** Milliseconds by which this watch's clock is ahead of that of its moments, which are another member's of the group. */
  readonly ahead?: number
}

/** The same for the trigger and the resolve of one outage, whoever noticed; undefined for a flip that is neither. */
export function dedupKey(flip: Flip): string | undefined {
  const due = flip.ends ?? (isTrouble(flip.to) ? flip.due : undefined)
  return due === undefined ? undefined : `intvlm8r-${flip.check}-${due}`
}
