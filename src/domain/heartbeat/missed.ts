import { counted } from '../counted'
import { localStamp, utcOffset } from '../time/local-time'
import { type Frequency, lastDueSlot, slotStart } from '../time/slot'
import { type HeartbeatRecord, wasQueued } from './heartbeat'

/** The due heartbeats that did not arrive before this one. */
export interface MissedHeartbeats {
  readonly count: number
  /** The first and the last of the due slots. */
  readonly from: number
  readonly to: number
  /** Reason -> number of heartbeats. */
  readonly reasons: ReadonlyMap<string, number>
}

export interface MissedInput {
  readonly slot: number
  readonly frequency: Frequency
  /** Finished heartbeats and missed slots, newest first, at least down to the last delivered one. */
  readonly history: readonly HeartbeatRecord[]
}

/** The heartbeats missed between the last delivered one and `slot`. */
export function missedBefore({ slot, frequency, history }: MissedInput): MissedHeartbeats | undefined {
  const index = history.findIndex(record => record.outcome === 'delivered')
  const undelivered = index === -1 ? history : history.slice(0, index)
  const dueSlotOf = (record: HeartbeatRecord) => lastDueSlot(record.slot, frequency) ?? record.slot
  const delivered = history[index]
  const arrived = delivered && dueSlotOf(delivered)

  // Oldest first, so that the last reason for a due slot stays.
  const why = new Map<number, string>()
  for (const record of [...undelivered].reverse()) {
    // The report of a gate is no heartbeat; those that the gate withholds have records of their own.
    if (record.occasion === 'gate') continue
    // A missed slot was due by the settings of its time.
    if (!wasQueued(record)) why.set(record.slot, 'not sent')
    // A further one, by the button, may fail after the heartbeat of its due slot has arrived.
    else if (dueSlotOf(record) !== arrived) why.set(dueSlotOf(record), failureOf(record))
  }
  if (why.size === 0) return undefined

  const slots = [...why.keys()].sort((a, b) => a - b)
  const reasons = new Map<string, number>()
  for (const reason of why.values()) reasons.set(reason, (reasons.get(reason) ?? 0) + 1)
  return { count: why.size, from: slots[0] ?? slot, to: slots.at(-1) ?? slot, reasons }
}

function failureOf({ outcome, attempts, reason }: HeartbeatRecord): string {
  if (outcome === 'withheld') return `withheld: ${reason}`
  return outcome === 'missed' ? 'not sent in time' : (attempts.at(-1)?.result ?? reason)
}

/** `3 heartbeats missed, 2026/11/20 10:10 to 10:30 (UTC+01:00): HTTP error 503 (2), not sent (1)` */
export function missedMessage({ count, from, to, reasons }: MissedHeartbeats): string {
  const first = localStamp(slotStart(from)).slice(0, 16)
  const last = localStamp(slotStart(to)).slice(0, 16)
  const sameDay = first.slice(0, 10) === last.slice(0, 10)
  const span = count === 1 ? first : `${first} to ${sameDay ? last.slice(11) : last}`
  const why = [...reasons].map(([reason, n]) => `${reason} (${n})`).join(', ')
  return `${counted(count, 'heartbeat')} missed, ${span} (${utcOffset(slotStart(to))}): ${why}`
}
