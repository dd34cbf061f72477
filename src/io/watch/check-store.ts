/** Checks in Redis: any number of webs and workers change them at once, each change a compare-and-set. */
import { randomUUID } from 'node:crypto'
import { type Check, isProvided, type Origin } from '../../domain/watch/check'
import { withChanges } from '../../domain/watch/check-plan'
import type { Flip } from '../../domain/watch/flip'
import { acknowledge, pause, resume, silence } from '../../domain/watch/interventions'
import type { CheckPlan } from '../../domain/watch/plan-fields'
import type { Changed, CheckStore, Schedules, Watched } from '../../domain/watch/ports'
import type { DueAfter } from '../../domain/watch/schedule'
import { type Change, editedAgain } from '../../domain/watch/state'
import { type Making, madeBy } from '../../domain/watch/waiting'
import { forRequest, forRequestAt, namesOf, type Redis } from '../redis/client'
import { remembered } from '../redis/remembered'
import { idBeside, shardOf, shardsOf } from '../redis/shards'
import { createTurns } from '../turns'
import { KEPT, openSaves } from './batched-saves'
import { nextVersion } from './change-args'
import { openChangeFeed } from './change-feed'
import { openCheckLists } from './check-lists'
import { decodeBody, decodeSignal } from './codec'
import { creationOrder } from './creation-order'
import { openPlanSaves } from './divided-plans'
import { openNotes } from './notes'
import { requestReview } from './outbox'
import { openPast } from './past-store'
import { readPingKey } from './ping-key'
import { LOST, untilWon } from './races'
import { damagedOf, findAlike, idsOfSlug, readCheck, readChecks, scanChecks } from './read-checks'
import { createRecord } from './record-signal'
import { readTimes } from './time-rings'
import { openWaitingStore } from './waiting-store'

/** Checks that are read together. */
const AT_ONCE = 100

/**
 * @param connection one of its own, made by `connectStore`
 * @param messageTaker for a program for 0MQ: its name while several take messages; else empty
 */
