/** The checks of the group in this watch's Redis: its own, and copies of those of other members. */
import type { Alerting } from '../../domain/alerts/alerting'
import { type GroupEntry, type LogEntry, WINDOW_NEWS } from '../../domain/peers/group'
import type { GroupCopies, OwnCopy } from '../../domain/peers/group-ports'
import { firstDecidedAt } from '../../domain/peers/merge-incident'
import { lastSignalOf } from '../../domain/peers/merge-state'
import { GROUP_NEWS, MOST_NEWS, MOST_OUTCOMES, type Told, turned } from '../../domain/peers/told'
import { type Check, isShared } from '../../domain/watch/check'
import type { Flip } from '../../domain/watch/flip'
import type { Schedules, Watched } from '../../domain/watch/ports'
import { copyOf } from '../../domain/watch/state'
import { decodeAlerting } from '../alerts/codec'
import { namesOf, type Redis } from '../redis/client'
import { defineScript } from '../redis/script'
import { createSave } from '../watch/batched-saves'
import { nextVersion } from '../watch/change-args'
import { requestReview } from '../watch/outbox'
import { createPlanSaves } from '../watch/plan-saves'
import { damagedOf, readChecks, scanChecks } from '../watch/read-checks'
import { openGroupWindows } from './group-windows'
import { createAges } from './signal-ages'
import tellLua from './tell.lua' with { type: 'text' }

interface Own {
  /** The id of this watch. */
  readonly self: string
  readonly schedules: Schedules
  /** Milliseconds of a clock that nobody sets. */
  readonly steady: () => number
  readonly now: () => number
}

/** Removed checks that are remembered. */
const MOST_GONE = 20_000
/**
 * Milliseconds for which it is remembered what was told of them, longer than five members take to take over, one after the
 * other; and that they are gone: a member may be away for weeks, and still have them.
 */
const KEPT_MS = { told: 12 * 3_600_000, gone: 30 * 24 * 3_600_000 } as const

