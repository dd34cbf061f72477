/**
 * The rules by which signals and time change the state of a check: new -> up -> late -> down -> up. Pure: each function
 * returns a new state and leaves its arguments alone. Time acts in `lapse` only, so a signal that arrives before a silence
 * was noticed ends the silence without a flip.
 */

import type { Check } from './check'
import { dueOnceMet, isAwaitedAtOnce, isRetired, meets } from './expectation'
import type { Flip } from './flip'
import { resume } from './interventions'
import { ended, overrunAt, withinTime, withRun } from './runs'
import { type DueAfter, dueAfterOf } from './schedule'
import { BY_MESSAGE, type Signal } from './signal'
import { behindOf, type Change, type CheckState, copyOf, type Draft, type Received } from './state'
import { isTrouble } from './status'
import { armed, flipped, rearmed, same, settled, silenceEnd } from './transition'

/** @param check the first answer of its probe, or a signal that is awaited from the beginning, is due from now on */
export function newState(now: number, check?: Check): CheckState {
  const state: CheckState = {
    status: 'new',
    since: now,
    consecutiveFailures: 0,
    runs: {},
    tooFrequent: 0,
    signals: 0,
    flips: 0,
  }
  if (check === undefined || !isAwaitedAtOnce(check)) return state
  return settled(same({ ...state, ...armed(now, dueAfterOf(check.schedule)) }), check).state
}

/** Applies a signal that has arrived. */
export function receive(before: CheckState, signal: Signal, check: Check, dueAfter: DueAfter): Received {
  const { kind, at, detail } = signal
  const isMet = meets(check, kind)
  // A failure is a sign of life like a success, but no start.
  const isSign = isMet || (kind === 'fail' && check.expect !== 'start')
  const counted: Draft = { ...heardBy(before, signal, isSign) }
  counted.signals = before.signals + 1
  if (before.status === 'paused') {
    if (kind === 'log' || check.resume === 'manual') return { verdict: 'paused', ...same(counted) }
    const resumed = resume(before, check, at, dueAfter)
    const received = receive(resumed.state, signal, check, dueAfter)
    return { ...received, flips: [...resumed.flips, ...received.flips] }
  }
  if (kind === 'log') {
    const { percent } = detail
    return {
      verdict: 'accepted',
      ...same(percent === undefined ? counted : { ...counted, progress: { percent, at } }),
    }
  }

  const { state: rest, startedAt } =
    kind === 'start'
      ? { state: withRun(withoutProgress(counted), detail.rid ?? '', at), startedAt: undefined }
      : ended(withoutProgress(counted), signal)
  if (kind === 'start' && !isMet)
    return {
      verdict: 'accepted',
      ...settled(same({ ...rest, lastSignalAt: at, lastSignalKind: kind }), check),
    }

  if (isMet && comesTooSoon(before, at, check)) {
    const refused = { ...rest, signals: before.signals, tooFrequent: before.tooFrequent + 1 }
    const alarm = check.tooFrequentAlarm && before.status !== 'down'
    const change = alarm ? flipped(refused, check, 'down', 'too-frequent', at, at) : same(refused)
    return { verdict: 'too-frequent', ...settled(change, check) }
  }

  const took = detail.duration ?? (startedAt === undefined ? undefined : Math.max(0, at - startedAt))
  const after = isMet || isRetired(check, before) ? dueOnceMet(check, dueAfter) : dueAfter
  // A copy, to which the rest is added: copies cost more than all else here.
  const received: Draft = isSign ? rearmed(seen(rest), at, after) : { ...rest }
  received.lastSignalAt = at
  received.lastSignalKind = kind
  if (took !== undefined) received.lastDuration = took
  if (kind === 'success' && detail.warning !== undefined) received.warning = detail.warning
  if (isMet) {
    received.lastSuccessAt = at
    received.consecutiveFailures = 0
    if (check.once) received.isMet = true
  }
  const change = isMet
    ? succeeded(received, check, at)
    : kind === 'fail'
      ? fail(received, check, at)
      : same(received)
  const { state, flips } = settled(change, check)
  const accepted = { verdict: 'accepted', state, flips } as const
  return took === undefined ? accepted : { ...accepted, duration: took }
}

/** Notes that a probe could not look. It is no answer: the check keeps its status, until time makes it blind. */
export function couldNotLook(before: CheckState, at: number, why: string): CheckState {
  if (before.status === 'paused') return before
  return { ...before, unseen: { since: before.unseen?.since ?? at, why } }
}

/** Awaits the next answer as if one had come at that moment: while nothing at all can be looked at, no check becomes blind. */
export function awaitAnew(before: CheckState, check: Check, at: number, dueAfter: DueAfter): CheckState {
  if (isTrouble(before.status) || before.status === 'paused') return before
  return settled(same(rearmed(before, at, dueAfter)), check).state
}

