/** Changes by which Redis gets what a backup holds. Pure. */

import { belongsInBackup, type Check } from '../watch/check'
import type { Watched } from '../watch/ports'
import type { Backup, SavedAccount, SavedChannel, SavedKey } from './backup'

/** The checks, channels and keys in Redis at one moment. */
export interface Present {
  /** All checks that can be read, also those of the INI. */
  readonly watched: readonly Watched[]
  /** Without records that cannot be read. */
  readonly backup: Backup
  /** Names of the records that cannot be read: ids, names and hashes. */
  readonly damaged: {
    readonly checks: readonly string[]
    readonly channels: readonly string[]
    readonly accounts: readonly string[]
    readonly apiKeys: readonly string[]
  }
}

/** Keys that were drawn once for this installation. */
export type Drawn = Pick<Backup, 'pingKey' | 'secret' | 'vapid'>

export interface BackupChanges extends Drawn {
  /** Ids of records that cannot be read. */
  readonly discard: readonly string[]
  readonly create: readonly Check[]
  readonly replace: readonly { readonly before: Watched; readonly check: Check }[]
  readonly remove: readonly Watched[]
  /** With their browsers. */
  readonly channels: readonly SavedChannel[]
  readonly removeChannels: readonly string[]
  readonly accounts: readonly SavedAccount[]
  readonly removeAccounts: readonly string[]
  readonly apiKeys: readonly SavedKey[]
  readonly removeKeys: readonly SavedKey[]
}

/**
 * After a loss. `exact`: Redis is older than the copy and nothing was changed since, so that it gets just what the copy
 * holds, and what was deleted does not come back. `add`: something may have been made since the loss; it stays.
 */
export function changesToRestore(present: Present, kept: Backup, mode: 'exact' | 'add'): BackupChanges {
  const isExact = mode === 'exact'
  const watched = new Map(present.watched.map(one => [one.check.id, one]))
  const keptIds = new Set(kept.checks.map(({ id }) => id))
  const removable = new Set(present.backup.checks.map(({ id }) => id))
  const channels = new Map(present.backup.channels.map(channel => [channel.name, channel]))
  const keptNames = new Set(kept.channels.map(({ name }) => name))
  const accounts = new Map(present.backup.accounts.map(account => [account.name, account]))
  const keptAccounts = new Set(kept.accounts.map(({ name }) => name))
  const hashes = new Set(present.backup.apiKeys.map(({ hash }) => hash))
  const keptHashes = new Set(kept.apiKeys.map(({ hash }) => hash))
  return {
    discard: present.damaged.checks,
    create: kept.checks.filter(({ id }) => !watched.has(id)),
    replace: isExact
      ? kept.checks.flatMap(check => {
          const before = watched.get(check.id)
          const differs = before && belongsInBackup(before.check) && !isAlike(before.check, check)
          return differs ? [{ before, check }] : []
        })
      : [],
    remove: isExact
      ? present.watched.filter(({ check: { id } }) => removable.has(id) && !keptIds.has(id))
      : [],
    channels: kept.channels.filter(channel => {
      const there = channels.get(channel.name)
      return there === undefined || (isExact && !isAlike(there, channel))
    }),
    removeChannels: isExact ? [...channels.keys()].filter(name => !keptNames.has(name)) : [],
    accounts: kept.accounts.filter(account => {
      const there = accounts.get(account.name)
      return there === undefined || (isExact && !isAlike(there, account))
    }),
    removeAccounts: isExact ? [...accounts.keys()].filter(name => !keptAccounts.has(name)) : [],
    apiKeys: kept.apiKeys.filter(({ hash }) => !hashes.has(hash)),
    removeKeys: isExact ? present.backup.apiKeys.filter(({ hash }) => !keptHashes.has(hash)) : [],
    ...differing(kept, present.backup),
  }
}

/** Returns the values of `wanted` that are others in `there`, or missing. */
export function differing(wanted: Drawn, there: Drawn): Drawn {
  return chosen(wanted, key => !isAlike(wanted[key], there[key]))
}

export function missing(wanted: Drawn, there: Drawn): Drawn {
  return chosen(wanted, key => there[key] === undefined)
}

function chosen({ pingKey, secret, vapid }: Drawn, wants: (key: keyof Drawn) => boolean): Drawn {
  return {
    ...(pingKey !== undefined && wants('pingKey') && { pingKey }),
    ...(secret !== undefined && wants('secret') && { secret }),
    ...(vapid !== undefined && wants('vapid') && { vapid }),
  }
}

/** Compares values whatever the order of their keys; a property that is undefined counts as missing. */
export function isAlike(a: unknown, b: unknown): boolean {
  return canonical(a) === canonical(b)
}

function canonical(value: unknown): string | undefined {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([x], [y]) => (x < y ? -1 : 1)))
      : inner,
  )
}

export function isNothing({ discard, create, replace, remove, channels, ...rest }: BackupChanges): boolean {
  const { removeChannels, accounts, removeAccounts, apiKeys, removeKeys, ...drawn } = rest
  const named = [channels, removeChannels, accounts, removeAccounts, apiKeys, removeKeys]
  const lists = [discard, create, replace, remove, ...named]
  return lists.every(({ length }) => length === 0) && Object.keys(drawn).length === 0
}
