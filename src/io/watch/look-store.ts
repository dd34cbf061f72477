/** The store of the looks that probes make: which worker looks, and the changes that follow for the checks. */
import { isReminder } from '../../domain/alerts/reminders'
import type { Look } from '../../domain/probes/look'
import {
  intervalOf,
  looksAtPeer,
  looksAtTheSame,
  needsItsMachine,
  type Probe,
} from '../../domain/probes/probe'
import type { Check } from '../../domain/watch/check'
import { applyLook } from '../../domain/watch/look-change'
import type { LookStore, ProbedCheck } from '../../domain/watch/looks'
import type { Schedules, Watched } from '../../domain/watch/ports'
import type { CheckState } from '../../domain/watch/state'
import { inOneWrite, namesOf, type Redis } from '../redis/client'
import { defineScript } from '../redis/script'
import { ofShards, shardOf } from '../redis/shards'
import { openSaves } from './batched-saves'
import { entryOf, nextVersion } from './change-args'
import claimLookLua from './claim-look.lua' with { type: 'text' }
import { bounded } from './codec'
import endLookLua from './end-look.lua' with { type: 'text' }
import { requestReview } from './outbox'
import { createPartStore } from './part-store'
import { LOST, untilWon } from './races'
import { readCheck, readChecks, scanHash } from './read-checks'
import { openTimeRings } from './time-rings'

/** Moments in epoch milliseconds, and the milliseconds between two of them. */
interface ClaimArgs {
  readonly id: string
  readonly moment: number
  readonly now: number
  readonly busyUntil: number
  readonly interval: number
}

/** Plans that are read at once: memory stays flat however many checks there are. */
const SCAN = 500

/**
 * @param connection one of its own, made by `connectWorker`. It waits for Redis however long that takes
 * @param appliance the id of the one whose INI is followed here, as for `openProvisioning`
 */
