/** The state of a check, which signals and time change: its shape. The rules stand in check-state.ts. */

import type { Flip } from './flip'
import type { SignalKind } from './signal'
import type { Status } from './status'

export interface CheckState {
  readonly status: Status
  /** When the status began, epoch milliseconds. */
  readonly since: number
  /** The last signal of any kind but log. */
  readonly lastSignalAt?: number
  readonly lastSignalKind?: SignalKind
  /** The last success or failure came by 0MQ; before the first one, the last signal. */
  readonly byMessage?: true
  readonly lastSuccessAt?: number
  /** Of the last success: it needs attention soon, such as a slow answer. A sentence without its full stop. */
  readonly warning?: string
  /** It was expected once, and has come. */
  readonly isMet?: true
  /** The last progress that a run reported: 0 to 100, and when. */
  readonly progress?: { readonly percent: number; readonly at: number }
  /** Since the last answer, its probe could not look. */
  readonly unseen?: Unseen
  /** Milliseconds that the last finished run took. */
  readonly lastDuration?: number
  /** Of the last answer of its probe: milliseconds from the start to the end of each phase, in their order. */
  readonly phases?: Readonly<Record<string, number>>
  /** The moment that `due` counts from: the last success or failure, or the end of a pause or of an amnesty. */
  readonly heardAt?: number
  /** The end of the last gap for which its silence was excused, since its signal may have come in vain. */
  readonly excusedAt?: number
  /** When the next success is expected; from then on it is late, and `grace` later down. */
  readonly due?: number
  /** The next moment at which time alone changes the state, and so the sweep's next. */
  readonly deadline?: number
  /** The `due` of the flip by which its trouble began, while it is down or blind. */
  readonly downDue?: number
  readonly consecutiveFailures: number
  /** Runs in progress. */
  readonly runs: Runs
  /** Runs that exceeded the longest run; they are awaited no more, and their end still gives their duration. */
  readonly overran?: Runs
  readonly silenced?: Silence
  /** Somebody takes care of its trouble; absent while it is well. */
  readonly acknowledged?: Acknowledged
  /** Signals refused because they came too soon. */
  readonly tooFrequent: number
  /** Counts signals and flips. */
  readonly signals: number
  readonly flips: number
  /** The last pause by a person, or its end; see `Edited`. */
  readonly touched?: Edited
  /** The last change of `silenced` by a person. */
  readonly silenceEdited?: Edited
  /** The last change of `acknowledged` by a person. */
  readonly acknowledgementEdited?: Edited
  /** It came from another member of the group; see `copyOf`. */
  readonly copied?: CopiedState
}

/** A copy of a state that is not finished yet. */
export type Draft = { -readonly [Field in keyof CheckState]: CheckState[Field] }

/**
 * Counts what people did to a part of a state, so that in a group the last one counts everywhere, without clocks. The
 * fraction was drawn: of two that were made at different members at the same time one counts, the same for all.
 */
export type Edited = number

/** @param drawn 0 to 1, without 1 */
export const editedAgain = (before: Edited = 0, drawn: number): Edited => Math.floor(before) + 1 + drawn

/** The origin of a state that another member of the group had, until the next signal arrives here. */
export interface CopiedState {
  /** The member at which the last signal arrived, and how many had arrived there by then. */
  readonly by: string
  readonly n: number
  /** `signals` here when it was copied. With more of them, the state is this watch's own again. */
  readonly own: number
  /** Milliseconds by which this watch's clock is ahead of that member's, whose moments the state has. */
  readonly shift: number
  /** Milliseconds that this watch waits beyond each deadline: that member judges it first. */
  readonly patience: number
  /** Its time ran out, and that member has not said so: whether it is down is not known. */
  readonly isUnheard?: true
}

/** The origin of a copied state; undefined for a state of this watch's own. */
export function copyOf({ copied, signals }: Pick<CheckState, 'copied' | 'signals'>): CopiedState | undefined {
  return copied !== undefined && copied.own === signals ? copied : undefined
}

/** Milliseconds by which the moments of the state come later by this watch's clock. */
export function behindOf(state: Pick<CheckState, 'copied' | 'signals'>): number {
  const copy = copyOf(state)
  return copy === undefined ? 0 : copy.shift + copy.patience
}

/** The deadline by this watch's clock. */
export function deadlineHere(state: CheckState): number | undefined {
  return state.deadline === undefined ? undefined : state.deadline + behindOf(state)
}

/** Looks without an answer: since when, epoch milliseconds, and why the last one had none, as a sentence without its full stop. */
export interface Unseen {
  readonly since: number
  readonly why: string
}

/** Starts of runs, epoch milliseconds, by rid; the rid is empty for a start without one. */
export type Runs = Readonly<Record<string, number>>

/** Alerts are held back until a moment (epoch milliseconds), or until the check is up again. */
export type Silence = number | 'recovery'

/** The person or program that takes care of a check's trouble, and the moment, epoch milliseconds. */
export interface Acknowledged {
  readonly by: string
  readonly at: number
}

/** A span in which no signal could be received, epoch milliseconds. */
export interface DeafSpan {
  readonly from: number
  readonly to: number
}

export interface Change {
  readonly state: CheckState
  readonly flips: readonly Flip[]
}

/** The result of a signal. Only an accepted one is a sign of life; the others are counted. */
export interface Received extends Change {
  readonly verdict: 'accepted' | 'too-frequent' | 'paused'
  /** Milliseconds of the run that this signal ended. */
  readonly duration?: number
}
