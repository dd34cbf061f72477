/**
 * Messages that a service took more than once. A double is proved by an event that kept its sender from recording that the
 * message was taken: its worker died, its host was cut off, or the servers were struck, between the moment at which the service
 * took the message and the end of the write that follows the answer. Pure.
 */
import type { Host } from '../kills/fleet'
import { type InHand, identityOf } from '../kills/verdict'
import type { Message } from '../support/alert-service'
import type { Program } from './hosts'

export interface Strike {
  readonly what: string
  /** What was struck. */
  readonly on: Program | Host | 'servers'
  readonly from: number
  /** When it was over: the program is there again, the cable is plugged in, the servers serve. */
  readonly to: number
}

/** A message that was sent once more, and the event that proves why; without one it may not have been. */
export interface Double {
  readonly message: Message
  readonly again: Message
  readonly strike?: Strike
}

/** Milliseconds after the answer in which its record is written, or given up. */
const WRITE_MS = 2_500
/** Milliseconds after an event until its programs have their connections again. */
const RECONNECT_MS = 3_000

/** `until`: when the message was sent again, or the end of the run. */
function strikeOn(
  { host, at, answeredAt }: Message,
  strikes: readonly Strike[],
  until: number,
): Strike | undefined {
  // Without an answer it was in hand until it was sent again.
  const recorded = Math.min(answeredAt === undefined ? until : answeredAt + WRITE_MS, until)
  return strikes.find(
    ({ on, from, to }) =>
      (on === 'servers' || on === host || on === `worker ${host}`) &&
      from <= recorded &&
      to + RECONNECT_MS >= at,
  )
}

export function doublesIn(messages: readonly Message[], strikes: readonly Strike[]): readonly Double[] {
  const last = new Map<string, Message>()
  const doubles: Double[] = []
  for (const again of messages) {
    const message = last.get(identityOf(again))
    last.set(identityOf(again), again)
    if (message === undefined) continue
    const strike = strikeOn(message, strikes, again.at)
    doubles.push({ message, again, ...(strike && { strike }) })
  }
  return doubles
}

/** The messages whose record an event may have prevented; one that was over by then is recorded as dropped. */
export function unrecordedOf(messages: readonly Message[], strikes: readonly Strike[]): InHand {
  const counts = new Map<string, number>()
  for (const message of messages) {
    const identity = identityOf(message)
    if (strikeOn(message, strikes, Number.POSITIVE_INFINITY))
      counts.set(identity, (counts.get(identity) ?? 0) + 1)
  }
  return counts
}
