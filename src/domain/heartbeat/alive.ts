/** Whether heartbeats arrive as they should. Pure. */

import type { Reading } from '../settings/reading'
import { HEARTBEAT_LATE_MS } from '../time/limits'
import { isDue, lastDueSlot, nextDueSlot, slotOf, slotStart } from '../time/slot'
import { isDelivered, type LastResult } from './result-line'

/**
 * `late`: a due heartbeat has not gone out, and its slot is not over. `waiting`: the settings are new, and their first
 * heartbeat is not due yet.
 */
export type Liveness = 'alive' | 'late' | 'silent' | 'waiting' | 'off'

/** A due heartbeat that has not gone out. */
export interface Overdue {
  /** The start of its slot, in epoch milliseconds. */
  readonly at: number
  /** Whether its slot lasts, so that it may still go out. */
  readonly late: boolean
}

/**
 * Alive: the last heartbeat arrived, and no later one that was due is missing. A due heartbeat is on its way for a minute,
 * then late, and missing when its slot is over.
 */
export function livenessOf(now: number, reading: Reading, last: LastResult | undefined): Liveness {
  if (reading.kind !== 'ok') return 'silent'
  const { frequency } = reading.settings.monitoring
  if (frequency === 'Off') return 'off'
  const { changedAt } = reading
  const settled = lastDueSlot(slotOf(now) - 1, frequency)
  const isRecent = last !== undefined && settled !== undefined && last.at >= slotStart(settled)
  const isMissing = !isRecent && settled !== undefined && settled > slotOf(changedAt)
  const hasFailed = last !== undefined && !isDelivered(last) && (isRecent || last.at >= changedAt)
  if (isMissing || hasFailed) return 'silent'
  if (overdueHeartbeat(now, reading, last) !== undefined) return 'late'
  return isRecent ? 'alive' : 'waiting'
}

/** The newest due heartbeat that should have gone out by now with these settings, and has no result of its own. */
export function overdueHeartbeat(
  now: number,
  reading: Reading,
  last: LastResult | undefined,
): Overdue | undefined {
  if (reading.kind !== 'ok') return undefined
  const { frequency } = reading.settings.monitoring
  const due = lastDueSlot(slotOf(now - HEARTBEAT_LATE_MS), frequency)
  if (due === undefined || due <= slotOf(reading.changedAt)) return undefined
  const at = slotStart(due)
  return last !== undefined && last.at >= at ? undefined : { at, late: due === slotOf(now) }
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
  const isOnItsWay = now - begun < HEARTBEAT_LATE_MS && (last === undefined || last.at < begun)
  if (isDue(slot, frequency) && isOnItsWay) return begun
  const next = nextDueSlot(slot, frequency)
  return next === undefined ? undefined : slotStart(next)
}

/** The newer of two results: that in hbresults.txt and that in the history. */
export function newerResult(a: LastResult | undefined, b: LastResult | undefined): LastResult | undefined {
  if (a === undefined || b === undefined) return a ?? b
  return b.at > a.at ? b : a
}
