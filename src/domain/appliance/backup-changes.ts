/** Changes by which Redis gets what a backup holds. Pure. */

import { belongsInBackup, type Check } from '../watch/check'
import type { CheckNote } from '../watch/outages'
import type { Watched } from '../watch/ports'
import {
  type BackupRest,
  placeOfNote,
  type SavedAccount,
  type SavedChannel,
  type SavedKey,
  type SavedWindow,
} from './backup'
import { normalisedCheck } from './read-backup'

/** Checks in Redis at one moment, some or all of them. */
export interface FoundChecks {
  /** The readable ones, also of the INI. */
  readonly watched: readonly Watched[]
  /** Ids of the records that cannot be read. */
  readonly damaged: readonly string[]
}

/** All but the checks in Redis at one moment. */
export interface PresentRest {
  /** Without records that cannot be read. */
  readonly rest: BackupRest
  /** Names and hashes of the records that cannot be read. */
  readonly damaged: {
    readonly channels: readonly string[]
    readonly accounts: readonly string[]
    readonly windows?: readonly string[]
    /** Ids of checks, some of whose notes cannot be read. */
    readonly notes?: readonly string[]
    readonly apiKeys: readonly string[]
    /** The keys of Web Push cannot be read. */
    readonly vapid?: boolean
  }
}

/** Keys that were drawn once for this installation. */
export type Drawn = Pick<BackupRest, 'pingKey' | 'secret' | 'vapid'>

export interface CheckChanges {
  /** Ids of records that cannot be read. */
  readonly discard: readonly string[]
  readonly create: readonly Check[]
  /** Ids of those to create that begin paused. */
  readonly paused?: readonly string[]
  readonly replace: readonly { readonly before: Watched; readonly check: Check }[]
  readonly remove: readonly Watched[]
}

export const NO_CHECKS: CheckChanges = { discard: [], create: [], replace: [], remove: [] }

export interface RestChanges extends Drawn {
  /** With their browsers. */
  readonly channels: readonly SavedChannel[]
  readonly removeChannels: readonly string[]
  readonly accounts: readonly SavedAccount[]
  readonly removeAccounts: readonly string[]
  readonly windows?: readonly SavedWindow[]
  readonly removeWindows?: readonly string[]
  readonly notes?: readonly CheckNote[]
  readonly removeNotes?: readonly CheckNote[]
  readonly apiKeys: readonly SavedKey[]
  readonly removeKeys: readonly SavedKey[]
}

/**
 * The ways to put a copy back after a loss. `exact`: Redis is older than the copy and nothing was changed since, so that it
 * gets just what the copy holds, and what was deleted does not come back. `add`: something may have been made since the
 * loss; it stays. `mend`: only records that are there and cannot be read are put back.
 */
export type RestoreMode = 'exact' | 'add' | 'mend'

/** @param found what Redis has of these checks of the copy */
export function changesOfChecks(
  { watched, damaged }: FoundChecks,
  kept: readonly Check[],
  mode: RestoreMode,
): CheckChanges {
  const there = new Map(watched.map(one => [one.check.id, one]))
  return {
    discard: damaged,
    create: kept.filter(({ id }) => (mode === 'mend' ? damaged.includes(id) : !there.has(id))),
    replace:
      mode !== 'exact'
        ? []
        : kept.flatMap(check => {
            const before = there.get(check.id)
            const differs = before && belongsInBackup(before.check) && !isSameCheck(before.check, check)
            return differs ? [{ before, check }] : []
          }),
    remove: [],
  }
}

/** Changes of what Redis has beside the checks of the copy. */
export function changesBesideCopy(
  { watched, damaged }: FoundChecks,
  isKept: (id: string) => boolean,
  mode: RestoreMode,
): CheckChanges {
  const isRemovable = (check: Check) => belongsInBackup(check) && normalisedCheck(check) !== undefined
  return {
    discard: damaged.filter(id => !isKept(id)),
    create: [],
    replace: [],
    remove: mode === 'exact' ? watched.filter(({ check }) => isRemovable(check) && !isKept(check.id)) : [],
  }
}

function isSameCheck(present: Check, kept: Check): boolean {
  return isAlike(present, kept) || isAlike(normalisedCheck(present), kept)
}

export function changesOfRest(
  { rest: present, damaged }: PresentRest,
  copy: BackupRest,
  mode: RestoreMode,
): RestChanges {
  const isExact = mode === 'exact'
  const kept = mode === 'mend' ? unreadable(copy, damaged) : copy
  const channels = named(present.channels, kept.channels, isExact)
  const accounts = named(present.accounts, kept.accounts, isExact)
  const windows = named(present.windows ?? [], kept.windows ?? [], isExact)
  const notes = new Set((present.notes ?? []).map(placeOfNote))
  const keptNotes = new Set((kept.notes ?? []).map(placeOfNote))
  const hashes = new Set(present.apiKeys.map(({ hash }) => hash))
  const keptHashes = new Set(kept.apiKeys.map(({ hash }) => hash))
  return {
    channels: channels.put,
    removeChannels: channels.remove,
    accounts: accounts.put,
    removeAccounts: accounts.remove,
    windows: windows.put,
    removeWindows: windows.remove,
    // A note is written once, and never changed.
    notes: (kept.notes ?? []).filter(note => !notes.has(placeOfNote(note))),
    removeNotes: isExact ? (present.notes ?? []).filter(note => !keptNotes.has(placeOfNote(note))) : [],
    apiKeys: kept.apiKeys.filter(({ hash }) => !hashes.has(hash)),
    removeKeys: isExact ? present.apiKeys.filter(({ hash }) => !keptHashes.has(hash)) : [],
    ...differing(kept, present),
  }
}

/** The kept ones that Redis lacks, or with `isExact` has otherwise; and the names of those that it has beside them. */
function named<T extends { readonly name: string }>(
  present: readonly T[],
  kept: readonly T[],
  isExact: boolean,
): { readonly put: readonly T[]; readonly remove: readonly string[] } {
  const there = new Map(present.map(one => [one.name, one]))
  const names = new Set(kept.map(({ name }) => name))
  return {
    put: kept.filter(one => !there.has(one.name) || (isExact && !isAlike(there.get(one.name), one))),
    remove: isExact ? [...there.keys()].filter(name => !names.has(name)) : [],
  }
}

/** The part of the copy whose records in Redis are there and cannot be read. */
function unreadable(copy: BackupRest, damaged: PresentRest['damaged']): BackupRest {
  return {
    channels: copy.channels.filter(({ name }) => damaged.channels.includes(name)),
    accounts: copy.accounts.filter(({ name }) => damaged.accounts.includes(name)),
    windows: (copy.windows ?? []).filter(({ name }) => damaged.windows?.includes(name)),
    notes: (copy.notes ?? []).filter(({ check }) => damaged.notes?.includes(check)),
    apiKeys: copy.apiKeys.filter(({ hash }) => damaged.apiKeys.includes(hash)),
    ...(damaged.vapid && copy.vapid && { vapid: copy.vapid }),
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

export function isNothing(changes: Partial<CheckChanges> & RestChanges): boolean {
  return Object.values(changes).every(change => Array.isArray(change) && change.length === 0)
}
