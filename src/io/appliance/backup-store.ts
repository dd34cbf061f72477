/** Checks, channels and keys in Redis as a backup: read bit by bit, and put back. */
import { randomUUID } from 'node:crypto'
import type { FoundChecks } from '../../domain/appliance/backup-changes'
import type { BackupStore, Mark } from '../../domain/appliance/ports'
import { normalisedCheck } from '../../domain/appliance/read-backup'
import { belongsInBackup, type Check } from '../../domain/watch/check'
import { newState } from '../../domain/watch/check-state'
import { createIdList, type IdList } from '../../domain/watch/id-list'
import { pause } from '../../domain/watch/interventions'
import type { Loss } from '../../domain/watch/loss'
import type { Schedules, Watched } from '../../domain/watch/ports'
import { namesOf, type Redis } from '../redis/client'
import { changeCounted, results } from '../redis/revision'
import { defineScript } from '../redis/script'
import { byShard, ofShards, shardsOf } from '../redis/shards'
import { decodeWatched } from '../watch/codec'
import { openPlanSaves } from '../watch/divided-plans'
import { readLoss, writeLoss } from '../watch/losses'
import { mendSlugs } from '../watch/mend-slugs'
import { changeNotes, readAllNotes } from '../watch/notes'
import { damagedOf, decodeMark, decodeRest, queueRest, type RawRest, readable } from './backup-rest'
import readBackupLua from './read-backup.lua' with { type: 'text' }
import scanIdsLua from './scan-ids.lua' with { type: 'text' }

/** Checks that are read or changed at once. */
const BATCH = 100
/** Ids of one step through all of them. */
const SCAN = 1_000

