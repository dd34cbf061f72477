/** The sweep's side of the store: the effects of time on checks, and the record of the watch's own outages. */
import type { Clock } from '../../domain/time/clock'
import { amnesty, isForgiven } from '../../domain/watch/amnesty'
import type { Check } from '../../domain/watch/check'
import { lapse } from '../../domain/watch/check-state'
import type { Door } from '../../domain/watch/doors'
import { createIdList } from '../../domain/watch/id-list'
import type { Schedules, Watched } from '../../domain/watch/ports'
import type { DueAfter } from '../../domain/watch/schedule'
import type { CheckState, DeafSpan } from '../../domain/watch/state'
import type { DoorStore, Judging, SweepStore } from '../../domain/watch/sweep-store'
import { namesOf, type Redis } from '../redis/client'
import { defineScript } from '../redis/script'
import { AWAY_KEPT, SHORTEST_AWAY_MS } from './away'
import { createSave } from './batched-saves'
import { nextVersion } from './change-args'
import endDeafSpanLua from './end-deaf-span.lua' with { type: 'text' }
import { callRoll, doorKeys, isAttended } from './listening'
import markAliveLua from './mark-alive.lua' with { type: 'text' }
import { LOST, untilWon } from './races'
import { damagedOf, readCheck, readChecks, scanHash } from './read-checks'

/**
 * The moment of the last signal in a state as it is stored; undefined where there was none, or one by another door, or
 * where it is damaged.
 */
function lastSignalIn(stored: string, door: Door): number | undefined {
  if (/"byMessage":true/.test(stored) !== (door === 'messages')) return undefined
  const at = /"lastSignalAt":(\d+)/.exec(stored)?.[1]
  return at === undefined ? undefined : Number(at)
}

/** A damaged record is looked at again after so long. */
const DAMAGED_MS = 3_600_000

/** Checks that an amnesty reads at once. */
const RANGE = 200

const DOORS: readonly Door[] = ['web', 'messages']

interface Due {
  readonly watched: Watched
  /** In which the process that took its last check-in may have missed one. */
  readonly gap?: DeafSpan
}

/**
 * Returns the last break of the connection, once it is over: the server may have begun anew in it, without the looks that
 * only its memory had.
 */
function followBreaks(connection: Redis, now: Clock): () => DeafSpan | undefined {
  let lostAt: number | undefined
  let last: DeafSpan | undefined
  connection.on('close', () => {
    lostAt ??= now()
  })
  connection.on('ready', () => {
    if (lostAt !== undefined) last = { from: lostAt, to: now() }
    lostAt = undefined
  })
  return () => last
}