/** The state with the door of the signal. Once a sign of life has come, notes and starts do not show by which door the next one comes. */
function heardBy(before: CheckState, { kind, detail }: Signal, isSign: boolean): CheckState {
  const hadSign = before.lastSuccessAt !== undefined || before.consecutiveFailures > 0
  if (kind === 'log' || (!isSign && hadSign)) return before
  const isByMessage = detail.via === BY_MESSAGE
  if (isByMessage === (before.byMessage ?? false)) return before
  const { byMessage: _last, ...state } = before
  return isByMessage ? { ...state, byMessage: true } : state
}

/** The state without notes that an answer makes obsolete. */
function seen(state: CheckState): CheckState {
  if (state.unseen === undefined && state.warning === undefined) return state
  const { unseen: _over, warning: _old, ...rest } = state
  return rest
}

function withoutProgress(state: CheckState): CheckState {
  if (state.progress === undefined) return state
  const { progress: _old, ...rest } = state
  return rest
}

/** Applies the time that has passed. The same flips result, however often and however late it is called. */
export function lapse(before: CheckState, check: Check, clock: number): Change {
  const now = clock - behindOf(before)
  const flips: Flip[] = []
  let state = before
  for (;;) {
    if (state.deadline === undefined || state.deadline > now) return { state, flips }
    const change = settled(runOut(state, check, now), check)
    // A deadline that an earlier plan left behind was only corrected.
    if (change.flips.length === 0 && change.state.deadline === state.deadline) return { state, flips }
    flips.push(...change.flips)
    state = change.state
  }
}

function succeeded(state: CheckState, check: Check, at: number): Change {
  if (state.status === 'up') return same(state)
  // A run whose time ran out while the check was down belongs to the outage that ends here.
  const awaited = state.status === 'down' ? withinTime(state, check, at) : state
  return flipped(awaited, check, 'up', 'success', at, at)
}

/** A failure below the limit is a sign of life like a success. */
function fail(received: CheckState, check: Check, at: number): Change {
  const state = { ...received, consecutiveFailures: received.consecutiveFailures + 1 }
  if (received.status === 'down') return same(state)
  if (state.consecutiveFailures >= check.failuresBeforeAlert)
    return flipped(state, check, 'down', 'failure', at, at)
  return received.status === 'late' ? flipped(state, check, 'up', 'failure', at, at) : same(state)
}

/** Applies a deadline that has come. */
function runOut(state: CheckState, check: Check, now: number): Change {
  const { due, status } = state
  const overrun = overrunAt(state, check)
  const over = due === undefined ? Number.POSITIVE_INFINITY : silenceEnd(due, check, overrun)
  if (overrun !== undefined && overrun <= over) {
    if (overrun > now) return same(state)
    if (isHeardElsewhere(state)) return unheard(state, check, now, overrun)
    return flipped(withinTime(state, check, now), check, 'down', 'overrun', now, overrun)
  }
  if (due === undefined || due > now) return same(state)
  if (isHeardElsewhere(state) && over <= now) return unheard(state, check, now, over)
  if (check.probe !== undefined) return unanswered(state, check, now, over)
  if (overrun === undefined && status !== 'late' && check.grace > 0)
    return flipped(state, check, 'late', 'silence', now, due)
  return over > now ? same(state) : flipped(state, check, 'down', 'silence', now, over)
}

/** A probe that had no answer until `over`: nothing is known any more. */
function unanswered(state: CheckState, check: Check, now: number, over: number): Change {
  return over > now ? same(state) : flipped(state, check, 'blind', 'blind', now, over)
}

/** Its last signal arrived at another member of the group, which judges it: its silence here shows nothing. */
function isHeardElsewhere(state: CheckState): boolean {
  return copyOf(state) !== undefined
}

function unheard(state: CheckState, check: Check, now: number, over: number): Change {
  const { copied } = state
  const noted: CheckState =
    copied === undefined ? state : { ...state, copied: { ...copied, isUnheard: true } }
  const { state: blind, flips } = flipped(noted, check, 'blind', 'unheard', now, over)
  const { downDue: _over, ...after } = blind
  // It is no outage: one that is found later begins at its own moment, by which all members know its incident.
  return { state: { ...after, ...(state.downDue !== undefined && { downDue: state.downDue }) }, flips }
}

function comesTooSoon({ lastSuccessAt }: CheckState, at: number, { shortestGap }: Check): boolean {
  if (lastSuccessAt === undefined || shortestGap === undefined) return false
  // After the clock was set back, no signal is too frequent.
  return at >= lastSuccessAt && at - lastSuccessAt < shortestGap
}
