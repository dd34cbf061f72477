/** The watch's side of the worker: what time does to checks, and what the watch knows of its own outages. */

import type { Clock } from '../../domain/time/clock'
import type { Check, DueAfter } from '../../domain/watch/check'
import { amnesty, lapse } from '../../domain/watch/check-state'
import type { Schedules, SweepStore, Watched } from '../../domain/watch/ports'
import type { DeafSpan } from '../../domain/watch/state'
import type { Redis } from '../redis/client'
import { createSave, nextVersion } from './batched-saves'
import { decodeWatched } from './codec'
import { CHANNELS, EARS, KEYS, withScripts } from './scripts'

/** `connection`: one of its own, made by `connectWorker`. It waits for Redis however long that takes. */
export function openSweepStore(connection: Redis, schedules: Schedules, now: Clock): SweepStore {
  const redis = withScripts(connection)
  const save = createSave(redis)
  let subscriber: Redis | undefined
  const dueAfterOf = ({ schedule }: Check): DueAfter => schedules.dueAfter(schedule)

  async function all(): Promise<Watched[]> {
    // The states first: see `read` in check-store.
    const [states, plans] = await Promise.all([redis.hgetall(KEYS.states), redis.hgetall(KEYS.plans)])
    return Object.entries(plans).flatMap(([id, plan]) => {
      const state = states[id]
      return state === undefined ? [] : [decodeWatched(plan, state)]
    })
  }

  async function markedAlive(): Promise<number | undefined> {
    const said = await redis.get(KEYS.alive)
    return said === null ? undefined : Number(said)
  }

  async function one(id: string): Promise<Watched | undefined> {
    const [state, plan] = await Promise.all([redis.hget(KEYS.states, id), redis.hget(KEYS.plans, id)])
    return plan && state ? decodeWatched(plan, state) : undefined
  }

  /** Undefined: its moment does not matter to the gap; else the id of a check that is still to be heard. */
  async function forgive(watched: Watched, gap: DeafSpan): Promise<string | undefined> {
    for (let present: Watched | undefined = watched; present; present = await one(watched.check.id)) {
      const { check, state, version } = present
      const forgiven = amnesty(state, check, gap, now(), dueAfterOf(check))
      if (forgiven === state) return undefined
      const next = { version: nextVersion(version), state: forgiven, flips: [] }
      if ((await save(check, version, next)) === 1) return check.id
    }
    return undefined
  }

  return {
    due: async (moment, limit) => {
      const ids = await redis.zrangebyscore(KEYS.deadlines, '-inf', `${moment}`, 'LIMIT', '0', `${limit}`)
      if (ids.length === 0) return []
      const [states, plans] = await Promise.all([
        redis.hmget(KEYS.states, ...ids),
        redis.hmget(KEYS.plans, ...ids),
      ])
      return ids.flatMap((_id, i) => {
        const [state, plan] = [states[i], plans[i]]
        return state && plan ? [decodeWatched(plan, state)] : []
      })
    },

    nextDeadline: async () => {
      const [, score] = await redis.zrange(KEYS.deadlines, 0, '0', 'WITHSCORES')
      return score === undefined ? undefined : Number(score)
    },

    lapse: async (watched, moment) => {
      const saved = await Promise.all(
        watched.map(async ({ check, state: before, version }) => {
          const { state, flips } = lapse(before, check, moment)
          const answer = await save(check, version, { version: nextVersion(version), state, flips })
          return answer === 1 ? flips.length : 0
        }),
      )
      return saved.reduce((sum, flips) => sum + flips, 0)
    },

    listeningFor: async () => {
      const clients = (await redis.client('LIST', 'TYPE', 'PUBSUB')) as string
      const ages = clients
        .split('\n')
        .filter(line => line.includes(` name=${EARS} `))
        .map(line => Number(/ age=(\d+) /.exec(line)?.[1] ?? 0) * 1000)
      return ages.length === 0 ? undefined : Math.max(...ages)
    },

    lastHeard: async before => {
      const [said, watched] = await Promise.all([markedAlive(), all()])
      const moments = watched
        .flatMap(({ state }) => state.lastSignalAt ?? [])
        .filter(moment => moment < before)
      if (said !== undefined) moments.push(said)
      return moments.length === 0 ? undefined : moments.reduce((a, b) => Math.max(a, b))
    },

    markedAlive,

    markAlive: async moment => void (await redis.watchMarkAlive(KEYS.alive, KEYS.plans, `${moment}`)),

    grantAmnesty: async (gap, tell) => {
      const before = (await redis.get(KEYS.alive)) ?? ''
      const forgiven = await Promise.all((await all()).map(watched => forgive(watched, gap)))
      const awaited = forgiven.filter(id => id !== undefined)
      const digest = tell && awaited.length > 0 ? JSON.stringify({ gap, at: gap.to, awaited }) : ''
      await redis.watchEndGap(KEYS.alive, KEYS.outbox, before, `${gap.to}`, digest)
      return awaited.length
    },

    subscribe: async ({ earlier, back }) => {
      subscriber = connection.duplicate()
      let lostAt: number | undefined
      subscriber.on('error', () => {}) // the store's own connection reports the same
      subscriber.on('message', () => earlier())
      subscriber.on('close', () => {
        lostAt ??= now()
      })
      subscriber.on('ready', () => {
        if (lostAt === undefined) return
        back(lostAt)
        lostAt = undefined
      })
      await subscriber.subscribe(CHANNELS.wake)
    },

    close: async () => {
      subscriber?.disconnect()
      connection.disconnect()
    },
  }
}