export function openCheckStore(
  connection: Redis,
  schedules: Schedules,
  messageTaker?: (shard: Redis) => string,
): CheckStore {
  const { watch: keys } = namesOf(connection)
  const feed = openChangeFeed(connection)
  const save = openSaves(connection, messageTaker ?? feed.taker, messageTaker ? 'messages' : 'web')
  const plans = openPlanSaves(connection)
  const pingKey = remembered(() => readPingKey(connection))
  const inTurn = createTurns()
  const waiting = openWaitingStore(connection)

  const inTime = <T>(work: () => Promise<T>): Promise<T> => forRequest(connection, work)
  const inTimeAt = <T>(text: string, work: () => Promise<T>): Promise<T> =>
    forRequestAt(connection, text, work)
  const dueAfterOf = ({ schedule }: CheckPlan): DueAfter => schedules.dueAfter(schedule)
  const record = createRecord(connection, save, dueAfterOf)

  async function withSlug(slug: string): Promise<Watched[]> {
    const ids = await idsOfSlug(connection, slug)
    const found = await Promise.all(ids.map(id => readCheck(connection, id)))
    return found.filter(watched => watched !== undefined).filter(({ check }) => check.slug === slug)
  }

  /** Changes the state of a check, however often somebody else is faster. */
  function change(id: string, alter: (watched: Watched) => Change): Promise<Changed> {
    return untilWon(async () => {
      const watched = await readCheck(connection, id)
      if (!watched) return { kind: 'unknown' }
      const { check } = watched
      const { state, flips } = alter(watched)
      const version = nextVersion(watched.version)
      const saved = await save(watched, { version, state, flips })
      return saved === 1 ? { kind: 'changed', check, state, version } : LOST
    })
  }

  /** Does `work` on a check that the page or the API may change. */
  function onEditable<T>(
    id: string,
    work: (watched: Watched) => Promise<T | typeof LOST>,
  ): Promise<T | 'unknown' | 'read-only'> {
    return untilWon(async () => {
      const watched = await readCheck(connection, id)
      if (!watched) return 'unknown'
      return isProvided(watched.check) ? 'read-only' : await work(watched)
    })
  }

  /** `limit`: 0 for all. */
  function newest(id: string, list: 'log' | 'bodies' | 'flips', limit = 0): Promise<string[]> {
    const shard = shardOf(connection, id)
    return shard.lrange(namesOf(shard).watch[list](id), 0, limit - 1)
  }

  return {
    lists: openCheckLists(connection),
    scan: async function* () {
      const batches = scanChecks(connection)
      for (;;) {
        const { done, value } = await inTime(() => batches.next())
        if (done) return
        yield value.filter(({ check }) => check.waits === undefined)
      }
    },
    byCreation: async function* () {
      const order = await creationOrder(connection, inTime)
      for (const ids of order.batches(AT_ONCE)) yield await inTime(() => readChecks(connection, ids))
    },
    waiting: () => inTime(waiting.waiting),
    room: () => inTime(waiting.room),
    getAll: ids => inTime(() => readChecks(connection, ids)),
    damagedOf: ids => inTime(() => damagedOf(connection, ids)),
    get: id => inTimeAt(id, () => readCheck(connection, id)),
    partsOf: id => inTime(async () => readChecks(connection, await connection.smembers(keys.parts(id)))),
    findBySlug: slug => inTimeAt(slug, () => withSlug(slug)),
    count: () =>
      inTime(async () => {
        const sizes = await Promise.all(shardsOf(connection).map(one => one.hlen(namesOf(one).watch.plans)))
        return sizes.reduce((sum, size) => sum + size, 0)
      }),

    create: (plan, origin, now, id, making?: Making) =>
      inTime(() =>
        untilWon(async () => {
          const made = await plans.create(checkOf(plan, id ?? randomUUID(), origin, now, making), now)
          if (!made && id !== undefined) throw new Error(`there is a check ${id} already`)
          return made ?? LOST
        }),
      ),

    createForSlug: (plan, now, making) =>
      inTime(() =>
        untilWon(async () => {
          const [there] = await withSlug(plan.slug)
          if (there) return { ...there, created: false }
          const check = checkOf(plan, randomUUID(), 'checkin', now, making)
          const made = await plans.create(check, now, { slugMustBeFree: true })
          return made ? { ...made, created: true } : LOST
        }),
      ),

    findAlike: (plan, fields) => inTime(() => findAlike(connection, plan, fields)),

    createUnlessAlike: (plan, fields, origin, now) =>
      // In turns, since of several at once all but one would have to read the checks again.
      inTurn(() =>
        inTime(() =>
          untilWon(async () => {
            // Whatever is made alike belongs into the same part, so that one revision shows it.
            const id = idBeside(connection, JSON.stringify(fields.map(field => plan[field])))
            const revisionBefore = await plans.revision(id)
            const there = await findAlike(connection, plan, fields)
            if (there) return { ...there, created: false }
            const check = checkOf(plan, id, origin, now)
            const made = await plans.create(check, now, { revisionBefore })
            return made ? { ...made, created: true } : LOST
          }),
        ),
      ),

    update: (id, changes, now) =>
      inTime(async () => {
        const saved = await onEditable(
          id,
          async watched =>
            (await plans.replace(watched, withChanges(watched.check, changes), now, dueAfterOf)) ?? LOST,
        )
        return typeof saved === 'string' ? { kind: saved } : { kind: 'changed', ...saved }
      }),

    updateUnless: (isTaken, id, changes, now) =>
      inTime(async () => {
        const saved = await onEditable(id, async watched => {
          if (isTaken(watched.check)) return { kind: 'taken', ...watched } as const
          const next = withChanges(watched.check, changes)
          const changed = await plans.replace(watched, next, now, dueAfterOf)
          return changed ? ({ kind: 'changed', ...changed } as const) : LOST
        })
        return typeof saved === 'string' ? { kind: saved } : saved
      }),

    adopt: (id, changes, now) =>
      inTime(async () => {
        const saved = await onEditable(id, async watched => {
          const { waits: _noMore, ...check } = withChanges(watched.check, changes)
          return (await plans.replace(watched, check, now, dueAfterOf)) ?? LOST
        })
        return typeof saved === 'string' ? { kind: saved } : { kind: 'changed', ...saved }
      }),

    remove: id =>
      inTime(() => onEditable(id, async watched => ((await plans.remove(watched)) ? 'removed' : LOST))),

    record,
    pause: (id, now) =>
      inTimeAt(id, () => change(id, ({ check, state }) => edited('touched', pause(state, check, now)))),
    resume: (id, now) =>
      inTimeAt(id, () =>
        change(id, ({ check, state }) => edited('touched', resume(state, check, now, dueAfterOf(check)))),
      ),
    silence: (id, until) =>
      inTimeAt(id, async () => {
        const silenced = await change(id, ({ state }) => edited('silenceEdited', silence(state, until)))
        if (silenced.kind === 'changed') await requestReview(connection, id)
        return silenced
      }),
    acknowledge: (id, by, now) =>
      inTime(async () => {
        const acknowledged = await change(id, ({ state }) => {
          const next = acknowledge(state, by, now)
          return next.state.acknowledged === state.acknowledged ? next : edited('acknowledgementEdited', next)
        })
        if (acknowledged.kind === 'changed') await requestReview(connection, id)
        return acknowledged
      }),

    history: (id, limit = KEPT.signals) =>
      inTimeAt(id, async () => (await newest(id, 'log', limit)).map(decodeSignal)),
    bodies: id => inTimeAt(id, async () => (await newest(id, 'bodies')).map(decodeBody)),
    past: openPast(connection),
    notes: openNotes(connection),
    times: (id, now) => inTimeAt(id, () => readTimes(connection, id, now)),
    flips: (id, limit = KEPT.flips) =>
      inTimeAt(id, async () => {
        const flips = await newest(id, 'flips', limit)
        return flips.map(text => JSON.parse(text) as Flip)
      }),

    pingKey: () => inTime(pingKey),

    onChange: feed.onChange,
    listen: feed.listen,

    close: async () => {
      await feed.close()
      connection.disconnect()
    },
  }
}

/** The change of a person, which counts in a group. */
function edited(
  part: 'touched' | 'silenceEdited' | 'acknowledgementEdited',
  { state, flips }: Change,
): Change {
  return { state: { ...state, [part]: editedAgain(state[part], Math.random()) }, flips }
}

function checkOf(plan: CheckPlan, id: string, origin: Origin, now: number, making?: Making): Check {
  return { ...plan, id, origin, createdAt: now, ...(making && madeBy(making)) }
}
