import type { Phases } from '../net/exchange'
import { SLOT_MS, slotEnd, slotOf } from '../time/slot'
import type { LastResult } from './result-line'

/** Why it goes out: its slot was due, the appliance booted, an earlier one failed, or somebody pressed the button. */
export type Occasion = 'due' | 'boot' | 'catch-up' | 'now'

/** A heartbeat to be sent: what the queue carries. */
export interface Heartbeat {
  readonly slot: number
  readonly occasion: Occasion
  /** Epoch milliseconds after which it may not be sent any more. */
  readonly notAfter: number
}

/** One attempt at sending it. `result` is what stands in the brackets of hbresults.txt. */
export interface Attempt {
  readonly at: number
  readonly delivered: boolean
  readonly result: string
  /** For people, with no secret in it. */
  readonly detail: string
  readonly phases: Phases
  /** The most bytes of a message that the receiver said it keeps. */
  readonly bodyLimit?: number
}

export type HeartbeatOutcome = 'delivered' | 'failed' | 'missed'

/** How a heartbeat ended. */
export interface HeartbeatEnd {
  readonly outcome: HeartbeatOutcome
  readonly attempts: readonly Attempt[]
  /** Why it failed or was missed; what the receiver answered when it was delivered. */
  readonly reason: string
  /** The receiver's name; empty when it did not come to that. */
  readonly receiver: string
}

/** The result for hbresults.txt: the last attempt's, or Missed at `missedAt` (epoch milliseconds) when it was not sent in time. */
export function lastResultOf(
  { outcome, attempts }: Pick<HeartbeatEnd, 'outcome' | 'attempts'>,
  missedAt: number,
): LastResult {
  const last = attempts.at(-1)
  if (outcome === 'missed' || last === undefined) return { at: missedAt, result: 'Missed' }
  return { at: last.at, result: last.result }
}

export function isOutcome(state: string): state is HeartbeatOutcome {
  return state === 'delivered' || state === 'failed' || state === 'missed'
}

/** How many finished heartbeats the history keeps: at one every five minutes, the last day and more. */
export const HEARTBEATS_KEPT = 300

/** A finished heartbeat: one bar of the history. */
export interface HeartbeatRecord extends HeartbeatEnd {
  readonly job: string
  readonly slot: number
  readonly occasion: Occasion
  /** Epoch milliseconds. */
  readonly queuedAt: number
  readonly finishedAt: number
}

/** Where a queued heartbeat is; `detail` says more for people. */
export interface Progress {
  readonly job: string
  readonly slot: number
  readonly state: 'queued' | 'sending' | 'retrying' | HeartbeatOutcome
  readonly detail: string
  readonly attempts: readonly Attempt[]
}

/** The heartbeat of a tick: it belongs to its slot and dies with it. */
export function heartbeatOfSlot(now: number, occasion: Occasion): Heartbeat {
  const slot = slotOf(now)
  return { slot, occasion, notAfter: slotEnd(slot) }
}

/** The heartbeat of the button: it has five minutes of its own, wherever in a slot it was pressed. */
export function heartbeatNow(now: number): Heartbeat {
  return { slot: slotOf(now), occasion: 'now', notAfter: now + SLOT_MS }
}

/** The least pause before the one retry, milliseconds. */
const RETRY_MS = 5_000

/** Milliseconds before the retry: half as long again at most, so that a fleet spreads out. `random` is from [0, 1). */
export function retryDelay(random: number): number {
  return RETRY_MS * (1 + random / 2)
}

/** BullMQ takes neither integers nor colons as a job's id. */
export function jobOfSlot(slot: number): string {
  return `slot-${slot}`
}
