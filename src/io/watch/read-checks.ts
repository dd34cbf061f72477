/** Checks and their states, as they are stored. */
import { isAlike } from '../../domain/watch/asked-plan'
import type { CheckPlan } from '../../domain/watch/plan-fields'
import type { Watched } from '../../domain/watch/ports'
import { namesOf, type Redis } from '../redis/client'
import { isDamage } from '../redis/errors'
import { results } from '../redis/revision'
import { byShard, shardOf, shardsOf } from '../redis/shards'
import { decodeWatched } from './codec'

// The states first, everywhere: a plan that changes in between comes with an old version, which no compare-and-set takes.

export async function readCheck(redis: Redis, id: string): Promise<Watched | undefined> {
  const shard = shardOf(redis, id)
  const { states, plans } = namesOf(shard).watch
  const [state, plan] = await Promise.all([shard.hget(states, id), shard.hget(plans, id)])
  return plan && state ? decodeWatched(plan, state) : undefined
}

/** The checks of these ids, in their order, without those that are gone. */
export async function readChecks(redis: Redis, ids: readonly string[]): Promise<Watched[]> {
  return (await readRecords(redis, ids)).flatMap(({ plan, state }) => readable(plan, state))
}

interface CheckRecord {
  readonly id: string
  readonly plan: string
  readonly state: string
}

async function readRecords(redis: Redis, ids: readonly string[]): Promise<CheckRecord[]> {
  const shards = byShard(redis, ids)
  const parts = await Promise.all([...shards].map(([shard, own]) => readOfShard(shard, own)))
  if (parts.length < 2) return parts[0] ?? []
  const found = new Map(parts.flat().map(record => [record.id, record]))
  return ids.flatMap(id => found.get(id) ?? [])
}

async function readOfShard(shard: Redis, ids: readonly string[]): Promise<CheckRecord[]> {
  const { watch } = namesOf(shard)
  const [states, plans] = await Promise.all([
    shard.hmget(watch.states, ...ids),
    shard.hmget(watch.plans, ...ids),
  ])
  return ids.flatMap((id, index) => {
    const [state, plan] = [states[index], plans[index]]
    return state && plan ? [{ id, plan, state }] : []
  })
}

/** None for a damaged record: it must not keep anybody from the others. The sweep notes its id (see `damagedOf`). */
function readable(plan: string, state: string): Watched[] {
  try {
    return [decodeWatched(plan, state)]
  } catch (error) {
    if (!isDamage(error as Error)) throw error
    return []
  }
}

/** The ids among these whose records are there, one half at least, and cannot be read. */
export async function damagedOf(redis: Redis, ids: readonly string[]): Promise<string[]> {
  const parts = [...byShard(redis, ids)].map(async ([shard, own]) => {
    const { watch } = namesOf(shard)
    // In one step: a check that is removed between two readings is no damaged one.
    const multi = shard
      .multi()
      .hmget(watch.states, ...own)
      .hmget(watch.plans, ...own)
    const [states, plans] = results(await multi.exec()) as [(string | null)[], (string | null)[]]
    return own.filter((_id, at) => {
      const [state, plan] = [states[at] ?? '', plans[at] ?? '']
      return state + plan !== '' && readable(plan, state).length === 0
    })
  })
  return (await Promise.all(parts)).flat()
}

/** Checks that are read at once, so that memory does not grow with their number. */
const SCAN = 100
/** Plans that are only looked through. */
const MANY = 1_000

/** Plans or states by their ids, so many at a time. Each id comes once, but for those that are made or go meanwhile. */
export async function* scanHash(
  redis: Redis,
  name: 'plans' | 'states',
  count = SCAN,
): AsyncGenerator<readonly (readonly [id: string, value: string])[]> {
  for (const shard of shardsOf(redis)) yield* scanOfShard(shard, namesOf(shard).watch[name], count)
}

/** The ids of all checks, those whose records are damaged among them, in batches and in no order. */
export async function* scanIds(redis: Redis): AsyncGenerator<readonly string[]> {
  const seen = new Set<string>()
  // A damaged record may have lost one half.
  for (const half of ['states', 'plans'] as const)
    for await (const entries of scanHash(redis, half, MANY)) {
      const fresh = entries.map(([id]) => id).filter(id => !seen.has(id))
      for (const id of fresh) seen.add(id)
      yield fresh
    }
}

/** Slugs and ids, with blanks between these, as the index has them. */
export async function* scanSlugs(
  redis: Redis,
): AsyncGenerator<readonly (readonly [slug: string, ids: string])[]> {
  for (const shard of shardsOf(redis)) yield* scanOfShard(shard, namesOf(shard).watch.slugs, SCAN)
}

async function* scanOfShard(
  redis: Redis,
  key: string,
  count: number,
): AsyncGenerator<readonly (readonly [id: string, value: string])[]> {
  // A scan may return an entry twice while the hash changes its size.
  const seen = new Set<string>()
  let cursor = '0'
  do {
    const [next, flat] = await redis.hscan(key, cursor, 'COUNT', count)
    const fresh: (readonly [string, string])[] = []
    for (let at = 0; at + 1 < flat.length; at += 2) {
      const id = flat[at] ?? ''
      if (seen.has(id)) continue
      seen.add(id)
      fresh.push([id, flat[at + 1] ?? ''])
    }
    if (fresh.length > 0) yield fresh
    cursor = next
  } while (cursor !== '0')
}

/** A check, and the length of its plan and its state as they are stored, in characters. */
export interface Found {
  readonly watched: Watched
  readonly bytes: number
}

/** All checks, those that wait included, in batches and in no order. */
export async function* scanFound(redis: Redis): AsyncGenerator<readonly Found[]> {
  for (const shard of shardsOf(redis)) {
    const { states: key, plans: plansKey } = namesOf(shard).watch
    for await (const states of scanOfShard(shard, key, SCAN)) {
      const plans = await shard.hmget(plansKey, ...states.map(([id]) => id))
      yield states.flatMap(([, state], index) => {
        const plan = plans[index]
        if (!plan) return []
        return readable(plan, state).map(watched => ({ watched, bytes: plan.length + state.length }))
      })
    }
  }
}

/** The same without their lengths. */
export async function* scanChecks(redis: Redis): AsyncGenerator<readonly Watched[]> {
  for await (const found of scanFound(redis)) yield found.map(({ watched }) => watched)
}

/** A check, no matter which, that has the plan's values in these fields; those that wait left aside. */
export async function findAlike(
  redis: Redis,
  plan: CheckPlan,
  fields: readonly (keyof CheckPlan)[],
): Promise<Watched | undefined> {
  // As they stand in the text of a plan, so that hardly any has to be read as JSON.
  const marks = fields.flatMap(field => {
    const value = JSON.stringify(plan[field])
    return value === undefined ? [] : [`"${field}":${value}`]
  })
  for await (const plans of scanHash(redis, 'plans', MANY)) {
    const ids = plans.filter(([, text]) => marks.every(mark => text.includes(mark))).map(([id]) => id)
    const found = await readChecks(redis, ids)
    const alike = found.find(({ check }) => !check.waits && isAlike(check, plan, fields))
    if (alike) return alike
  }
  return undefined
}

/** Where the checks are divided, some of these may be on their way to the slug, or from it: see `divided-plans`. */
export async function idsOfSlug(redis: Redis, slug: string): Promise<string[]> {
  const shard = shardOf(redis, slug)
  return (await shard.hget(namesOf(shard).watch.slugs, slug))?.split(' ') ?? []
}
