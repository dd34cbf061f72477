import type { UniqueField } from '../../domain/watch/asked-plan'
import { type Check, isOfFile } from '../../domain/watch/check'
import type { PlanChanges } from '../../domain/watch/check-plan'
import type { CheckPlan } from '../../domain/watch/plan-fields'
import type { CheckStore, Watched } from '../../domain/watch/ports'

/** A check that was created, or that was there and is changed; `readOnly`: the one that is there, and is changed elsewhere. */
export type CreatedOrChanged = (Watched & { readonly created: boolean }) | { readonly readOnly: Check }

/**
 * Creates a check, unless one is there that has the plan's values in the `unique` fields: that one gets the changes
 * instead. However many requests come at once, they make one check.
 *
 * @param changesOf the changes that the request makes to the check that is there
 */
export async function createOrChange(
  checks: Pick<CheckStore, 'create' | 'createUnlessAlike' | 'update'>,
  { plan, unique, now }: { plan: CheckPlan; unique: readonly UniqueField[]; now: number },
  changesOf: (there: CheckPlan) => Promise<PlanChanges>,
): Promise<CreatedOrChanged> {
  if (unique.length === 0) return { ...(await checks.create(plan, 'api', now)), created: true }
  for (;;) {
    const found = await checks.createUnlessAlike(plan, unique, 'api', now)
    const { check, created } = found
    if (created) return found
    if (isOfFile(check)) return { readOnly: check }
    const changed = await checks.update(check.id, await changesOf(check), now)
    if (changed.kind === 'changed') return { ...changed, created }
    if (changed.kind === 'read-only') return { readOnly: check }
    // It was removed in between.
  }
}
