/** Whether heartbeats arrive as they should. Pure. */

import type { Reading } from '../settings/reading'
import { HEARTBEAT_LATE_MS } from '../time/limits'
import { isDue, lastDueSlot, nextDueSlot, SLOT_MS, slotOf, slotStart } from '../time/slot'
import { type HeartbeatRecord, wasQueued } from './heartbeat'
import { isDelivered, type LastResult } from './result-line'
import type { LastTick } from './tick'

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

/** The knowledge of missed heartbeats, which an edit of the INI does not undo. */
export interface Misses {
  /** As the last tick left it. */
  readonly owedSince?: number | undefined
  /** The slot of the newest record, where that is of a missed one. */
  readonly missedSlot?: number | undefined
}

/**
 * Alive: the last heartbeat arrived, and no later one that was due is missing. A due heartbeat is on its way for a minute,
 * then late, and missing when its slot is over.
 */
export function livenessOf(
  now: number,
  reading: Reading,
  result: LastResult | undefined,
  misses: Misses = {},
): Liveness {
  const last = presentResult(now, result)
  if (reading.kind !== 'ok') return 'silent'
  const { frequency } = reading.settings.monitoring
  if (frequency === 'Off') return 'off'
  const settled = lastDueSlot(slotOf(now) - 1, frequency)
  const isMissing = settled !== undefined && isOutstanding(settled, reading, last, misses)
  const isRecent = last !== undefined && settled !== undefined && last.at >= slotStart(settled)
  const hasFailed = last !== undefined && !isDelivered(last) && (isRecent || last.at >= reading.changedAt)
  if (isMissing || hasFailed) return 'silent'
  if (overdueHeartbeat(now, reading, last, misses) !== undefined) return 'late'
  return isRecent ? 'alive' : 'waiting'
}

/** The newest due heartbeat that should have gone out by now, and has no result. */
export function overdueHeartbeat(
  now: number,
  reading: Reading,
  result: LastResult | undefined,
  misses: Misses = {},
): Overdue | undefined {
  const last = presentResult(now, result)
  if (reading.kind !== 'ok') return undefined
  const slot = slotOf(now)
  const due = lastDueSlot(slotOf(now - HEARTBEAT_LATE_MS), reading.settings.monitoring.frequency)
  if (due === undefined || !isOutstanding(due, reading, last, misses)) return undefined
  return { at: slotStart(due), late: due === slot }
}

/**
 * Whether a due heartbeat has no result although it was due when its slot began: by settings that are older, or because it
 * is known to be missed.
 */
function isOutstanding(
  due: number,
  { changedAt }: Reading & { kind: 'ok' },
  last: LastResult | undefined,
  { owedSince, missedSlot }: Misses,
): boolean {
  if (last !== undefined && last.at >= slotStart(due)) return false
  const isOwed = owedSince !== undefined && owedSince <= due
  return due > slotOf(changedAt) || isOwed || missedSlot === due
}

/** The misses among what is known of the last tick and of finished heartbeats (newest first). */
export function missesOf(tick: LastTick | undefined, history: readonly HeartbeatRecord[]): Misses {
  const [newest] = history
  return {
    owedSince: tick?.owedSince,
    missedSlot: newest !== undefined && !wasQueued(newest) ? newest.slot : undefined,
  }
}

/** Epoch milliseconds at which the next heartbeat is due; undefined when none is. */
export function nextHeartbeat(
  now: number,
  reading: Reading,
  result: LastResult | undefined,
): number | undefined {
  const last = presentResult(now, result)
  if (reading.kind !== 'ok') return undefined
  const { frequency } = reading.settings.monitoring
  const slot = slotOf(now)
  const begun = slotStart(slot)
  const isOnItsWay = now - begun < HEARTBEAT_LATE_MS && (last === undefined || last.at < begun)
  if (isDue(slot, frequency) && isOnItsWay) return begun
  const next = nextDueSlot(slot, frequency)
  return next === undefined ? undefined : slotStart(next)
}

/**
 * The newer of two results: that in hbresults.txt and that in the history. One from before the clock was set back counts
 * only where there is no other.
 */
export function newerResult(
  now: number,
  a: LastResult | undefined,
  b: LastResult | undefined,
): LastResult | undefined {
  if (a === undefined || b === undefined) return a ?? b
  const [aIsPast, bIsPast] = [a, b].map(result => !liesAhead(now, result))
  if (aIsPast !== bIsPast) return aIsPast ? a : b
  return b.at > a.at ? b : a
}

/** A result of the future is from before the clock was set back, and shows nothing about now. A correction by seconds is none. */
function liesAhead(now: number, { at }: LastResult): boolean {
  return at > now + SLOT_MS
}

function presentResult(now: number, result: LastResult | undefined): LastResult | undefined {
  return result !== undefined && liesAhead(now, result) ? undefined : result
}
