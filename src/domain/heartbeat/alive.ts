/** Whether heartbeats arrive as they should. Pure. */

import type { Reading } from '../settings/reading'
import { TICK_LATE_MS } from '../time/limits'
import { isDue, lastDueSlot, nextDueSlot, slotOf, slotStart } from '../time/slot'
import { isDelivered, type LastResult } from './result-line'

/** `waiting`: the settings are new, and their first heartbeat is not due yet. */
export type Liveness = 'alive' | 'silent' | 'waiting' | 'off'

/**
 * Alive: the last heartbeat arrived, and no later one that was due is missing. A due heartbeat has its slot's five
 * minutes to arrive.
 */
export function livenessOf(now: number, reading: Reading, last: LastResult | undefined): Liveness {
  if (reading.kind !== 'ok') return 'silent'
  const { frequency } = reading.settings.monitoring
  if (frequency === 'Off') return 'off'
  const expected = lastDueSlot(slotOf(now) - 1, frequency)
  const recent = last !== undefined && expected !== undefined && last.at >= slotStart(expected)
  if (recent && isDelivered(last)) return 'alive'
  if (last !== undefined && last.at >= reading.changedAt) return 'silent'
  const first = nextDueSlot(slotOf(reading.changedAt), frequency)
  return first !== undefined && slotOf(now) <= first ? 'waiting' : 'silent'
}

/** Epoch milliseconds at which the next heartbeat is due; undefined when none is. */
export function nextHeartbeat(
  now: number,
  reading: Reading,
  last: LastResult | undefined,
): number | undefined {
  if (reading.kind !== 'ok') return undefined
  const { frequency } = reading.settings.monitoring
  const slot = slotOf(now)
  const begun = slotStart(slot)
  // The tick of this slot may be some seconds late.
  if (isDue(slot, frequency) && now - begun < TICK_LATE_MS && (last === undefined || last.at < begun))
    return begun
  const next = nextDueSlot(slot, frequency)
  return next === undefined ? undefined : slotStart(next)
}

/** The newer of two results: that in hbresults.txt and that in the history. */
export function newerResult(a: LastResult | undefined, b: LastResult | undefined): LastResult | undefined {
  if (a === undefined || b === undefined) return a ?? b
  return b.at > a.at ? b : a
}
