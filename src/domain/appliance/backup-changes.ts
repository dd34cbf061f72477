/** Changes by which Redis gets what a backup holds: after a loss, and by an import. Pure. */

import { belongsInBackup, type Check } from '../watch/check'
import { slugOf } from '../watch/check-plan'
import type { Watched } from '../watch/ports'
import type { Backup, SavedChannel, SavedKey } from './backup'

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
    readonly apiKeys: readonly string[]
  }
}

export interface BackupChanges extends Pick<Backup, 'pingKey' | 'secret' | 'vapid'> {
  /** Ids of records that cannot be read. */
  readonly discard: readonly string[]
  readonly create: readonly Check[]
  readonly replace: readonly { readonly before: Watched; readonly check: Check }[]
  readonly remove: readonly Watched[]
  /** With their browsers. */
  readonly channels: readonly SavedChannel[]
  readonly removeChannels: readonly string[]
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
    apiKeys: kept.apiKeys.filter(({ hash }) => !hashes.has(hash)),
    removeKeys: isExact ? present.backup.apiKeys.filter(({ hash }) => !keptHashes.has(hash)) : [],
    ...differing(kept, present.backup),
  }
}

export interface ImportPlan {
  readonly changes: BackupChanges
  /** A sentence for each part that is taken over, with another name where its own is taken. */
  readonly added: readonly string[]
  /** A sentence for each part that is there already, otherwise than in the file, and stays. */
  readonly kept: readonly string[]
}

/** An import only adds: whatever is there stays as it is. The same file again changes nothing. */
export function changesToImport(present: Present, given: Backup): ImportPlan {
  const added: string[] = []
  const kept: string[] = []
  const watched = new Map(present.watched.map(one => [one.check.id, one]))
  const channels = new Map(present.backup.channels.map(channel => [channel.name, channel]))
  const keys = new Map(present.backup.apiKeys.map(key => [key.hash, key]))
  const slugs = new Set(present.watched.map(({ check }) => check.slug))
  const names = new Set(present.backup.apiKeys.map(({ name }) => name))

  const create = given.checks.flatMap(check => {
    const there = watched.get(check.id)?.check
    if (there !== undefined) {
      if (!isAlike({ ...there, slug: check.slug }, check))
        kept.push(`check "${there.name}" stays as it is here`)
      return []
    }
    const slug = freeName(check.slug, slugs, (base, n) => `${slugOf(base.slice(0, 90))}-${n}`)
    const change = slug === check.slug ? '' : `, with the slug ${slug}, since ${check.slug} is taken here`
    added.push(`check "${check.name}"${change}`)
    return [{ ...check, slug }]
  })
  const newChannels = given.channels.filter(channel => {
    const there = channels.get(channel.name)
    if (there === undefined) added.push(`channel ${channel.name}`)
    else if (!isAlike(there, channel)) kept.push(`channel ${channel.name} stays as it is here`)
    return there === undefined
  })
  const apiKeys = given.apiKeys.flatMap(key => {
    if (keys.has(key.hash)) return []
    const name = freeName(key.name, names, (base, n) => `${base.slice(0, 90)} ${n}`)
    added.push(`API key "${name}"`)
    return [{ ...key, name }]
  })

  const isUntouched =
    present.watched.every(({ check }) => !belongsInBackup(check)) && channels.size === 0 && keys.size === 0
  const drawn = differing(given, present.backup)
  const replacesDrawn = isUntouched ? drawn : missing(given, present.backup)
  for (const key of Object.keys(drawn) as (keyof typeof drawn)[])
    (key in replacesDrawn ? added : kept).push(DRAWN[key][key in replacesDrawn ? 'added' : 'kept'])
  return {
    changes: {
      discard: [],
      create,
      replace: [],
      remove: [],
      // Browsers take messages of the keys only that they were given.
      channels: isAlike(given.vapid, replacesDrawn.vapid ?? present.backup.vapid)
        ? newChannels
        : newChannels.map(({ browsers: _browsers, ...channel }) => channel),
      removeChannels: [],
      apiKeys,
      removeKeys: [],
      ...replacesDrawn,
    },
    added,
    kept,
  }
}

const DRAWN = {
  pingKey: {
    added: 'the ping key, which stands in check-in addresses with a slug',
    kept: 'the ping key stays as it is here: check-in addresses with a slug begin with another key than on the other machine',
  },
  secret: {
    added: 'the secret behind the addresses of badges',
    kept: 'the secret behind the addresses of badges stays as it is here: badges have other addresses than on the other machine',
  },
  vapid: {
    added: 'the keys of Web Push',
    kept: 'the keys of Web Push stay as they are here: browsers have to allow messages again',
  },
} as const

type Drawn = Pick<Backup, keyof typeof DRAWN>

/** Returns the values of `wanted` that are others in `there`, or missing. */
function differing(wanted: Drawn, there: Drawn): Drawn {
  return chosen(wanted, key => !isAlike(wanted[key], there[key]))
}

function missing(wanted: Drawn, there: Drawn): Drawn {
  return chosen(wanted, key => there[key] === undefined)
}

function chosen({ pingKey, secret, vapid }: Drawn, wants: (key: keyof Drawn) => boolean): Drawn {
  return {
    ...(pingKey !== undefined && wants('pingKey') && { pingKey }),
    ...(secret !== undefined && wants('secret') && { secret }),
    ...(vapid !== undefined && wants('vapid') && { vapid }),
  }
}

/** Takes the name, or the first free one with a number behind it. */
function freeName(name: string, taken: Set<string>, numbered: (name: string, n: number) => string): string {
  let free = name
  for (let n = 2; taken.has(free); n++) free = numbered(name, n)
  taken.add(free)
  return free
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
  const { removeChannels, apiKeys, removeKeys, ...drawn } = rest
  const lists = [discard, create, replace, remove, channels, removeChannels, apiKeys, removeKeys]
  return lists.every(({ length }) => length === 0) && Object.keys(drawn).length === 0
}
