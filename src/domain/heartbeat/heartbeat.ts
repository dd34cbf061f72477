import type { Phases } from '../net/exchange'
import { SLOT_MS, slotEnd, slotOf } from '../time/slot'
import type { LastResult } from './result-line'

/** The reason for a heartbeat: a due slot, a boot, an earlier one that failed, the button, or a gate that has closed. */
export type Occasion = 'due' | 'boot' | 'catch-up' | 'now' | 'gate'

/** A heartbeat to be sent, as it stands in the queue. */
export interface Heartbeat {
  readonly slot: number
  readonly occasion: Occasion
  /** Epoch milliseconds after which it may not be sent any more. */
  readonly notAfter: number
  /** The settings that it was requested with (`targetOf`). */
  readonly target?: string
}

/** An attempt at sending a heartbeat. `result` is the text in the brackets of hbresults.txt. */
export interface Attempt {
  readonly at: number
  readonly delivered: boolean
  readonly result: string
  /** For people; holds no secret. */
  readonly detail: string
  readonly phases: Phases
  /** It was delivered, but answered with a page for people. */
  readonly webPage?: true
  /** The settings that it was sent with (`targetOf`). */
  readonly target?: string
  /** The most bytes of a message that the receiver keeps, by its own answer. */
  readonly bodyLimit?: number
}

/** `withheld`: a gate was closed. Its attempts, if any, told the receiver of that. */
export type HeartbeatOutcome = 'delivered' | 'failed' | 'missed' | 'withheld'

/** The end of a heartbeat. */
export interface HeartbeatEnd {
  readonly outcome: HeartbeatOutcome
  readonly attempts: readonly Attempt[]
  /** The reason why it failed or was missed, or the receiver's answer to a delivered one. */
  readonly reason: string
  /** The receiver's name; empty when nothing was sent. */
  readonly receiver: string
}

/** The last moment of a missed heartbeat, by the second as hbresults.txt has it. */
export function missedAt(now: number, { notAfter }: Heartbeat): number {
  return Math.min(now, notAfter - 1_000)
}

/**
 * The result for hbresults.txt: that of the last attempt, or Missed, at `missedAt` (epoch milliseconds), for a missed
 * heartbeat and for one without any attempt, or Gate for a withheld one.
 */
export function lastResultOf(
  { outcome, attempts }: Pick<HeartbeatEnd, 'outcome' | 'attempts'>,
  missedAt: number,
): LastResult {
  if (outcome === 'withheld') return { at: missedAt, result: 'Gate' }
  const last = attempts.at(-1)
  if (outcome === 'missed' || last === undefined) return { at: missedAt, result: 'Missed' }
  return { at: last.at, result: last.result }
}

export function isOutcome(state: string): state is HeartbeatOutcome {
  return state === 'delivered' || state === 'failed' || state === 'missed' || state === 'withheld'
}

/** The number of finished heartbeats in the history: at one every five minutes, the last day and more. */
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

/** Whether it is the record of a heartbeat, which is a job in the queue, and not of a slot without one. */
export function wasQueued({ job }: Pick<HeartbeatRecord, 'job'>): boolean {
  return job !== ''
}

/** The heartbeat that was queued last. One that a dead worker left behind may have ended later. */
export function newestHeartbeat(history: readonly HeartbeatRecord[]): HeartbeatRecord | undefined {
  return history.filter(wasQueued).sort((a, b) => b.queuedAt - a.queuedAt)[0]
}

/** The progress of a queued heartbeat; `detail` is for people. */
export interface Progress {
  readonly job: string
  readonly slot: number
  readonly state: 'queued' | 'sending' | 'retrying' | HeartbeatOutcome
  readonly detail: string
  readonly attempts: readonly Attempt[]
}

/** The heartbeat of a tick; it lapses with its slot. */
export function heartbeatOfSlot(now: number, occasion: Occasion, target?: string): Heartbeat {
  const slot = slotOf(now)
  return { slot, occasion, notAfter: slotEnd(slot), ...(target !== undefined && { target }) }
}

/** The heartbeat of the button; it has five minutes of its own, wherever in a slot the button was pressed. */
export function heartbeatNow(now: number, target?: string): Heartbeat {
  return {
    slot: slotOf(now),
    occasion: 'now',
    notAfter: now + SLOT_MS,
    ...(target !== undefined && { target }),
  }
}

/** The shortest pause before the one retry, in milliseconds. */
const RETRY_MS = 5_000

/** Milliseconds before the retry: up to half as long again, so that a fleet spreads out. `random` is from [0, 1). */
export function retryDelay(random: number): number {
  return RETRY_MS * (1 + random / 2)
}

/** The id of the job of a slot. BullMQ takes neither integers nor colons. */
export function jobOfSlot(slot: number): string {
  return `slot-${slot}`
}

/** The heartbeat that tells the receiver of a gate that has just closed. */
export function heartbeatOfGate(now: number): Heartbeat {
  return { slot: slotOf(now), occasion: 'gate', notAfter: now + SLOT_MS }
}

/** The id of the job that reports a gate which closed at that moment. */
export function jobOfGate(closedAt: number): string {
  return `gate-${closedAt}`
}

/** The id of the job of a boot. */
export function jobOfBoot(boot: string): string {
  return `boot-${boot}`
}

/** The id of the job of a press of the button. */
export function jobOfPress(pressedAt: number): string {
  return `now-${pressedAt}`
}

/** Whether a text has the form of a job's id, as no other key of its queue has. */
export function isJob(text: string): boolean {
  return /^(slot|boot|gate|now)-[\da-f]+$/.test(text)
}

/** A boot's id as a job's name can hold it: systemd and the kernel write it with and without hyphens. */
export function bootIdOf(text: unknown): string | undefined {
  const id = typeof text === 'string' ? text.trim().replaceAll('-', '').toLowerCase() : ''
  return /^[\da-f]{32}$/.test(id) ? id : undefined
}