export function openBackupStore(connection: Redis, schedules: Schedules): BackupStore {
  const runRead = defineScript<RawRest>(connection, readBackupLua)
  const scans = ofShards(connection, shard => {
    const { plans } = namesOf(shard).watch
    const scan = defineScript<[cursor: string, ids: string[]]>(shard, scanIdsLua)
    return (cursor: string) => scan([plans], [cursor, SCAN])
  })
  const saves = openPlanSaves(connection)
  const { backup, backupChanged, watch, access, channels, mail, alerts } = namesOf(connection)
  const { mark: MARK } = backup

  /** The ids of all plans; sorted they come once each, though a scan may return one twice. `odd` are no ids: damaged records. */
  async function ids(): Promise<{ list: IdList; odd: string[] }> {
    const list = createIdList()
    const odd = new Set<string>()
    for (const scan of scans.all) {
      let cursor = '0'
      do {
        const [next, found] = await scan(cursor)
        for (const id of found) if (!list.add(id)) odd.add(id)
        cursor = next
      } while (cursor !== '0')
    }
    return { list, odd: [...odd] }
  }

  async function find(wanted: readonly string[]): Promise<FoundChecks> {
    const parts = await Promise.all(
      [...byShard(connection, wanted)].map(([shard, ids]) => findIn(shard, ids)),
    )
    return {
      watched: parts.flatMap(({ watched }) => watched),
      damaged: parts.flatMap(({ damaged }) => damaged),
    }
  }

  async function findIn(shard: Redis, wanted: readonly string[]): Promise<FoundChecks> {
    const { watch } = namesOf(shard)
    // In one step: a check that is removed between two readings is no damaged one.
    const multi = shard
      .multi()
      .hmget(watch.plans, ...wanted)
      .hmget(watch.states, ...wanted)
    const [plans, states] = results(await multi.exec()) as [(string | null)[], (string | null)[]]
    const watched: Watched[] = []
    const damaged: string[] = []
    for (const [index, id] of wanted.entries()) {
      const [plan, state] = [plans[index] ?? null, states[index] ?? null]
      if (plan === null && state === null) continue
      const [read] = readable(() => decodeWatched(plan ?? '', state ?? ''))
      if (read?.check.id === id) watched.push(read)
      else damaged.push(id)
    }
    return { watched, damaged }
  }

  /** The plans of these ids, in their order; null for those that are gone. */
  async function plansOf(ids: readonly string[]): Promise<readonly (string | null)[]> {
    const found = new Map<string, string | null>()
    await Promise.all(
      [...byShard(connection, ids)].map(async ([shard, own]) => {
        const plans = await shard.hmget(namesOf(shard).watch.plans, ...own)
        for (const [at, id] of own.entries()) found.set(id, plans[at] ?? null)
      }),
    )
    return ids.map(id => found.get(id) ?? null)
  }

  /** Of all parts of the checks: one that has lost its data, and so its lineage, has lost that of the whole. */
  async function readMark(): Promise<Mark> {
    const marks = await Promise.all(
      shardsOf(connection).map(async shard => {
        const { mark } = namesOf(shard).backup
        const [lineage = null, revision = null] = await shard.hmget(mark, 'lineage', 'revision')
        return decodeMark([lineage, revision])
      }),
    )
    const lineages = new Set(marks.map(({ lineage }) => lineage))
    return {
      lineage: lineages.size === 1 ? marks[0]?.lineage : undefined,
      revision: marks.reduce((sum, { revision }) => sum + revision, 0),
    }
  }

  /** Gives the parts of the checks the lineage of the whole, where they are divided. */
  async function spreadLineage(): Promise<void> {
    const shards = shardsOf(connection)
    if (shards.length === 1) return
    const lineage = (await connection.hget(MARK, 'lineage')) ?? ''
    await Promise.all(shards.map(shard => shard.hset(namesOf(shard).backup.mark, 'lineage', lineage)))
  }

  return {
    mark: readMark,

    rest: async () => {
      const keys = [
        MARK,
        channels.all,
        access.apiKeys,
        watch.pingKey,
        access.secret,
        channels.vapid,
        mail.accounts,
        alerts.windows,
      ]
      // The script finds the browsers by the channels; in a Cluster they have to be named all the same.
      const browsers = (await connection.hkeys(channels.all)).map(channels.browsers)
      // Before the rest: a change in between is one that the copy may lack.
      const before = scans.all.length === 1 ? undefined : await readMark()
      const raw = await runRead([...keys, ...browsers], [channels.browsers('')])
      // After the mark, too.
      const { notes, damaged } = await readAllNotes(connection)
      const rest = decodeRest(raw, notes)
      return {
        mark: before ?? decodeMark(raw[0]),
        rest,
        damaged: { ...damagedOf(raw, rest), notes: damaged },
      }
    },

    checks: async function* () {
      for (const batch of (await ids()).list.batches(BATCH)) {
        const plans = await plansOf(batch)
        yield plans.flatMap(plan => {
          const [check] = plan === null ? [] : readable(() => JSON.parse(plan) as Check)
          const whole = check && belongsInBackup(check) ? normalisedCheck(check) : undefined
          return whole === undefined ? [] : [whole]
        })
      }
    },

    all: async function* () {
      const { list, odd } = await ids()
      for (const batch of list.batches(BATCH)) yield await find(batch)
      if (odd.length > 0) yield await find(odd)
    },

    find,

    lastAlive: async () => {
      const marked = await connection.get(watch.alive)
      return marked === null ? undefined : Number(marked)
    },

    begin: async () => {
      await connection.hsetnx(MARK, 'lineage', randomUUID())
      await spreadLineage()
    },

    // Each change stands by itself: done twice it is the same, and of a race the other change stays.
    changeChecks: async ({ discard, create, paused = [], replace, remove }, now) => {
      for (const [shard, ids] of byShard(connection, discard)) {
        const { states, plans, deadlines } = namesOf(shard).watch
        await shard
          .multi()
          .hdel(states, ...ids)
          .hdel(plans, ...ids)
          .zrem(deadlines, ...ids)
          .exec()
      }
      const work = [
        ...create.map(
          check => () =>
            saves.create(
              check,
              now,
              paused.includes(check.id) ? { begun: pause(newState(now, check), check, now) } : {},
            ),
        ),
        ...replace.map(
          ({ before, check }) =>
            () =>
              saves.replace(before, check, now, ({ schedule }) => schedules.dueAfter(schedule)),
        ),
        ...remove.map(watched => () => saves.remove(watched)),
      ]
      // Redis writes those that are under way at once to its disk together.
      for (let at = 0; at < work.length; at += BATCH)
        await Promise.all(work.slice(at, at + BATCH).map(change => change()))
    },

    changeRest: async changes => {
      await changeNotes(connection, changes.notes ?? [], changes.removeNotes ?? [])
      await changeCounted(connection, multi => queueRest(multi, changes, namesOf(connection)))
    },

    beginRestore: async found => {
      const { loss: interrupted, isFinished } = (await readLoss(connection)) ?? {}
      // An earlier call may have put back a part before it was cut short.
      const loss = interrupted && !isFinished ? withCounts(found, interrupted) : found
      const begin = connection.multi().hdel(MARK, 'lineage')
      results(await writeLoss(connection, begin, loss, { isFinished: false }).exec())
      return loss
    },

    endRestore: async loss => {
      const end = connection
        .multi()
        .hset(MARK, 'lineage', randomUUID())
        .xadd(watch.outbox, '*', 'lost', JSON.stringify(loss))
        .publish(backupChanged, '')
      results(await writeLoss(connection, end, loss, { isFinished: true }).exec())
      await spreadLineage()
      // A part that lost its data had the slugs of others, too.
      await mendSlugs(connection)
    },
  }
}

function withCounts(loss: Loss, earlier: Loss): Loss {
  const most = (count: (of: Loss) => number | undefined) => Math.max(count(loss) ?? 0, count(earlier) ?? 0)
  const accounts = most(of => of.accounts)
  const windows = most(of => of.windows)
  const notes = most(of => of.notes)
  return {
    ...loss,
    damage: loss.damage.length > 0 ? loss.damage : earlier.damage,
    checks: most(of => of.checks),
    channels: most(of => of.channels),
    ...(accounts > 0 && { accounts }),
    ...(windows > 0 && { windows }),
    ...(notes > 0 && { notes }),
    apiKeys: most(of => of.apiKeys),
  }
}
