/** Checks in Redis: any number of webs and workers change them at once, each change a compare-and-set. */
import { randomBytes, randomUUID } from 'node:crypto'
import { StoreUnavailable } from '../../domain/net/unavailable'
import type { Check, CheckPlan, DueAfter, Origin, PlanChanges } from '../../domain/watch/check'
import { newState, pause, receive, resume, silence } from '../../domain/watch/check-state'
import type { Flip } from '../../domain/watch/flip'
import type {
  Admit,
  Changed,
  CheckStore,
  Recorded,
  Schedules,
  Target,
  Watched,
} from '../../domain/watch/ports'
import type { Signal } from '../../domain/watch/signal'
import type { Change, CheckState } from '../../domain/watch/state'
import { ask, type Redis } from '../redis/client'
import { createSave, entryOf, nextVersion } from './batched-saves'
import { createHints } from './check-cache'
import { bounded, decodeBody, decodeSignal, decodeWatched } from './codec'
import { remove, savePlan, saveReplanned } from './plan-saves'
import { CHANNELS, EARS, KEPT, KEYS, withScripts } from './scripts'

/** Races that one call may lose. Each was won by somebody else, so all together never stand still. */
const MOST_RACES = 50

/** `connection`: one of its own, made by `connectStore`. */
export function openCheckStore(connection: Redis, schedules: Schedules): CheckStore {
  const redis = withScripts(connection)
  const save = createSave(redis)
  const hints = createHints()
  let subscriber: Redis | undefined
  let ears: Redis | undefined
  const listeners = new Set<(id: string) => void>()
  let key: string | undefined

  const asked = <T>(work: () => Promise<T>): Promise<T> => ask(connection, work)

  const dueAfterOf = ({ schedule }: CheckPlan): DueAfter => schedules.dueAfter(schedule)

  /** The state first: a plan that is changed in between comes with an old version, and is found out. */
  async function read(id: string): Promise<Watched | undefined> {
    const [state, plan] = await Promise.all([redis.hget(KEYS.states, id), redis.hget(KEYS.plans, id)])
    return plan && state ? decodeWatched(plan, state) : undefined
  }

  async function idsOf(slug: string): Promise<string[]> {
    return (await redis.hget(KEYS.slugs, slug))?.split(' ') ?? []
  }

  /** The id of a check of which there is a hint. */
  async function resolve(target: Target): Promise<{ readonly id: string } | 'unknown' | 'ambiguous'> {
    const slug = 'slug' in target ? target.slug : undefined
    const known = 'id' in target ? target.id : hints.idOf(target.slug)
    if (known !== undefined && hints.get(known)) return { id: known }
    const [id, more] = known === undefined ? await idsOf(slug ?? '') : [known]
    if (more !== undefined) return 'ambiguous'
    if (id === undefined) return 'unknown'
    const [found, sharers] = await Promise.all([read(id), slug === undefined ? [] : idsOf(slug)])
    if (!found) return 'unknown'
    if (sharers.length > 1) return 'ambiguous'
    hints.learn(found)
    if (slug !== undefined) hints.learnSlug(slug, id)
    return { id }
  }

  async function record(target: Target, arrived: Signal, admit?: Admit): Promise<Recorded> {
    const signal = bounded(arrived)
    for (let race = 0; race < MOST_RACES; race++) {
      const resolved = await resolve(target)
      if (typeof resolved === 'string') return { kind: resolved }
      const { id } = resolved
      const looked = hints.get(id)?.check
      const reason = looked && (await admit?.(looked))
      if (reason !== undefined) return { kind: 'refused', reason }
      // From here to the command nothing may wait: the next signal builds on what this one makes.
      const hint = hints.get(id)
      if (!hint || hint.check !== looked) continue
      const { check, state: before } = hint
      const { verdict, duration, state, flips } = receive(before, signal, check, dueAfterOf(check))
      const version = nextVersion(hint.version)
      hints.advance(hint, { check, state, version })
      const kept = verdict === 'too-frequent' ? undefined : entryOf(state, signal, duration)
      const answer = await save(check, hint.version, { version, state, flips }, kept).catch(error => {
        hints.forget(id)
        throw error
      })
      if (answer === 1 && isReminder(check, state, flips, signal)) await askToLook(id)
      if (answer === 1)
        return verdict === 'accepted'
          ? { kind: verdict, check, state, flips }
          : { kind: verdict, check, state }
      // A slug may be another check's by now.
      hints.correct(hint, answer === 0 ? undefined : decodeWatched(...answer))
    }
    throw new StoreUnavailable('too many changes of one check at once')
  }

  /** Changes the state of a check, however often somebody else is faster. */
  async function change(id: string, alter: (watched: Watched) => Change): Promise<Changed> {
    for (let race = 0; race < MOST_RACES; race++) {
      const watched = await read(id)
      if (!watched) return { kind: 'unknown' }
      const { state, flips } = alter(watched)
      const version = nextVersion(watched.version)
      const answer = await save(watched.check, watched.version, { version, state, flips })
      if (answer === 1) return { kind: 'changed', check: watched.check, state, version }
    }
    throw new StoreUnavailable('too many changes of one check at once')
  }

  /** Not in one step with what it is about: should it get lost, the alerts look by themselves every hour. */
  async function askToLook(id: string): Promise<void> {
    await redis.xadd(KEYS.outbox, '*', 'look', JSON.stringify({ check: id }))
  }

  async function create(check: Check, now: number, slugMustBeFree: boolean): Promise<Watched | undefined> {
    const state = newState(now)
    // Starts at the time: a check that is made again under its old id never repeats a version.
    const version = `${now}`
    const made = await savePlan(redis, check, '', { version, state, flips: [] }, '', slugMustBeFree)
    return made === 1 ? { check, state, version } : undefined
  }

  const withSlug = async (slug: string) => {
    const found = await Promise.all((await idsOf(slug)).map(read))
    return found.filter(watched => watched !== undefined)
  }

  return {
    list: () =>
      asked(async () => {
        const [states, plans] = await Promise.all([redis.hgetall(KEYS.states), redis.hgetall(KEYS.plans)])
        return Object.entries(plans).flatMap(([id, plan]) => {
          const state = states[id]
          return state === undefined ? [] : [decodeWatched(plan, state)]
        })
      }),
    get: id => asked(() => read(id)),
    findBySlug: slug => asked(() => withSlug(slug)),
    count: () => asked(() => redis.hlen(KEYS.plans)),

    create: (plan, origin, now, id = randomUUID()) =>
      asked(async () => {
        const made = await create(checkOf(plan, id, origin, now), now, false)
        if (!made) throw new Error(`there is a check ${id} already`)
        return made
      }),

    createForSlug: (plan, now) =>
      asked(async () => {
        for (let race = 0; race < MOST_RACES; race++) {
          const [there] = await withSlug(plan.slug)
          if (there) return { ...there, created: false }
          const made = await create(checkOf(plan, randomUUID(), 'checkin', now), now, true)
          if (made) return { ...made, created: true }
        }
        throw new StoreUnavailable('too many changes of one check at once')
      }),

    update: (id, changes, now) =>
      asked(async () => {
        for (let race = 0; race < MOST_RACES; race++) {
          const watched = await read(id)
          if (!watched) return { kind: 'unknown' }
          if (watched.check.origin === 'ini') return { kind: 'read-only' }
          const saved = await saveReplanned(redis, watched, changed(watched.check, changes), now, dueAfterOf)
          if (saved) return { kind: 'changed', ...saved }
        }
        throw new StoreUnavailable('too many changes of one check at once')
      }),

    remove: id =>
      asked(async () => {
        for (let race = 0; race < MOST_RACES; race++) {
          const watched = await read(id)
          if (!watched) return 'unknown'
          if (watched.check.origin === 'ini') return 'read-only'
          if (await remove(redis, watched)) return 'removed'
        }
        throw new StoreUnavailable('too many changes of one check at once')
      }),

    record: (target, signal, admit) => asked(() => record(target, signal, admit)),
    pause: (id, now) => asked(() => change(id, ({ check, state }) => pause(state, check, now))),
    resume: (id, now) =>
      asked(() => change(id, ({ check, state }) => resume(state, check, now, dueAfterOf(check)))),
    silence: (id, until) =>
      asked(async () => {
        const silenced = await change(id, ({ state }) => silence(state, until))
        if (silenced.kind === 'changed') await askToLook(id)
        return silenced
      }),

    history: (id, limit = KEPT.signals) =>
      asked(async () => (await redis.lrange(KEYS.log(id), 0, limit - 1)).map(decodeSignal)),
    bodies: id => asked(async () => (await redis.lrange(KEYS.bodies(id), 0, -1)).map(decodeBody)),
    flips: (id, limit = KEPT.flips) =>
      asked(async () =>
        (await redis.lrange(KEYS.flips(id), 0, limit - 1)).map(text => JSON.parse(text) as Flip),
      ),

    pingKey: () =>
      asked(async () => {
        if (key !== undefined) return key
        await redis.set(KEYS.pingKey, randomBytes(16).toString('base64url'), 'NX')
        key = (await redis.get(KEYS.pingKey)) ?? undefined
        if (key === undefined) throw new StoreUnavailable('Redis lost the ping key at once')
        return key
      }),

    onChange: async listener => {
      listeners.add(listener)
      const channel = subscribed()
      await channel.subscribe(CHANNELS.changed)
      return {
        close: () => {
          listeners.delete(listener)
          if (listeners.size === 0) channel.unsubscribe(CHANNELS.changed).catch(() => {}) // gone with its connection
        },
      }
    },

    listen: async () => {
      ears ??= duplicate({ connectionName: EARS })
      // A connection that waits for messages is not closed for being idle.
      await ears.subscribe(EARS)
    },

    close: async () => {
      ears?.disconnect()
      subscriber?.disconnect()
      connection.disconnect()
    },
  }

  /** Redis wants connections of their own for listening; they come back by themselves and subscribe again. */
  function duplicate(options: { connectionName?: string }): Redis {
    const made = connection.duplicate({
      ...options,
      commandTimeout: undefined, // what was not heard of in time would never be subscribed to
      enableOfflineQueue: true,
      maxRetriesPerRequest: null,
      autoResendUnfulfilledCommands: true,
      enableAutoPipelining: false,
    })
    made.on('error', () => {}) // the store's own connection reports the same
    return made
  }

  function subscribed(): Redis {
    if (subscriber) return subscriber
    subscriber = duplicate({})
    subscriber.on('message', (channel, ids) => {
      if (channel === CHANNELS.changed)
        for (const id of ids.split(' ')) for (const listener of listeners) listener(id)
    })
    return subscriber
  }
}

/** It failed, was down already, and every failure is to be told. */
function isReminder(
  { reminders }: Check,
  { status }: CheckState,
  flips: readonly Flip[],
  { kind }: Signal,
): boolean {
  return reminders === 'always' && kind === 'fail' && status === 'down' && flips.length === 0
}

function checkOf(plan: CheckPlan, id: string, origin: Origin, now: number): Check {
  return { ...plan, id, origin, createdAt: now }
}

function changed(check: Check, changes: PlanChanges): Check {
  return Object.fromEntries(
    Object.entries({ ...check, ...changes }).filter(([, value]) => value !== undefined),
  ) as unknown as Check
}