export function openLookStore(connection: Redis, schedules: Schedules, appliance: string): LookStore {
  const { backupChanged, messages, watch: keys } = namesOf(connection)
  const save = openSaves(connection)
  const scripts = ofShards(connection, shard => {
    const key = namesOf(shard).watch.looks
    const claim = defineScript<0 | 1>(shard, claimLookLua)
    const end = defineScript<1>(shard, endLookLua)
    let breaks = 0
    shard.on('close', () => {
      breaks += 1
    })
    /** A claim whose answer was lost with the connection is sent again, and is refused for its own sake. */
    async function claimOnce({ id, moment, now, busyUntil, interval }: ClaimArgs): Promise<boolean> {
      const before = breaks
      if ((await claim([key], [id, moment, now, busyUntil, interval])) === 1) return true
      return breaks !== before && (await shard.hget(key, id)) === `${moment} ${busyUntil}`
    }
    return {
      claim: claimOnce,
      end: (...args: (string | number)[]) => end([key], args),
    }
  })
  const unsynced = new Set<string>()
  const times = openTimeRings(connection)
  let subscriber: Redis | undefined

  /** The checks without those that the INI of another machine has, and that only that machine can look at. */
  async function ofThisMachine(checks: readonly ProbedCheck[]): Promise<ProbedCheck[]> {
    const own = new Set(await connection.smembers(keys.provided(appliance)))
    return checks.filter(
      ({ id, origin, probe, home }) =>
        // Copies of the group are looked at from their home.
        home === undefined && (origin !== 'ini' || own.has(id) || !needsItsMachine(probe)),
    )
  }

  /** The checks whose looks are under way here, as they were when these began. */
  const begun = new Map<string, Watched>()

  /** Applies a look at one check. */
  const recordOne = (id: string, look: Look, at: number, by?: Probe) => {
    const then = begun.get(id)
    begun.delete(id)
    let known = then
    return untilWon<void>(async () => {
      const watched = known ?? (await readCheck(connection, id))
      // Where it has changed meanwhile, it is read anew.
      known = undefined
      if (!watched?.check.probe) return undefined
      const { check, state: before, version } = watched
      const { probe } = watched.check
      // The plan was changed while it looked.
      if (by !== undefined && !looksAtTheSame(by, probe)) return undefined
      if (then !== undefined && isOvertaken(then.state, before, at)) return undefined
      const change = applyLook(before, check, look, at, schedules.dueAfter(check.schedule))
      const { state, flips, signal, isNews } = change
      const kept = signal && bounded(signal)
      const next = { version: nextVersion(version), state, flips, unsynced: !isNews }
      // Before the flip is routed.
      if (isNews && check.probe?.kind === 'mail-loop') await connection.sadd(keys.mailLoops, id)
      const saved = await save(watched, next, isNews && kept ? entryOf(change, kept) : undefined)
      if (saved === 0) return undefined
      if (saved !== 1) return LOST
      if (look.answer === 'success' && look.took !== undefined) times.note(id, probe, at, look.took)
      if (isNews) unsynced.delete(id)
      else unsynced.add(id)
      if (signal && isReminder(check, { state, flips }, signal)) await requestReview(connection, id)
      return undefined
    })
  }

  const parts = createPartStore(connection, schedules, recordOne)

  return {
    probed: async now => {
      const found: Check[] = []
      for await (const plans of scanHash(connection, 'plans', SCAN))
        for (const [, plan] of plans) if (plan.includes('"probe":')) found.push(JSON.parse(plan) as Check)
      const all = found.filter(isProbed)
      await parts.followWholes(all, now)
      return await ofThisMachine(all.filter(({ probe }) => probe.partOf === undefined))
    },

    claim: async ({ id, probe }, moment, now, busyUntil) => {
      inOneWrite(shardOf(connection, id))
      const [claimed, watched] = await Promise.all([
        scripts.of(id).claim({ id, moment, now, busyUntil, interval: intervalOf(probe) }),
        readCheck(connection, id).catch(() => undefined), // Its recording meets the same error.
      ])
      if (claimed && watched !== undefined) begun.set(id, watched)
      return claimed
    },

    end: async ({ id }, moment) => {
      begun.delete(id)
      await scripts.of(id).end(id, moment)
    },

    isDecisive: async id => {
      const watched = await readCheck(connection, id)
      if (watched === undefined) return false
      const { check, state } = watched
      const isOver = state.status === 'down' || state.status === 'paused'
      return !isOver && state.consecutiveFailures + 1 >= check.failuresBeforeAlert
    },

    lastSuccess: async id => (await readCheck(connection, id))?.state.lastSuccessAt,

    record: async (id, look, at, by) => {
      const parent = look.parts && (await readCheck(connection, id))
      if (parent && by !== undefined && !looksAtTheSame(by, parent.check.probe)) return
      await recordOne(id, parent ? await parts.record(parent.check, look, at) : look, at, by)
    },

    flush: async (sparesPeers = false) => {
      const read = await readChecks(connection, [...new Set([...unsynced, ...times.pending()])])
      const probes = new Map(read.map(({ check }) => [check.id, check.probe]))
      const quiet = { has: (id: string) => looksAtPeer(probes.get(id)), isOver: !sparesPeers }
      const ids = [...unsynced].filter(id => quiet.isOver || !quiet.has(id))
      for (const id of ids) unsynced.delete(id)
      await times.flush((id, probe) => looksAtTheSame(probes.get(id), probe), ids, quiet)
    },

    onPlans: async changed => {
      subscriber = connection.duplicate()
      subscriber.on('error', () => {}) // The store's own connection reports the same.
      subscriber.on('message', () => changed())
      // Plans may have changed while the connection was away.
      subscriber.on('ready', () => changed())
      // A copy that is put back has the first message only.
      await subscriber.subscribe(backupChanged, messages.probes)
    },

    close: async () => {
      subscriber?.disconnect()
      connection.disconnect()
    },
  }
}

/**
 * Whether a later answer has come since a look began, as to another worker that took over from one without a connection.
 * Where the answer before it was later as well, the clock was set back.
 */
function isOvertaken(then: CheckState, now: CheckState, at: number): boolean {
  return (then.lastSignalAt ?? 0) <= at && at < (now.lastSignalAt ?? 0)
}

function isProbed(check: Check): check is ProbedCheck {
  return check.probe !== undefined
}
