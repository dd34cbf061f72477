/** The last heartbeats as a strip of bars. Pure. */

import { dueSlots, type Frequency, lastDueSlot, slotOf, slotStart } from '../time/slot'
import { type HeartbeatRecord, lastResultOf } from './heartbeat'

/** How many of them the page shows. */
export const SHOWN_BARS = 48

export interface Bar {
  /** `retried`: delivered, but not at the first attempt. */
  readonly kind: 'delivered' | 'retried' | 'failed' | 'missed'
  /** Epoch milliseconds. */
  readonly at: number
  /** What hbresults.txt said: `200`, `Timeout error`, `Missed`. */
  readonly status: string
  /** Why it failed or was missed; what the receiver answered. */
  readonly detail: string
  /** Milliseconds from the queue to its end; absent when nothing was sent. */
  readonly duration?: number
}

export interface BarsInput {
  readonly now: number
  /** Finished heartbeats, newest first. */
  readonly history: readonly HeartbeatRecord[]
  readonly frequency: Frequency
  /** Epoch milliseconds of the INI's last change: before it another frequency may have held. */
  readonly settingsChangedAt: number
  readonly limit: number
}

/** Oldest first. A due slot without any record was missed too: power, timer, web app or Redis were away. */
export function heartbeatBars({
  now,
  history,
  frequency,
  settingsChangedAt,
  limit,
}: BarsInput): readonly Bar[] {
  const oldest = history.at(-1)
  const known = new Set(history.map(({ slot }) => lastDueSlot(slot, frequency) ?? slot))
  const from = oldest === undefined ? slotOf(now) : Math.max(oldest.slot, slotOf(settingsChangedAt) + 1)
  const silent = dueSlots(from, slotOf(now), frequency)
    .filter(slot => !known.has(slot))
    .map((slot): Bar => {
      const detail = 'no heartbeat was asked for: was the power off, the timer stopped, or Redis away?'
      return { kind: 'missed', at: slotStart(slot), status: 'Missed', detail }
    })
  return [...history.map(barOf), ...silent].sort((a, b) => a.at - b.at).slice(-limit)
}

function barOf(record: HeartbeatRecord): Bar {
  const { outcome, attempts, reason, queuedAt, finishedAt } = record
  return {
    kind: outcome === 'delivered' && attempts.length > 1 ? 'retried' : outcome,
    at: finishedAt,
    status: lastResultOf(record, finishedAt).result,
    detail: reason,
    ...(attempts.length > 0 && { duration: Math.max(0, finishedAt - queuedAt) }),
  }
}