/** `connection`: one of its own, made by `connectWorker`. It waits for Redis however long that takes. */
export function openSweepStore(connection: Redis, schedules: Schedules, now: Clock): SweepStore {
  const { messages, watch: keys } = namesOf(connection)
  const save = createSave(connection)
  const runMarkAlive = defineScript<0 | 1>(connection, markAliveLua)
  const runEndDeafSpan = defineScript<0 | 1>(connection, endDeafSpanLua)
  let subscriber: Redis | undefined
  const lastBreak = followBreaks(connection, now)
  const dueAfterOf = ({ schedule }: Check): DueAfter => schedules.dueAfter(schedule)

  /** The id of a check that has got more time and still has to signal; undefined where the gap does not matter to it. */
  function forgive(watched: Watched, gap: DeafSpan): Promise<string | undefined> {
    let present: Watched | undefined = watched
    return untilWon(async () => {
      present ??= await readCheck(connection, watched.check.id)
      if (!present) return undefined
      const { check, state, version } = present
      const forgiven = amnesty(state, check, gap, now(), dueAfterOf(check))
      // Another worker may have been faster, and may have died since.
      if (forgiven === state) return isForgiven(state, gap) ? check.id : undefined
      const next = { version: nextVersion(version), state: forgiven, flips: [] }
      if ((await save(present, next)) === 1) return check.id
      present = undefined
      return LOST
    })
  }

  /**
   * The ids of the checks that time can change, the most urgent first, a range of deadlines at a time. A check whose deadline
   * moves meanwhile may come twice; none is left out, whatever moves.
   */
  async function* byDeadline(): AsyncGenerator<readonly string[]> {
    let from = '-inf'
    /** Of the last deadline of the range before, at which the next one begins. */
    let met = new Set<string>()
    for (;;) {
      const limit = RANGE + met.size
      const range = [from, '+inf', 'WITHSCORES', 'LIMIT', '0', `${limit}`] as const
      const flat = await connection.zrangebyscore(keys.deadlines, ...range)
      const last = flat.at(-1)
      if (last === undefined) return
      const ids = flat.filter((_text, at) => at % 2 === 0)
      const fresh = ids.filter(id => !met.has(id))
      if (fresh.length > 0) yield fresh
      if (ids.length < limit) return
      met = new Set(ids.filter((_id, at) => flat[2 * at + 1] === last))
      from = last
    }
  }

  /** Nobody can judge a damaged record: its deadline is put off, so that the others have their turn, and it is noted. */
  async function putOffDamaged(ids: readonly string[], moment: number): Promise<void> {
    const damaged = await damagedOf(connection, ids)
    if (damaged.length === 0) return
    const later = damaged.flatMap(id => [moment + DAMAGED_MS, id])
    await connection
      .multi()
      .zadd(keys.deadlines, 'XX', ...later)
      .sadd(keys.damaged, ...damaged)
      .exec()
  }

  /** By ids: the processes that took the last check-ins, where some of that door are in doubt. */
  async function takersOf(found: readonly Watched[], door: Door, { attended }: Judging) {
    if (found.length === 0 || (attended[door]?.doubts.size ?? 0) === 0) return []
    return await connection.hmget(doorKeys(connection, door).takers, ...found.map(({ check }) => check.id))
  }

  /** Leaves out those whose sender may have tried in vain: its door, or the process that it knows, was not certainly there. */
  async function judgeable(found: readonly Watched[], judging: Judging): Promise<readonly Due[]> {
    const [web, messages] = await Promise.all(DOORS.map(door => takersOf(found, door, judging)))
    const takers = { web, messages }
    return found.flatMap((watched, at): Due[] => {
      const door = judging.doorOf(watched)
      const taken = judging.attended[door]
      const { deadline = 0 } = watched.state
      if (taken === undefined || deadline > taken.confirmed) return []
      const doubt = taken.doubts.get(takers[door]?.[at] ?? '')
      if (doubt === undefined) return [{ watched }]
      if (deadline > doubt.confirmed) return []
      return [doubt.gap ? { watched, gap: doubt.gap } : { watched }]
    })
  }

  /**
   * Gives a check more time where a check-in may have been lost in its gap, or looks with the memory of Redis. Returns
   * whether it was due to get some.
   */
  async function rearm({ watched, gap }: Due): Promise<boolean> {
    const { check, state, version } = watched
    const spans = [gap, check.probe && lastBreak()]
    const afterSpan = (before: CheckState, span: DeafSpan | undefined) =>
      span === undefined ? before : amnesty(before, check, span, now(), dueAfterOf(check))
    const forgiven = spans.reduce(afterSpan, state)
    if (forgiven === state) return false
    await save(watched, { version: nextVersion(version), state: forgiven, flips: [] })
    return true
  }

  async function judgedOf(moment: number, limit: number, judging?: Judging): Promise<readonly Due[]> {
    const judged: Due[] = []
    for (let read = 0; judged.length < limit; ) {
      const range = ['-inf', `${moment}`, 'LIMIT', `${read}`, `${limit}`] as const
      const ids = await connection.zrangebyscore(keys.deadlines, ...range)
      const found = await readChecks(connection, ids)
      if (found.length < ids.length) await putOffDamaged(ids, moment)
      judged.push(...(judging ? await judgeable(found, judging) : found.map(watched => ({ watched }))))
      read += ids.length
      if (ids.length < limit) break
    }
    return judged
  }

  function doorStore(door: Door): DoorStore {
    const [alive, away] = door === 'web' ? [keys.alive, keys.away] : [keys.aliveMessages, keys.awayMessages]

    const { heard: heardKey } = doorKeys(connection, door)

    /** The newest signal before a moment; undefined where its key does not say. */
    async function heardBefore(moment: number): Promise<number | undefined> {
      const noted = await connection.hmget(heardKey, 'last', 'before', 'since')
      const [latest = NaN, earlier = NaN, since = NaN] = noted.map(text =>
        text === null ? NaN : Number(text),
      )
      if (latest < moment) return latest
      return since >= moment && earlier < moment ? earlier : undefined
    }

    async function markedAlive(): Promise<number | undefined> {
      const marked = await connection.get(alive)
      return marked === null ? undefined : Number(marked)
    }

    return {
      listening: () => callRoll(connection, door),

      lastReceived: async before => {
        let last = await markedAlive()
        const heard = await heardBefore(before)
        if (heard !== undefined) return last === undefined ? heard : Math.max(last, heard)
        // Signals have come since, or an older version took them: each state has the last one of its check.
        for await (const states of scanHash(connection, 'states'))
          for (const [, state] of states) {
            const at = lastSignalIn(state, door)
            if (at !== undefined && at < before && (last === undefined || at > last)) last = at
          }
        return last
      },

      markedAlive,

      markAlive: async moment => void (await runMarkAlive([alive, keys.plans], [moment])),

      grantAmnesty: async (gap, notify, concerns = () => true) => {
        const before = (await connection.get(alive)) ?? ''
        const forgiven = createIdList()
        for await (const ids of byDeadline()) {
          const concerned = (await readChecks(connection, ids)).filter(concerns)
          for (const id of await Promise.all(concerned.map(watched => forgive(watched, gap))))
            if (id !== undefined) forgiven.add(id)
        }
        // Each once: one that got more time is met again at its new deadline.
        const awaited = [...forgiven.batches(RANGE)].flat()
        const isFirst = Number(before) <= gap.from
        const hasDigest = notify && isFirst && awaited.length > 0
        const digest = hasDigest ? JSON.stringify({ door, gap, at: gap.to, awaited }) : ''
        const span = gap.to - gap.from < SHORTEST_AWAY_MS ? '' : `${gap.from} ${gap.to}`
        await runEndDeafSpan([alive, keys.outbox, away], [before, gap.to, digest, span, AWAY_KEPT])
        return awaited.length
      },
    }
  }

  return {
    ...doorStore('web'),

    messages: { ...doorStore('messages'), isInUse: () => isAttended(connection, 'messages') },

    due: async (moment, limit, judging) => {
      const due = await judgedOf(moment, limit, judging)
      const isRearmed = await Promise.all(due.map(rearm))
      return due.flatMap(({ watched }, at) => (isRearmed[at] ? [] : [watched]))
    },

    hasChecks: async () => (await connection.hlen(keys.plans)) > 0,

    nextDeadline: async after => {
      const from = after === undefined ? '-inf' : `(${after}`
      const range = [from, '+inf', 'WITHSCORES', 'LIMIT', '0', '1'] as const
      const [, score] = await connection.zrangebyscore(keys.deadlines, ...range)
      return score === undefined ? undefined : Number(score)
    },

    lapse: async (watched, moment) => {
      const counts = await Promise.all(
        watched.map(async before => {
          const { state, flips } = lapse(before.state, before.check, moment)
          const saved = await save(before, { version: nextVersion(before.version), state, flips })
          return saved === 1 ? flips.length : 0
        }),
      )
      return counts.reduce((sum, flips) => sum + flips, 0)
    },

    subscribe: async ({ earlier, back }) => {
      subscriber = connection.duplicate()
      let lostAt: number | undefined
      subscriber.on('error', () => {}) // The store's own connection reports the same.
      subscriber.on('message', () => earlier())
      subscriber.on('close', () => {
        lostAt ??= now()
      })
      subscriber.on('ready', () => {
        if (lostAt === undefined) return
        back(lostAt)
        lostAt = undefined
      })
      await subscriber.subscribe(messages.wake)
    },

    close: async () => {
      subscriber?.disconnect()
      connection.disconnect()
    },
  }
}
