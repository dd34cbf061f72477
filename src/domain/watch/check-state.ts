/**
 * The rules by which signals and time change the state of a check: new -> up -> late -> down -> up. Pure: each function
 * returns a new state and leaves its arguments alone. Time acts in `lapse` only, so a signal that arrives before a silence
 * was noticed ends the silence without a flip.
 */

import type { Check } from './check'
import type { Flip, FlipReason } from './flip'
import type { DueAfter } from './schedule'
import type { Signal } from './signal'
import type { Change, CheckState, DeafSpan, Received, Silence } from './state'
import type { Status } from './status'

/** The newest runs in progress are kept; a client that never ends its runs must not fill the memory. */
const MOST_RUNS = 20

export function newState(now: number): CheckState {
  return {
    status: 'new',
    since: now,
    consecutiveFailures: 0,
    runs: {},
    tooFrequent: 0,
    signals: 0,
    flips: 0,
  }
}

/** Applies a signal that has arrived. */
export function receive(before: CheckState, signal: Signal, check: Check, dueAfter: DueAfter): Received {
  const { kind, at, detail } = signal
  const counted = { ...before, signals: before.signals + 1 }
  if (before.status === 'paused') return { verdict: 'paused', ...same(counted) }
  if (kind === 'log') return { verdict: 'accepted', ...same(counted) }

  const rid = detail.rid ?? ''
  const latest = { lastSignalAt: at, lastSignalKind: kind }
  if (kind === 'start') {
    const runs = withRun(before.runs, rid, at)
    return { verdict: 'accepted', ...settled(same({ ...counted, ...latest, runs }), check) }
  }

  const { [rid]: startedAt, ...runs } = before.runs
  if (kind === 'success' && comesTooSoon(before, at, check)) {
    const refused = { ...before, runs, tooFrequent: before.tooFrequent + 1 }
    const alarm = check.tooFrequentAlarm && before.status !== 'down'
    const change = alarm ? flipped(refused, check, 'down', 'too-frequent', at, at) : same(refused)
    return { verdict: 'too-frequent', ...settled(change, check) }
  }

  const took = detail.duration ?? (startedAt === undefined ? undefined : Math.max(0, at - startedAt))
  const duration = took !== undefined && { duration: took }
  const received = {
    ...withoutDue(counted),
    ...latest,
    ...armed(at, dueAfter),
    ...(took !== undefined && { lastDuration: took }),
    runs,
  }
  const change = kind === 'success' ? succeed(received, check, at) : fail(received, check, at)
  return { verdict: 'accepted', ...settled(change, check), ...duration }
}

