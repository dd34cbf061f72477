/** An attempt at a planned alert, and what it may come to. */
import type { Alert, DeliveryRecord, PlannedAlert } from '../../domain/alerts/alert'
import type { Channel } from '../../domain/alerts/channel'
import type { AlertStore, DeliverResult } from '../../domain/alerts/ports'
import type { Cooldown } from './cooldowns'

export interface Attempt {
  readonly planned: PlannedAlert
  /** As it was stored before the attempt. */
  readonly record: DeliveryRecord
  /** Epoch milliseconds until which the job is this worker's. */
  readonly notAfter: number
}

/** The turn of an alert has come. */
export interface Turn {
  readonly channel: Channel
  readonly channels: readonly Channel[]
  /** The part of it that still holds. */
  readonly current: Alert
  /** The alerts that it comes after. */
  readonly before: readonly DeliveryRecord[]
  /** Of the channel, at that moment; it is over. */
  readonly cooldown: Cooldown | undefined
  /** Recipients with whom every alert before it has come to its end, while the others still wait for one of those. */
  readonly among?: readonly string[]
}

/** The attempt has come to its end before anything was sent. */
export interface Ended {
  readonly result: DeliverResult
}

/** Milliseconds. Behind a dead channel many alerts may wait for hours, so each is attempted the less often the longer it has waited. */
const WAIT = { shortest: 250, longest: 60_000, share: 1 / 4 } as const

export const AT_ONCE: Ended = { result: { retryInMs: WAIT.shortest } }

/** Milliseconds until the next attempt of an alert that has waited for so long: a share of that time. */
export function waitAfter(waitedMs: number): number {
  return bounded(waitedMs * WAIT.share)
}

/** The same for one whose turn comes after that of another, which is attempted in so many milliseconds. */
export function waitFor(othersMs: number): number {
  return bounded(othersMs + WAIT.shortest)
}

function bounded(ms: number): number {
  return Math.min(Math.max(ms, WAIT.shortest), WAIT.longest)
}

/** Notes that it is not sent, and why. */
export async function dropAlert(
  store: AlertStore,
  { planned, record: { settled: _ended, ...record } }: Attempt,
  why: string,
  at: number,
): Promise<Ended> {
  await store.write(planned.sources, { ...record, state: 'dropped', detail: why, at })
  return { result: {} }
}
