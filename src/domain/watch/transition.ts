/**
 * The parts that changes of a check's state are made of. Pure; a state is never changed, a new one is returned.
 *
 * To leave a field out of an object, or to add one object to another, costs several times what copying all of it does, and
 * each signal passes here: where there is nothing to leave out, nothing is left out. A field that the object may have
 * already is set once it is copied: named behind the copied ones, it costs more than all of them.
 */

import type { Check } from './check'
import type { Flip, FlipReason } from './flip'
import { overrunAt } from './runs'
import type { DueAfter } from './schedule'
import type { Change, CheckState, Draft } from './state'
import { isTrouble, type Status } from './status'

/** The due moment of the next success, counted from a sign of life or from what stands for one. */
export function armed(from: number, dueAfter: DueAfter): Pick<CheckState, 'heardAt' | 'due'> {
  const due = dueAfter(from)
  return { heardAt: from, ...(due !== undefined && { due }) }
}

/** A copy of the state whose next success is counted from this moment on. */
export function rearmed(state: CheckState, from: number, dueAfter: DueAfter): CheckState {
  const due = dueAfter(from)
  if (due === undefined) return { ...withoutDue(state), heardAt: from }
  const copy: Draft = { ...state }
  copy.heardAt = from
  copy.due = due
  return copy
}

export function withoutDue(state: CheckState): CheckState {
  const { due: _due, heardAt: _heardAt, ...rest } = state
  return rest
}

/** A change without a flip. */
export function same(state: CheckState): Change {
  return { state, flips: [] }
}

/** A change of status with its flip: noticed `at`, and `due` earlier or at the same moment. */
export function flipped(
  before: CheckState,
  check: Check,
  to: Status,
  reason: FlipReason,
  at: number,
  due: number,
): Change {
  const { downDue, silenced, acknowledged, ...rest } = before
  const flip: Flip = {
    check: check.id,
    seq: before.flips + 1,
    from: before.status,
    to,
    reason,
    at,
    due,
    ...(downDue !== undefined && { ends: downDue }),
  }
  const recovered = to === 'up' && reason === 'success'
  const state: CheckState = {
    ...rest,
    status: to,
    since: due,
    flips: flip.seq,
    ...(isTrouble(to) && { downDue: downDue ?? due, ...(acknowledged && { acknowledged }) }),
    ...(silenced !== undefined && !(recovered && silenced === 'recovery') && { silenced }),
  }
  return { state, flips: [flip] }
}

/** Sets the deadline that follows from the state. */
export function settled({ state, flips }: Change, check: Check): Change {
  const deadline = deadlineOf(state, check)
  if (deadline === state.deadline) return { state, flips }
  if (deadline !== undefined) {
    const copy: Draft = { ...state }
    copy.deadline = deadline
    return { state: copy, flips }
  }
  const { deadline: _old, ...rest } = state
  return { state: rest, flips }
}

/**
 * Returns the next moment at which time alone changes the state. A check with a probe is never late: the appliance itself
 * is to look, and at the end of the grace it is blind.
 */
function deadlineOf(state: CheckState, check: Check): number | undefined {
  if (isTrouble(state.status) || state.status === 'paused') return undefined
  const overrun = overrunAt(state, check)
  const { due, status } = state
  if (due === undefined) return overrun
  if (overrun !== undefined) return Math.min(overrun, silenceEnd(due, check, overrun))
  return status === 'late' || check.probe !== undefined ? silenceEnd(due, check, overrun) : due
}

/**
 * The end of the patience with a silence. A run that begins in its grace may take its time, so during a run within that
 * silence is no fault; but a job that begins again and again, and never gets to an end, has no more time than one run.
 *
 * @param overrun the moment at which the oldest run takes too long; undefined where there is none, or it may take any time
 */
export function silenceEnd(
  due: number,
  { grace, longestRun = 0 }: Pick<Check, 'grace' | 'longestRun'>,
  overrun: number | undefined,
): number {
  return due + grace + (overrun === undefined ? 0 : longestRun)
}
