/** A check as a whole, its plan included: made, changed and removed in one step each, if nobody was faster. */
import type { Check, DueAfter } from '../../domain/watch/check'
import { replan } from '../../domain/watch/check-state'
import type { Watched } from '../../domain/watch/ports'
import { type Next, nextVersion } from './batched-saves'
import { encodeState } from './codec'
import { KEYS, type Scripted } from './scripts'

/** 1, or null when somebody was faster. `expected` is empty for a new check. */
export function savePlan(
  redis: Scripted,
  check: Check,
  expected: string,
  { version, state, flips }: Next,
  slugBefore: string,
  slugMustBeFree = false,
) {
  const { id, slug } = check
  const keys = [KEYS.states, KEYS.deadlines, KEYS.outbox, KEYS.plans, KEYS.flips(id), KEYS.slugs]
  const written = [encodeState(version, state), `${state.deadline ?? ''}`, JSON.stringify(check)]
  const free = slugMustBeFree ? '1' : ''
  const records = flips.map(flip => JSON.stringify(flip))
  return redis.watchSavePlan(...keys, id, expected, ...written, slug, slugBefore, free, ...records)
}

/** Undefined when somebody was faster. */
export async function saveReplanned(
  redis: Scripted,
  before: Watched,
  check: Check,
  now: number,
  dueAfterOf: (check: Check) => DueAfter,
): Promise<Watched | undefined> {
  const { state, flips } = replan(before.state, check, now, dueAfterOf(check))
  const version = nextVersion(before.version)
  const saved = await savePlan(redis, check, before.version, { version, state, flips }, before.check.slug)
  return saved === 1 ? { check, state, version } : undefined
}

export async function remove(redis: Scripted, { check, version }: Watched): Promise<boolean> {
  const { id, slug } = check
  const keys = [
    KEYS.states,
    KEYS.deadlines,
    KEYS.plans,
    KEYS.slugs,
    KEYS.log(id),
    KEYS.bodies(id),
    KEYS.flips(id),
    KEYS.outbox,
  ]
  return (await redis.watchRemove(...keys, id, version, slug)) === 1
}
