/** Checks, channels and keys in Redis as a backup: read at one moment, and put back. */
import { randomUUID } from 'node:crypto'
import type { ApiKey } from '../../domain/access/api-key'
import type { PushSubscription } from '../../domain/alerts/ports'
import { type Backup, sorted } from '../../domain/appliance/backup'
import type { BackupChanges } from '../../domain/appliance/backup-changes'
import type { BackupStore, Mark } from '../../domain/appliance/ports'
import { normalised } from '../../domain/appliance/read-backup'
import { belongsInBackup, type Check } from '../../domain/watch/check'
import type { Loss } from '../../domain/watch/loss'
import type { Schedules, Watched } from '../../domain/watch/ports'
import { decodeChannel, encodeChannel } from '../alerts/channel-codec'
import { decodeAccount, encodeAccount } from '../mail/account-store'
import { namesOf, type Redis } from '../redis/client'
import { changeCounted, results } from '../redis/revision'
import { defineScript } from '../redis/script'
import { decodeWatched } from '../watch/codec'
import { readLoss, writeLoss } from '../watch/losses'
import { createPlanSaves } from '../watch/plan-saves'
import readBackupLua from './read-backup.lua' with { type: 'text' }

/** Changes that are under way at once; Redis writes them to its disk together. */
const BATCH = 200

type RawBackup = [
  mark: [string | null, string | null],
  plans: string[],
  channels: string[],
  apiKeys: string[],
  drawn: [string | null, string | null, string | null],
  browsers: [name: string, subscriptions: string[]][],
  states: string[],
  accounts: string[],
]

export function openBackupStore(connection: Redis, schedules: Schedules): BackupStore {
  const runRead = defineScript<RawBackup>(connection, 'readBackup', readBackupLua)
  const plans = createPlanSaves(connection)
  const { backup, backupChanged, watch, access, channels, mail } = namesOf(connection)
  const { mark: MARK } = backup

  function readRaw(withStates: boolean): Promise<RawBackup> {
    const { plans, pingKey, states } = watch
    const { apiKeys, secret } = access
    const { all, vapid, browsers } = channels
    const keys = [MARK, plans, all, apiKeys, pingKey, secret, vapid, states, mail.accounts]
    return runRead(keys, [browsers(''), withStates ? '1' : ''])
  }

  /** Each change stands by itself: done twice it is the same, and of a race the other change stays. */
  async function apply(changes: BackupChanges, now: number): Promise<void> {
    const { create, replace, remove } = changes
    const work = [
      ...create.map(check => () => plans.create(check, now)),
      ...replace.map(
        ({ before, check }) =>
          () =>
            plans.replace(before, check, now, ({ schedule }) => schedules.dueAfter(schedule)),
      ),
      ...remove.map(watched => () => plans.remove(watched)),
    ]
    for (let at = 0; at < work.length; at += BATCH)
      await Promise.all(work.slice(at, at + BATCH).map(change => change()))
    await changeCounted(connection, multi => {
      for (const channel of changes.channels) {
        const browsers = channels.browsers(channel.name)
        multi.hset(channels.all, channel.name, encodeChannel(channel)).del(browsers)
        for (const one of channel.browsers ?? []) multi.hset(browsers, one.endpoint, JSON.stringify(one))
      }
      for (const name of changes.removeChannels) multi.hdel(channels.all, name).del(channels.browsers(name))
      for (const account of changes.accounts) multi.hset(mail.accounts, account.name, encodeAccount(account))
      for (const name of changes.removeAccounts) multi.hdel(mail.accounts, name)
      for (const { hash, ...key } of changes.apiKeys) multi.hset(access.apiKeys, hash, JSON.stringify(key))
      for (const { hash } of changes.removeKeys) multi.hdel(access.apiKeys, hash)
      if (changes.pingKey !== undefined) multi.set(watch.pingKey, changes.pingKey)
      if (changes.secret !== undefined) multi.set(access.secret, changes.secret)
      if (changes.vapid !== undefined) multi.set(channels.vapid, JSON.stringify(changes.vapid))
      return multi
    })
  }

  return {
    mark: async () => {
      const [lineage = null, revision = null] = await connection.hmget(MARK, 'lineage', 'revision')
      return decodeMark([lineage, revision])
    },
    read: async () => {
      const raw = await readRaw(false)
      return { mark: decodeMark(raw[0]), backup: decodeBackup(raw) }
    },
    present: async () => {
      const raw = await readRaw(true)
      const [mark, plans, channels, apiKeys, , , states, accounts] = raw
      const watched = decodeAll(plans, states)
      const ids = new Set(watched.map(({ check }) => check.id))
      const { checks, ...others } = decodeBackup(raw)
      const backup = { ...others, checks: checks.filter(({ id }) => ids.has(id)) }
      const damaged = (records: readonly string[], found: readonly string[]) => {
        const readable = new Set(found)
        return pairs(records)
          .map(([name]) => name)
          .filter(name => !readable.has(name))
      }
      return {
        mark: decodeMark(mark),
        watched,
        backup,
        damaged: {
          checks: damaged(plans, [...ids]),
          channels: damaged(
            channels,
            backup.channels.map(({ name }) => name),
          ),
          accounts: damaged(
            accounts,
            backup.accounts.map(({ name }) => name),
          ),
          apiKeys: damaged(
            apiKeys,
            backup.apiKeys.map(({ hash }) => hash),
          ),
        },
      }
    },
    lastAlive: async () => {
      const marked = await connection.get(watch.alive)
      return marked === null ? undefined : Number(marked)
    },
    begin: async () => void (await connection.hsetnx(MARK, 'lineage', randomUUID())),
    apply,

    restore: async (changes, found) => {
      const { loss: interrupted, isFinished } = (await readLoss(connection)) ?? {}
      // An earlier call may have put back a part before it was cut short.
      const loss = interrupted && !isFinished ? withCounts(found, interrupted) : found
      const begin = connection.multi().hdel(MARK, 'lineage')
      for (const id of changes.discard)
        begin.hdel(watch.states, id).hdel(watch.plans, id).zrem(watch.deadlines, id)
      results(await writeLoss(connection, begin, loss, { isFinished: false }).exec())
      await apply(changes, loss.at)
      const end = connection
        .multi()
        .hset(MARK, 'lineage', randomUUID())
        .xadd(watch.outbox, '*', 'lost', JSON.stringify(loss))
        .publish(backupChanged, '')
      results(await writeLoss(connection, end, loss, { isFinished: true }).exec())
    },
  }
}

