import type { Check } from './check'
import { dueOnceMet } from './expectation'
import type { DueAfter } from './schedule'
import type { CheckState, DeafSpan } from './state'
import { isTrouble } from './status'
import { armed, same, settled, withoutDue } from './transition'

/**
 * Applies a span in which no signal could be received. A check whose signal may have been lost in it gets a new deadline,
 * as if it had signalled at the end of the span, and its runs are dropped, as their ends may have been lost; the state of
 * any other check is returned unchanged. A signal may come as much before its moment as `grace` allows after it. A signal
 * that seems to be in the future, because the clock has been set back since, counts as received now.
 *
 * A moment that is given up is judged no more, so a job that failed is not told. Where the span is so short against the grace
 * that the signal is hardly lost in it, and the next moment far away, the check is still awaited, and has all of its grace again.
 *
 * Answers of a probe may be lost with the memory of Redis, also those before the gap: had they not come, the last sweep
 * before it would have written that the check is blind. Pure.
 */
export function amnesty(
  before: CheckState,
  check: Check,
  gap: DeafSpan,
  now: number,
  dueAfter: DueAfter,
): CheckState {
  const { status, due, heardAt = 0, runs } = before
  if (isTrouble(status) || status === 'paused' || due === undefined) return before
  if (heardAt > now) return rearmed(before, check, now, dueAfter)
  const early = check.schedule.kind === 'period' ? check.grace : Math.min(check.early ?? 0, check.grace)
  const mayBeLost = check.probe !== undefined || due + check.grace >= gap.from
  const missable = heardAt < gap.to && due - early <= gap.to && mayBeLost
  if (missable) {
    const nextAfter = dueOnceMet({ ...check, once: false }, dueAfter)
    return rearmed(
      before,
      check,
      gap.to,
      isWorthAwaiting(check, gap, nextAfter) ? () => undefined : nextAfter,
    )
  }
  const running = check.longestRun !== undefined && Object.values(runs).some(start => start <= gap.to)
  return running ? settled(same({ ...before, runs: {} }), check).state : before
}

/** A signal that may come at any time of the grace falls into a span of this share of it less often than its job fails. */
const HARDLY_LOST = 0.01
/** With the next moment so many times the grace away, or less, nobody learns much later of a job that failed. */
const SOON = 4

function isWorthAwaiting(
  { grace, probe }: Pick<Check, 'grace' | 'probe'>,
  { from, to }: DeafSpan,
  nextAfter: DueAfter,
): boolean {
  const next = nextAfter(to) ?? to
  return probe === undefined && to - from < grace * HARDLY_LOST && next - to > grace * SOON
}

/** Whether an amnesty for this span, whichever worker granted it, gave the check its deadline, and it has not signalled since. */
export function isForgiven({ status, heardAt = 0, lastSignalAt = 0 }: CheckState, gap: DeafSpan): boolean {
  return !isTrouble(status) && status !== 'paused' && heardAt > gap.from && heardAt > lastSignalAt
}

/** Counts from that moment on. Where no further one is due, the last one is still awaited, and has all of its grace again. */
function rearmed(before: CheckState, check: Check, from: number, dueAfter: DueAfter): CheckState {
  const { due = from } = before
  const next = armed(from, at => dueAfter(at) ?? Math.max(due, from))
  const excused = { ...withoutDue(before), ...next, runs: {}, excusedAt: from }
  return settled(same(excused), check).state
}
