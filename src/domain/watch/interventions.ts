/** The rules by which people change the state of a check: pause, resume, silence, and a changed plan. Pure. */

import { looksAtTheSame } from '../probes/probe'
import type { Check } from './check'
import { awaitsTheSame, dueOnceMet, type Expecting, isAwaitedAtOnce, isRetired } from './expectation'
import { withinTime, withoutRuns } from './runs'
import type { DueAfter } from './schedule'
import type { Change, CheckState, Silence } from './state'
import { isTrouble } from './status'
import { armed, flipped, same, settled, withoutDue } from './transition'

export function pause(before: CheckState, check: Check, now: number): Change {
  if (before.status === 'paused') return same(before)
  return settled(flipped(withoutRuns(withoutDue(before)), check, 'paused', 'paused', now, now), check)
}

/** Ends a pause: the check is new again. If it had signalled before the pause, or is awaited from the beginning, its next success is expected. */
export function resume(before: CheckState, check: Check, now: number, dueAfter: DueAfter): Change {
  if (before.status !== 'paused') return same(before)
  const isAwaited = (before.lastSignalAt !== undefined || isAwaitedAtOnce(check)) && !isRetired(check, before)
  const awaited = isAwaited && armed(now, dueAfter)
  const fresh = { ...before, consecutiveFailures: 0, ...awaited }
  return settled(flipped(fresh, check, 'new', 'resumed', now, now), check)
}

/** Holds alerts back; undefined ends that. */
export function silence(before: CheckState, until: Silence | undefined): Change {
  const { silenced: _ended, ...rest } = before
  return same(until === undefined ? rest : { ...rest, silenced: until })
}

/**
 * Notes that somebody takes care of the trouble: nothing reminds of it until the check is well again. The first one stays;
 * `by` undefined takes it back. A check that is well has nothing to acknowledge.
 */
export function acknowledge(before: CheckState, by: string | undefined, now: number): Change {
  const { acknowledged, ...rest } = before
  if (by === undefined) return same(rest)
  if (!isTrouble(before.status) || acknowledged !== undefined) return same(before)
  return same({ ...rest, acknowledged: { by: by.slice(0, LONGEST_NAME), at: now } })
}

/** Of somebody who acknowledges, in characters. */
const LONGEST_NAME = 100

/**
 * Applies a changed plan. A check that awaits the same as before stays due when it was: a new name or channel is no sign of
 * life. Else its expected success is due by the new schedule; if that moment has passed already, it counts from now on. Runs that exceed the new longest run are awaited no more, since nobody knows whether they still run.
 * A check that looks at something else, or is fed in another way, is new: what was known is not about that.
 */
export function replan(
  {
    check: former,
    state: before,
  }: { readonly check: Expecting & Pick<Check, 'schedule'>; readonly state: CheckState },
  check: Check,
  now: number,
  dueAfter: DueAfter,
): Change {
  if (!looksAtTheSame(former.probe, check.probe)) return begunAnew(before, check, now, dueAfter)
  const kept = withinTime(before, check, now)
  if (awaitsTheSame(former, check)) return settled(same(kept), check)
  const isAwaited = kept.lastSignalAt !== undefined || isAwaitedAtOnce(check)
  if (!isAwaited || isRetired(check, kept)) return notLate(withoutDue(kept), check, now)
  if (kept.heardAt === undefined) {
    const begins = isAwaitedAtOnce(check) && before.status === 'new'
    return settled(same(begins ? { ...kept, ...armed(now, dueAfter) } : kept), check)
  }
  const isFromSuccess = kept.heardAt === kept.lastSuccessAt
  const after = isFromSuccess ? dueOnceMet({ ...check, once: false }, dueAfter) : dueAfter
  const due = after(kept.heardAt)
  const isPast = due !== undefined && due <= now
  const state = { ...withoutDue(kept), ...(isPast ? armed(now, dueAfter) : armed(kept.heardAt, after)) }
  return notLate(state, check, now)
}

/** By the new plan it is not late. A check that has never signalled is not up for that. */
function notLate(state: CheckState, check: Check, now: number): Change {
  if (state.status !== 'late') return settled(same(state), check)
  const status = state.lastSignalAt === undefined ? 'new' : 'up'
  return settled(flipped(state, check, status, 'replanned', now, now), check)
}

/** Nothing is known of what is watched from now on, and its first answer is awaited. A pause goes on. */
function begunAnew(before: CheckState, check: Check, now: number, dueAfter: DueAfter): Change {
  const { status, since, signals, flips, tooFrequent, silenced, downDue } = before
  const { touched, silenceEdited, acknowledgementEdited } = before
  const unknown: CheckState = {
    status,
    since,
    consecutiveFailures: 0,
    runs: {},
    tooFrequent,
    signals,
    flips,
    ...(silenced !== undefined && { silenced }),
    ...(touched !== undefined && { touched }),
    ...(silenceEdited !== undefined && { silenceEdited }),
    ...(acknowledgementEdited !== undefined && { acknowledgementEdited }),
    ...(downDue !== undefined && { downDue }),
  }
  if (status === 'paused') return settled(same(unknown), check)
  const awaited = { ...unknown, ...armed(now, dueAfter) }
  const change = status === 'new' ? same(awaited) : flipped(awaited, check, 'new', 'replanned', now, now)
  return settled(change, check)
}
