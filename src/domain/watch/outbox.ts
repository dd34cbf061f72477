/** The outbox of the watch: the changes of checks that alerts are made from. Types only; io/watch/outbox.ts implements it. */

import type { NetworkIncident } from '../probes/own-network'
import type { Door } from './doors'
import type { Flip } from './flip'
import type { Loss } from './loss'
import type { SignalExcerpt } from './signal-excerpt'
import type { DeafSpan } from './state'

/** A change, in the order in which it happened for each check. */
export type OutboxRecord =
  /** `signal`: the signal that made it, where one did. */
  | { readonly kind: 'flip'; readonly flip: Flip; readonly signal?: SignalExcerpt }
  /** A check was removed: its alerts end. */
  | { readonly kind: 'gone'; readonly check: string }
  /** The alerts of a check are due for a review without a flip: a silence was set or lifted, or a check that is down failed again. */
  | { readonly kind: 'look'; readonly check: string }
  /** No signal could be received in the gap; these checks got a new deadline, and their next success is still awaited. */
  | {
      readonly kind: 'blind'
      /** By which none came; absent: an older version wrote it. */
      readonly door?: Door
      readonly gap: DeafSpan
      readonly at: number
      readonly awaited: readonly string[]
    }
  /** This watch has no network. */
  | ({ readonly kind: 'network-away' } & NetworkIncident)
  /** It has one again, since that moment. */
  | ({ readonly kind: 'network-back'; readonly at: number } & NetworkIncident)
  /** Redis had lost data, and what the copy has was put back. */
  | ({ readonly kind: 'lost' } & Loss)
  /** The owner has acknowledged the loss of that moment. */
  | { readonly kind: 'seen'; readonly lostAt: number }

export interface OutboxEntry {
  /** For deterministic job ids: unique and ordered (the stream's id, `1700000000000-0`). */
  readonly id: string
  readonly record: OutboxRecord
}

/**
 * A stream that delivers each entry at least once: an entry that was taken and not marked as done within a while, because
 * its worker died, is delivered again, to this worker or to another.
 */
export interface Outbox {
  /** Returns up to `limit` entries; waits for the first one up to `waitMs`. */
  take(limit: number, waitMs: number): Promise<readonly OutboxEntry[]>
  /** Removes entries that were dealt with. */
  done(ids: readonly string[]): Promise<void>
  close(): Promise<void>
}
