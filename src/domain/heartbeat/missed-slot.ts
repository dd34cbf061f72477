/** Due slots in which no heartbeat was queued, and the reasons. Pure. */

import { dueSlots, type Frequency, slotEnd, slotOf, slotStart } from '../time/slot'
import type { HeartbeatRecord } from './heartbeat'
import type { LastTick } from './tick'

export interface MissedSlot {
  readonly slot: number
  /** For people; holds no secret. */
  readonly reason: string
}

/** A frequency of heartbeats, and the moment from which it holds (epoch milliseconds). */
export interface DueRule {
  readonly frequency: Frequency
  readonly since: number
}

/** The due slots in `from <= slot < to`, each by the rule that held when it began; `rules`: oldest first. */
export function dueUnder(rules: readonly DueRule[], from: number, to: number): number[] {
  return rules.flatMap(({ frequency, since }, index) => {
    const next = rules[index + 1]
    const first = Math.max(from, slotOf(since) + 1)
    const end = next === undefined ? to : Math.min(to, slotOf(next.since) + 1)
    return dueSlots(first, end, frequency)
  })
}

/** The reason why no heartbeat of that slot was queued, as far as the ticks know it. */
export function missedReason(slot: number, tick: LastTick | undefined): string {
  const stop = tick?.stops?.find(({ from, to }) => from <= slot && slot <= to)
  if (stop !== undefined) return stop.reason
  if (tick === undefined || slotOf(tick.at) !== slot) return NO_TICK
  return tick.end === 'queued' ? 'it was queued, but is gone from Redis' : tick.line
}

const NO_TICK = 'no tick ran: was the power off, or the timer stopped?'

/** The record of a missed slot among those of heartbeats; it has no job. */
export function missedRecord({ slot, reason }: MissedSlot): HeartbeatRecord {
  return {
    job: '',
    slot,
    occasion: 'due',
    outcome: 'missed',
    attempts: [],
    reason,
    receiver: '',
    queuedAt: slotStart(slot),
    finishedAt: slotEnd(slot),
  }
}