function withCounts(loss: Loss, { damage, checks, channels, accounts = 0, apiKeys }: Loss): Loss {
  const most = Math.max(loss.accounts ?? 0, accounts)
  return {
    ...loss,
    damage: loss.damage.length > 0 ? loss.damage : damage,
    checks: Math.max(loss.checks, checks),
    channels: Math.max(loss.channels, channels),
    ...(most > 0 && { accounts: most }),
    apiKeys: Math.max(loss.apiKeys, apiKeys),
  }
}

/** The checks whose plan and state can be read. */
function decodeAll(plans: readonly string[], states: readonly string[]): Watched[] {
  const found = new Map(pairs(states))
  return pairs(plans).flatMap(([id, plan]) =>
    readable(() => decodeWatched(plan, found.get(id) ?? '')).filter(({ check }) => check.id === id),
  )
}

function decodeMark([lineage, revision]: readonly [string | null, string | null]): Mark {
  return { lineage: lineage ?? undefined, revision: Number(revision ?? 0) }
}

function decodeBackup(raw: RawBackup): Backup {
  const [, plans, channels, apiKeys, [pingKey, secret, vapid], browsers, , accounts] = raw
  const subscriptions = new Map(browsers)
  const backup = {
    checks: pairs(plans)
      .flatMap(([, json]) => readable(() => JSON.parse(json) as Check))
      .filter(belongsInBackup),
    channels: pairs(channels).flatMap(([name, json]) =>
      readable(() => {
        const { origin: _page, ...channel } = decodeChannel(name, json)
        const all = subscriptions.get(name) ?? []
        return { ...channel, browsers: all.map(one => JSON.parse(one) as PushSubscription) }
      }),
    ),
    accounts: pairs(accounts).flatMap(([name, json]) =>
      readable(() => {
        const { settings } = decodeAccount(name, json)
        return { name, settings }
      }),
    ),
    apiKeys: pairs(apiKeys).flatMap(([hash, json]) =>
      readable(() => ({ ...(JSON.parse(json) as ApiKey), hash })),
    ),
    ...(pingKey !== null && { pingKey }),
    ...(secret !== null && { secret }),
    ...(vapid !== null && { vapid: JSON.parse(vapid) }),
  }
  return sorted(normalised(backup))
}

/** A damaged record concerns itself alone. */
function readable<T>(read: () => T): T[] {
  try {
    return [read()]
  } catch {
    return []
  }
}

function pairs(flat: readonly string[]): [string, string][] {
  return flat.flatMap((key, index) =>
    index % 2 === 0 ? [[key, flat[index + 1] ?? ''] as [string, string]] : [],
  )
}
