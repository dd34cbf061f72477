/** The last heartbeats as a row of bars. Pure. */

import { dueSlots, type Frequency, lastDueSlot, slotOf, slotStart } from '../time/slot'
import { type HeartbeatRecord, lastResultOf } from './heartbeat'

/** The number of bars on the page. */
export const SHOWN_BARS = 48

export interface Bar {
  /** `retried`: delivered, but not at the first attempt. */
  readonly kind: 'delivered' | 'retried' | 'failed' | 'missed'
  /** Epoch milliseconds. */
  readonly at: number
  /** The result as in hbresults.txt: `200`, `Timeout error`, `Missed`. */
  readonly status: string
  /** The reason why it failed or was missed, or the receiver's answer. */
  readonly detail: string
  /** Milliseconds from queueing to its end; absent when nothing was sent. */
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

/** The bars, oldest first. A due slot without a record is a missed heartbeat: power, timer, web app or Redis were away. */
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
      const detail = 'no heartbeat was requested: was the power off, the timer stopped, or Redis away?'
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