export function openGroupCopies(
  connection: Redis,
  { self, schedules, steady, now: clock }: Own,
): GroupCopies {
  const { watch, alerts, peers, messages } = namesOf(connection)
  const plans = createPlanSaves(connection)
  const save = createSave(connection)
  const dueAfterOf = ({ schedule }: Check) => schedules.dueAfter(schedule)
  const runTell = defineScript<string | null>(connection, tellLua)
  const ages = createAges(steady, clock)
  const windows = openGroupWindows(connection, self)
  /** The checks that others were given. */
  const shown = new Set<string>()

  async function toldOf(ids: readonly string[]): Promise<Told[]> {
    if (ids.length === 0) return []
    const found = await connection.hmget(peers.told, ...ids)
    return found.map(text => (text === null ? {} : (JSON.parse(text) as Told)))
  }

  /** Returns which of these checks are known to be gone. */
  async function goneOf(ids: readonly string[]): Promise<ReadonlySet<string>> {
    if (ids.length === 0) return new Set()
    const since = await connection.zmscore(peers.gone, ...ids)
    return new Set(ids.filter((_id, at) => since[at] !== null))
  }

  async function noteGone(ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return
    await connection.zadd(peers.gone, 'NX', ...ids.flatMap(id => [clock(), id]))
    await connection.zremrangebyrank(peers.gone, 0, -MOST_GONE - 1)
  }

  /** The last flip of each, and the memory of its alerts. */
  async function historiesOf(ids: readonly string[], now: number) {
    const memories = await connection.hmget(alerts.memory, ...ids)
    const flips = await Promise.all(ids.map(id => connection.lindex(watch.flips(id), 0)))
    return ids.map((_id, at) => {
      const [flip, memory] = [flips[at], memories[at]]
      const alerting: Alerting | undefined = memory ? decodeAlerting(memory) : undefined
      const { incident } = alerting ?? {}
      const decidedAt = incident && firstDecidedAt(incident)
      return {
        ...(flip && { flip: JSON.parse(flip) as Flip }),
        ...(incident && { incident }),
        ...(decidedAt !== undefined && { incidentAge: ages.ageOf(decidedAt, now) }),
      }
    })
  }

  function entryOf({ check, state }: Watched, now: number): Omit<GroupEntry, 'told' | 'flip' | 'incident'> {
    const { home = self, ...plan } = check
    const shift = copyOf(state)?.shift ?? 0
    const at = state.lastSignalAt === undefined ? undefined : state.lastSignalAt + shift
    return {
      id: check.id,
      home,
      check: plan,
      state,
      ...lastSignalOf(state, self),
      ...(at !== undefined && { age: ages.ageOf(at, now) }),
      ...(at !== undefined && ages.isSure(at) && { isAgeSure: true }),
      clock: now - shift,
    }
  }

  const withTold = (told: Told) => (Object.keys(told).length > 0 ? { told } : {})

  return {
    read: async ids => {
      const [checks, told] = await Promise.all([readChecks(connection, ids), toldOf(ids)])
      const byId = new Map(checks.map(watched => [watched.check.id, watched] as const))
      const gone = await goneOf(ids.filter(id => !byId.has(id)))
      return new Map(
        ids.map((id, at): [string, OwnCopy] => {
          const watched = byId.get(id)
          const isGone = gone.has(id) || undefined
          return [id, { ...(watched && { watched }), told: told[at] ?? {}, ...(isGone && { isGone }) }]
        }),
      )
    },

    create: async ({ check, home }, begun, now) =>
      await plans.create({ ...check, origin: 'peer', home }, now, { begun }),

    replan: async (before, { check, home }, now) =>
      await plans.replace(before, { ...check, origin: 'peer', home }, now, dueAfterOf),

    save: async (before, { state, flips }) =>
      (await save(before, { version: nextVersion(before.version), state, flips })) === 1,

    // Its outcomes stay for a while, since its alerts end now.
    remove: async watched => {
      await noteGone([watched.check.id])
      return await plans.remove(watched)
    },

    noteGone: id => noteGone([id]),

    noteBack: async id => {
      await connection.zrem(peers.gone, id)
    },

    tell: async (id, told) => {
      const after = await runTell(
        [peers.told],
        [id, JSON.stringify(told), id === GROUP_NEWS ? MOST_NEWS : MOST_OUTCOMES],
      )
      if (after !== null) await connection.publish(messages.changed, id)
    },

    forgetGone: async () => {
      const told = (await readToldIds(connection)).filter(id => id !== GROUP_NEWS)
      const isHere = await Promise.all(told.map(id => connection.hexists(watch.plans, id)))
      await noteGone(told.filter((_id, at) => isHere[at] === 0))
      const old = await connection.zrangebyscore(peers.gone, 0, clock() - KEPT_MS.told)
      if (old.length > 0) await connection.hdel(peers.told, ...old)
      await connection.zremrangebyscore(peers.gone, 0, clock() - KEPT_MS.gone)
    },

    copiesOf: async home => {
      const ids: string[] = []
      for await (const some of scanChecks(connection))
        for (const { check } of some) if (check.home === home) ids.push(check.id)
      return ids
    },

    entries: async (ids, now) => {
      if (ids.length === 0) return []
      const [checks, told, histories] = await Promise.all([
        readChecks(connection, ids),
        toldOf(ids).then(all => all.map(one => turned(one, now))),
        historiesOf(ids, now),
      ])
      const lists = ids.includes(WINDOW_NEWS) ? [...(await windows.all())] : []
      const byId = new Map(checks.map(watched => [watched.check.id, watched] as const))
      const unread = ids.filter(id => !byId.has(id))
      const damaged = new Set(unread.length === 0 ? [] : await damagedOf(connection, unread))
      return ids.flatMap((id, at): LogEntry[] => {
        const watched = byId.get(id)
        if (id === WINDOW_NEWS) return lists.map(([home, list]) => ({ id, home, ...list }))
        if (id === GROUP_NEWS) return [{ id, home: self, told: told[at] ?? {} }]
        if (damaged.has(id)) return [{ id, home: self, isDamaged: true, ...withTold(told[at] ?? {}) }]
        if (watched === undefined) return [{ id, home: self, isGone: true, ...withTold(told[at] ?? {}) }]
        if (!isShared(watched.check)) return shown.has(id) ? [{ id, home: self, isGone: true }] : []
        shown.add(id)
        return [{ ...entryOf(watched, now), ...histories[at], told: told[at] ?? {} }]
      })
    },

    ageOf: ages.ageOf,
    isAgeSure: ages.isSure,

    review: id => requestReview(connection, id),

    windows,
  }
}

/** The ids of the checks, those that are gone among them, and of the news, of which something was told. */
export async function readToldIds(connection: Redis): Promise<readonly string[]> {
  return await connection.hkeys(namesOf(connection).peers.told)
}
