import type { Signal, SignalDetail, SignalKind } from '../domain/check'
import { planOf } from '../domain/check-plan'
import type { Clock } from '../domain/ports'
import type { Admit, CheckStore, Recorded, Target } from '../domain/watch-ports'

export interface CheckIn {
  readonly target: Target
  readonly kind: SignalKind
  readonly detail: SignalDetail
  /** Make a check with the target's slug if there is none (`?create=1`). */
  readonly create?: boolean
  readonly admit?: Admit
}

/** `created`: the check-in made its check. */
export type CheckedIn = Recorded & { readonly created: boolean }

export type RecordSignal = (checkIn: CheckIn) => Promise<CheckedIn>

/** Takes a check-in. */
export function createRecordSignal({
  store,
  now,
}: {
  readonly store: CheckStore
  readonly now: Clock
}): RecordSignal {
  return async ({ target, kind, detail, create = false, admit }) => {
    const signal: Signal = { kind, at: now(), detail }
    const recorded = await store.record(target, signal, admit)
    if (recorded.kind !== 'unknown' || !create || !('slug' in target)) return { ...recorded, created: false }
    const { check, created } = await store.createForSlug(
      planOf({ name: target.slug, slug: target.slug }),
      signal.at,
    )
    return { ...(await store.record({ id: check.id }, signal, admit)), created }
  }
}
