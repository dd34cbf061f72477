/** Checks and their states, as they are stored. */
import type { Watched } from '../../domain/watch/ports'
import { namesOf, type Redis } from '../redis/client'
import { isDamage } from '../redis/errors'
import { decodeWatched } from './codec'

// The states first, everywhere: a plan that changes in between comes with an old version, which no compare-and-set takes.

export async function readCheck(redis: Redis, id: string): Promise<Watched | undefined> {
  const [state, plan] = await Promise.all([
    redis.hget(namesOf(redis).watch.states, id),
    redis.hget(namesOf(redis).watch.plans, id),
  ])
  return plan && state ? decodeWatched(plan, state) : undefined
}

/** The checks of these ids, in their order, without those that are gone. */
export async function readChecks(redis: Redis, ids: readonly string[]): Promise<Watched[]> {
  if (ids.length === 0) return []
  const [states, plans] = await Promise.all([
    redis.hmget(namesOf(redis).watch.states, ...ids),
    redis.hmget(namesOf(redis).watch.plans, ...ids),
  ])
  return ids.flatMap((_id, index) => {
    const [state, plan] = [states[index], plans[index]]
    return state && plan ? readable(plan, state) : []
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

/** The ids among these whose records are there and cannot be read. */
export async function damagedOf(redis: Redis, ids: readonly string[]): Promise<string[]> {
  if (ids.length === 0) return []
  const [states, plans] = await Promise.all([
    redis.hmget(namesOf(redis).watch.states, ...ids),
    redis.hmget(namesOf(redis).watch.plans, ...ids),
  ])
  return ids.filter((_id, index) => {
    const [state, plan] = [states[index], plans[index]]
    return state && plan && readable(plan, state).length === 0
  })
}

/** All checks, those that wait included. */
export async function readAllChecks(redis: Redis): Promise<Watched[]> {
  const [states, plans] = await Promise.all([
    redis.hgetall(namesOf(redis).watch.states),
    redis.hgetall(namesOf(redis).watch.plans),
  ])
  return Object.entries(plans).flatMap(([id, plan]) => {
    const state = states[id]
    return state === undefined ? [] : readable(plan, state)
  })
}

/** All checks but those that wait to be adopted. */
export async function listChecks(redis: Redis): Promise<Watched[]> {
  return (await readAllChecks(redis)).filter(({ check }) => check.waits === undefined)
}

export async function idsOfSlug(redis: Redis, slug: string): Promise<string[]> {
  return (await redis.hget(namesOf(redis).watch.slugs, slug))?.split(' ') ?? []
}
