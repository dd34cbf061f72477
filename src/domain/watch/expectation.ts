/** The expectation of a check: which signal is awaited, and when the next one is due. Pure. */

import type { CheckPlan } from './plan-fields'
import { type DueAfter, isSameSchedule, type Schedule } from './schedule'
import type { SignalKind } from './signal'
import type { CheckState } from './state'

/** Checks of earlier versions lack the options. */
export type Expecting = Partial<Pick<CheckPlan, 'expect' | 'early' | 'awaited' | 'once' | 'probe'>>

/** Whether a signal of this kind is the one that is awaited. */
export function meets({ expect }: Expecting, kind: SignalKind): boolean {
  return kind === (expect === 'start' ? 'start' : 'success')
}

/** Whether its first signal is awaited from the beginning. */
export function isAwaitedAtOnce({ awaited, probe }: Expecting): boolean {
  return awaited === true || probe !== undefined
}

/** Whether it was expected once, and has come. */
export function isRetired({ once }: Expecting, { isMet }: Pick<CheckState, 'isMet'>): boolean {
  return once === true && isMet === true
}

/**
 * When the next signal is due after one that came in time. Within `early` before its moment a signal counts for that,
 * unless it is nearer to the last moment, for which it then was late or came again.
 */
export function dueOnceMet({ early = 0, once }: Expecting, dueAfter: DueAfter): DueAfter {
  if (once) return () => undefined
  if (early === 0) return dueAfter
  return at => {
    const next = dueAfter(at)
    if (next === undefined || next - at > early) return next
    const last = dueAfter(2 * at - next - 1)
    return last !== undefined && last <= at ? next : dueAfter(next)
  }
}

/** Whether the same is awaited by both plans, and at the same moments, whatever else differs. */
export function awaitsTheSame(
  one: Expecting & { readonly schedule: Schedule },
  other: Expecting & { readonly schedule: Schedule },
): boolean {
  return (
    isSameSchedule(one.schedule, other.schedule) &&
    (one.early ?? 0) === (other.early ?? 0) &&
    meets(one, 'start') === meets(other, 'start') &&
    isAwaitedAtOnce(one) === isAwaitedAtOnce(other) &&
    (one.once === true) === (other.once === true)
  )
}
