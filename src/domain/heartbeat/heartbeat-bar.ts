/** The last heartbeats as a row of bars. Pure. */

import { type HeartbeatRecord, lastResultOf, wasQueued } from './heartbeat'

/** The number of bars on the page. */
export const SHOWN_BARS = 48

export interface Bar {
  /** `retried`: delivered, but not at the first attempt. */
  readonly kind: 'delivered' | 'retried' | 'failed' | 'missed' | 'withheld'
  /** Epoch milliseconds. */
  readonly at: number
  /** The result as in hbresults.txt: `200`, `Timeout error`, `Missed`. */
  readonly status: string
  /** The reason why it failed or was missed, or the receiver's answer. */
  readonly detail: string
  /** Milliseconds from queueing to its end; absent when nothing was sent. */
  readonly duration?: number
}

/** The bars of finished heartbeats and missed slots, oldest first; `history`: newest first. */
export function heartbeatBars(history: readonly HeartbeatRecord[], limit: number): readonly Bar[] {
  return history
    .map(barOf)
    .sort((a, b) => a.at - b.at)
    .slice(-limit)
}

function barOf(record: HeartbeatRecord): Bar {
  const { outcome, attempts, reason, queuedAt, finishedAt } = record
  return {
    kind: outcome === 'delivered' && attempts.length > 1 ? 'retried' : outcome,
    at: wasQueued(record) ? finishedAt : queuedAt,
    status: lastResultOf(record, finishedAt).result,
    detail: reason,
    ...(attempts.length > 0 && { duration: Math.max(0, finishedAt - queuedAt) }),
  }
}
