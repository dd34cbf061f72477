/** All that a backup holds beside its checks, as Redis has it. */
import type { ApiKey } from '../../domain/access/api-key'
import type { PushSubscription, VapidKeys } from '../../domain/alerts/ports'
import { type BackupRest, sorted } from '../../domain/appliance/backup'
import type { PresentRest, RestChanges } from '../../domain/appliance/backup-changes'
import type { Mark } from '../../domain/appliance/ports'
import { normalisedRest } from '../../domain/appliance/read-backup'
import type { CheckNote } from '../../domain/watch/outages'
import { decodeChannel, encodeChannel } from '../alerts/channel-codec'
import { decodeWindow, encodeWindow } from '../alerts/window-store'
import { decodeAccount, encodeAccount } from '../mail/account-store'
import type { Names } from '../redis/keys'
import type { Multi } from '../redis/revision'

/** The answer of read-backup.lua; hashes are names and values in turns. */
export type RawRest = [
  mark: [string | null, string | null],
  channels: string[],
  apiKeys: string[],
  drawn: [string | null, string | null, string | null],
  browsers: [name: string, subscriptions: string[]][],
  accounts: string[],
  windows: string[],
]

export function decodeMark([lineage, revision]: readonly [string | null, string | null]): Mark {
  return { lineage: lineage ?? undefined, revision: Number(revision ?? 0) }
}

export function decodeRest(raw: RawRest, notes: readonly CheckNote[]): BackupRest {
  const [, channels, apiKeys, [pingKey, secret, vapid], browsers, accounts, windows] = raw
  const subscriptions = new Map(browsers)
  const rest = {
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
    windows: pairs(windows).flatMap(([name, json]) =>
      readable(() => {
        const { settings } = decodeWindow(name, json)
        return { name, settings }
      }),
    ),
    apiKeys: pairs(apiKeys).flatMap(([hash, json]) =>
      readable(() => ({ ...(JSON.parse(json) as ApiKey), hash })),
    ),
    ...(notes.length > 0 && { notes }),
    ...(pingKey !== null && { pingKey }),
    ...(secret !== null && { secret }),
    ...vapidOf(vapid),
  }
  return sorted(normalisedRest(rest))
}

function vapidOf(json: string | null): Pick<BackupRest, 'vapid'> {
  const [vapid] = json === null ? [] : readable(() => JSON.parse(json) as VapidKeys)
  return vapid === undefined ? {} : { vapid }
}

/** The names of the records that are missing in what was read of them. */
export function damagedOf(
  [, channels, apiKeys, [, , vapid], , accounts, windows]: RawRest,
  rest: BackupRest,
): PresentRest['damaged'] {
  const damaged = (records: readonly string[], found: readonly string[]) => {
    const read = new Set(found)
    return pairs(records)
      .map(([name]) => name)
      .filter(name => !read.has(name))
  }
  return {
    channels: damaged(
      channels,
      rest.channels.map(({ name }) => name),
    ),
    accounts: damaged(
      accounts,
      rest.accounts.map(({ name }) => name),
    ),
    windows: damaged(
      windows,
      (rest.windows ?? []).map(({ name }) => name),
    ),
    apiKeys: damaged(
      apiKeys,
      rest.apiKeys.map(({ hash }) => hash),
    ),
    ...(vapid !== null && rest.vapid === undefined && { vapid: true }),
  }
}

export function queueRest(
  multi: Multi,
  changes: RestChanges,
  { alerts, channels, mail, access, watch }: Names,
): Multi {
  for (const channel of changes.channels) {
    const browsers = channels.browsers(channel.name)
    multi.hset(channels.all, channel.name, encodeChannel(channel)).del(browsers)
    for (const one of channel.browsers ?? []) multi.hset(browsers, one.endpoint, JSON.stringify(one))
  }
  for (const name of changes.removeChannels) multi.hdel(channels.all, name).del(channels.browsers(name))
  for (const account of changes.accounts) multi.hset(mail.accounts, account.name, encodeAccount(account))
  for (const name of changes.removeAccounts) multi.hdel(mail.accounts, name)
  for (const window of changes.windows ?? []) multi.hset(alerts.windows, window.name, encodeWindow(window))
  for (const name of changes.removeWindows ?? []) multi.hdel(alerts.windows, name)
  for (const { hash, ...key } of changes.apiKeys) multi.hset(access.apiKeys, hash, JSON.stringify(key))
  for (const { hash } of changes.removeKeys) multi.hdel(access.apiKeys, hash)
  if (changes.pingKey !== undefined) multi.set(watch.pingKey, changes.pingKey)
  if (changes.secret !== undefined) multi.set(access.secret, changes.secret)
  if (changes.vapid !== undefined) multi.set(channels.vapid, JSON.stringify(changes.vapid))
  return multi
}

/** A damaged record concerns itself alone. */
export function readable<T>(read: () => T): T[] {
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