/** Applies the time that has passed. The same flips result, however often and however late it is called. */
export function lapse(before: CheckState, check: Check, now: number): Change {
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

export function pause(before: CheckState, check: Check, now: number): Change {
  if (before.status === 'paused') return same(before)
  return settled(flipped({ ...withoutDue(before), runs: {} }, check, 'paused', 'paused', now, now), check)
}

/** Ends a pause: the check is new again. If it had signalled before the pause, its next success is expected. */
export function resume(before: CheckState, check: Check, now: number, dueAfter: DueAfter): Change {
  if (before.status !== 'paused') return same(before)
  const awaited = before.lastSignalAt !== undefined && armed(now, dueAfter)
  const fresh = { ...before, consecutiveFailures: 0, ...awaited }
  return settled(flipped(fresh, check, 'new', 'resumed', now, now), check)
}

/** Holds alerts back; undefined ends that. */
export function silence(before: CheckState, until: Silence | undefined): Change {
  const { silenced: _ended, ...rest } = before
  return same(until === undefined ? rest : { ...rest, silenced: until })
}

/**
 * Applies a changed plan. An expected success is due by the new schedule; if that moment has passed already, it counts
 * from now on. Runs that exceed the new longest run are dropped, since nobody knows whether they still run.
 */
export function replan(before: CheckState, check: Check, now: number, dueAfter: DueAfter): Change {
  const kept = { ...before, runs: withinTime(before.runs, check, now) }
  if (kept.heardAt === undefined) return settled(same(kept), check)
  const due = dueAfter(kept.heardAt)
  const from = due !== undefined && due <= now ? now : kept.heardAt
  const state = { ...withoutDue(kept), ...armed(from, dueAfter) }
  return settled(
    before.status === 'late' ? flipped(state, check, 'up', 'replanned', now, now) : same(state),
    check,
  )
}

/**
 * Applies a span in which no signal could be received. A check whose signal may have been lost in it gets a new deadline,
 * as if it had signalled at the end of the span, and its runs are dropped, as their ends may have been lost; the state of
 * any other check is returned unchanged. A signal may come as much before its moment as `grace` allows after it. A signal
 * that seems to be in the future, because the clock has been set back since, counts as received now.
 */
export function amnesty(
  before: CheckState,
  check: Check,
  gap: DeafSpan,
  now: number,
  dueAfter: DueAfter,
): CheckState {
  const { status, due, heardAt = 0, runs } = before
  if (status === 'down' || status === 'paused' || due === undefined) return before
  if (heardAt > now) return rearmed(before, check, now, dueAfter)
  const early = check.schedule.kind === 'period' ? check.grace : 0
  const missable = heardAt < gap.to && due - early <= gap.to && due + check.grace >= gap.from
  if (missable) return rearmed(before, check, gap.to, dueAfter)
  const running = check.longestRun !== undefined && Object.values(runs).some(start => start <= gap.to)
  return running ? settled(same({ ...before, runs: {} }), check).state : before
}

function rearmed(before: CheckState, check: Check, from: number, dueAfter: DueAfter): CheckState {
  return settled(same({ ...withoutDue(before), ...armed(from, dueAfter), runs: {} }), check).state
}

function succeed(received: CheckState, check: Check, at: number): Change {
  const state = { ...received, lastSuccessAt: at, consecutiveFailures: 0 }
  if (received.status === 'up') return same(state)
  // A run whose time ran out while the check was down belongs to the outage that ends here.
  const runs = received.status === 'down' ? withinTime(state.runs, check, at) : state.runs
  return flipped({ ...state, runs }, check, 'up', 'success', at, at)
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
  const overrun = overrunAt(state, check)
  if (overrun !== undefined) {
    if (overrun > now) return same(state)
    const runs = withinTime(state.runs, check, now)
    return flipped({ ...state, runs }, check, 'down', 'overrun', now, overrun)
  }
  const { due, status } = state
  if (due === undefined || due > now) return same(state)
  if (status !== 'late' && check.grace > 0) return flipped(state, check, 'late', 'silence', now, due)
  const over = due + check.grace
  return over > now ? same(state) : flipped(state, check, 'down', 'silence', now, over)
}

/** Returns the next moment at which time alone changes the state. During a run within its time, silence is no fault. */
function deadlineOf(state: CheckState, check: Check): number | undefined {
  if (state.status === 'down' || state.status === 'paused') return undefined
  const overrun = overrunAt(state, check)
  if (overrun !== undefined || state.due === undefined) return overrun
  return state.status === 'late' ? state.due + check.grace : state.due
}

function overrunAt({ runs }: CheckState, { longestRun }: Check): number | undefined {
  const starts = Object.values(runs)
  return longestRun === undefined || starts.length === 0 ? undefined : Math.min(...starts) + longestRun
}

function withinTime(runs: CheckState['runs'], { longestRun }: Check, now: number): CheckState['runs'] {
  if (longestRun === undefined) return runs
  return Object.fromEntries(Object.entries(runs).filter(([, start]) => start + longestRun > now))
}

/** Adds a run, and keeps the newest ones. */
function withRun(runs: CheckState['runs'], rid: string, at: number): CheckState['runs'] {
  const { [rid]: _restarted, ...others } = runs
  return Object.fromEntries([...Object.entries(others), [rid, at]].slice(-MOST_RUNS))
}

function comesTooSoon({ lastSuccessAt }: CheckState, at: number, { shortestGap }: Check): boolean {
  if (lastSuccessAt === undefined || shortestGap === undefined) return false
  // After the clock was set back, no signal is too frequent.
  return at >= lastSuccessAt && at - lastSuccessAt < shortestGap
}

function armed(from: number, dueAfter: DueAfter): Pick<CheckState, 'heardAt' | 'due'> {
  const due = dueAfter(from)
  return { heardAt: from, ...(due !== undefined && { due }) }
}

function withoutDue(state: CheckState): CheckState {
  const { due: _due, heardAt: _heardAt, ...rest } = state
  return rest
}

function same(state: CheckState): Change {
  return { state, flips: [] }
}

function flipped(
  before: CheckState,
  check: Check,
  to: Status,
  reason: FlipReason,
  at: number,
  due: number,
): Change {
  const { downDue, silenced, ...rest } = before
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
    ...(to === 'down' && { downDue: due }),
    ...(silenced !== undefined && !(recovered && silenced === 'recovery') && { silenced }),
  }
  return { state, flips: [flip] }
}

/** Sets the deadline that follows from the state. */
function settled({ state, flips }: Change, check: Check): Change {
  const { deadline: _old, ...rest } = state
  const deadline = deadlineOf(rest, check)
  return { state: deadline === undefined ? rest : { ...rest, deadline }, flips }
}
