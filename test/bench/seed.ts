/** Checks written straight into Redis, in the product's own format: 100,000 of them take some seconds. */
import type { Probe } from '../../src/domain/probes/probe'
import type { Check } from '../../src/domain/watch/check'
import { planOf } from '../../src/domain/watch/check-plan'
import { newState, receive } from '../../src/domain/watch/check-state'
import { dueAfterOf } from '../../src/domain/watch/schedule'
import type { CheckState } from '../../src/domain/watch/state'
import { namesOf, type Redis } from '../../src/io/redis/client'
import { ofShards } from '../../src/io/redis/shards'
import { decodeWatched, encodeState } from '../../src/io/watch/codec'

const AT_ONCE = 1_000
const TAGS = ['backup', 'cron', 'nas', 'office', 'print', 'web']

export interface Seed {
  readonly period: number
  readonly grace: number
  readonly channels: readonly string[]
  /** Whether they have signalled, and are up. */
  readonly isUp: boolean
  readonly probe?: Probe
}

const SEED: Seed = { period: 86_400_000, grace: 3_600_000, channels: [], isUp: true }

/** The flip from new to up is nobody's concern any more. */
const upWithoutFlip = (state: CheckState): CheckState => ({ ...state, flips: 0 })

export function idOf(index: number): string {
  return `5ca1ab1e-0000-4000-8000-${index.toString(16).padStart(12, '0')}`
}

/** Writes the checks numbered `from` up to `to`. */
export async function seedChecks(
  redis: Redis,
  from: number,
  to: number,
  seed: Partial<Seed> = {},
): Promise<void> {
  const { period, grace, channels, isUp, probe }: Seed = { ...SEED, ...seed }
  for (let first = from; first < to; first += AT_ONCE) {
    const now = Date.now()
    const parts = ofShards(redis, shard => ({ writes: shard.pipeline(), watch: namesOf(shard).watch }))
    for (let index = first; index < Math.min(first + AT_ONCE, to); index++) {
      const id = idOf(index)
      const name = `check number ${index}`
      const tag = TAGS[index % TAGS.length] ?? ''
      const schedule = { kind: 'period', period } as const
      const plan = planOf({ name, tags: [tag], schedule, grace, channels, ...(probe && { probe }) })
      const check: Check = { ...plan, id, origin: 'api', createdAt: now }
      const fresh = newState(now, check)
      const signal = { kind: 'success', at: now, detail: {} } as const
      const state = isUp
        ? upWithoutFlip(receive(fresh, signal, check, dueAfterOf(check.schedule)).state)
        : fresh
      const { writes, watch } = parts.of(id)
      writes.hset(watch.plans, id, JSON.stringify(check))
      writes.hset(watch.states, id, encodeState(`${now}`, state))
      if (state.deadline !== undefined) writes.zadd(watch.deadlines, state.deadline, id)
      const slugs = parts.of(check.slug)
      slugs.writes.hset(slugs.watch.slugs, check.slug, id)
    }
    await Promise.all(parts.all.map(({ writes }) => writes.exec()))
  }
}

/** Makes the first checks due at the same moment, without grace; nothing will signal for them. */
export async function dueAt(redis: Redis, count: number, deadline: number): Promise<void> {
  const { watch } = namesOf(redis)
  for (let first = 0; first < count; first += AT_ONCE) {
    const ids = Array.from({ length: Math.min(AT_ONCE, count - first) }, (_, index) => idOf(first + index))
    const [plans, states] = await Promise.all([
      redis.hmget(watch.plans, ...ids),
      redis.hmget(watch.states, ...ids),
    ])
    const writes = redis.pipeline()
    for (const [index, id] of ids.entries()) {
      const { check, state, version } = decodeWatched(plans[index] ?? '', states[index] ?? '')
      writes.hset(watch.plans, id, JSON.stringify({ ...check, grace: 0 }))
      // Another version, so that no process' memory of it stays valid.
      writes.hset(watch.states, id, encodeState(`${version}.due`, { ...state, due: deadline, deadline }))
      writes.zadd(watch.deadlines, deadline, id)
    }
    await writes.exec()
  }
}
