/** A backup from JSON, with the faults of JSON from elsewhere, each by its path. Pure. */

import type { LibraryRules } from '../field'
import { isObject } from '../watch/asked-plan'
import type { Check } from '../watch/check'
import { type Backup, type BackupRest, EMPTY_REST, placeOfNote } from './backup'
import {
  type Entry,
  momentOf,
  readAccount,
  readChannel,
  readCheck,
  readKey,
  readNote,
  readWindow,
} from './backup-entries'
import { FORMAT, FORMAT_VERSION, headJson, restJson, savedCheckJson } from './backup-json'

export interface ReadBackup {
  /** All parts that can be understood. */
  readonly backup: Backup
  /** `checks[2].grace: reason`; each names the place in the JSON, none holds a secret. */
  readonly faults: readonly string[]
  /** Epoch milliseconds. */
  readonly savedAt?: number
}

/**
 * @param rules for the settings of channels; without them only the form of values is judged, as for what was in use
 */
export function readBackupJson(json: unknown, rules?: LibraryRules): ReadBackup {
  const { rest, faults: found, savedAt, isBackup } = readRest(json, rules)
  if (!isBackup) return { backup: { ...rest, checks: [] }, faults: found }
  const faults: string[] = []
  const { checks } = json as { readonly checks?: unknown }
  const read = entries('checks', checks, readCheck(rules !== undefined), ({ id }) => id, faults)
  return {
    backup: { ...rest, checks: read },
    faults: [...faults, ...found],
    ...(savedAt !== undefined && { savedAt }),
  }
}

export interface ReadRest extends Omit<ReadBackup, 'backup'> {
  readonly rest: BackupRest
  /** False: it is no document that this version reads, as its only fault says. */
  readonly isBackup: boolean
}

/** Reads all members but the checks. */
export function readRest(json: unknown, rules?: LibraryRules): ReadRest {
  const wrong = documentFault(json)
  if (wrong !== undefined) return { rest: EMPTY_REST, faults: [wrong], isBackup: false }
  const {
    format: _format,
    version: _version,
    savedAt,
    host: _host,
    copy: _copy,
    // The sum stands in the copy's file, which is compared with it before.
    sha256: _sum,
    checks: _checks,
    channels,
    accounts,
    windows,
    notes,
    apiKeys,
    pingKey,
    secret,
    vapid,
    ...unknown
  } = json as Readonly<Record<string, unknown>>
  const faults = Object.keys(unknown).map(key => `${key}: is no part of a backup`)
  const at = momentOf(savedAt)
  const rest: BackupRest = {
    channels: entries('channels', channels, readChannel(rules), ({ name }) => name, faults),
    accounts: entries('accounts', accounts, readAccount(rules), ({ name }) => name, faults),
    ...(windows !== undefined && {
      windows: entries('windows', windows, readWindow(rules !== undefined), ({ name }) => name, faults),
    }),
    ...(notes !== undefined && { notes: entries('notes', notes, readNote, placeOfNote, faults) }),
    apiKeys: entries('apiKeys', apiKeys, readKey, ({ hash }) => hash, faults),
    ...part('pingKey', pingKey, isPingKey, 'has to be 22 letters, digits, - or _', faults),
    ...part('secret', secret, isSecret, 'has to be 32 bytes in base64', faults),
    ...part('vapid', vapid, isVapid, 'has to have the texts publicKey and privateKey', faults),
  }
  return { rest, faults, isBackup: true, ...(at !== undefined && { savedAt: at }) }
}

function documentFault(json: unknown): string | undefined {
  if (!isObject(json) || json.format !== FORMAT)
    return `format: has to be "${FORMAT}"; this is no file of intvlm8r export`
  const { version } = json
  if (version === FORMAT_VERSION) return undefined
  return typeof version === 'number' && version > FORMAT_VERSION
    ? `version: ${version} is of a newer intvlm8r, and this one reads ${FORMAT_VERSION}; update this one first`
    : `version: has to be ${FORMAT_VERSION}`
}

/** Adds the faults of the entries, and of those that are there twice, to `faults`. */
function entries<T>(
  name: string,
  list: unknown,
  read: (entry: Readonly<Record<string, unknown>>) => Entry<T>,
  identity: (value: T) => string,
  faults: string[],
): readonly T[] {
  if (list === undefined) return []
  if (!Array.isArray(list)) {
    faults.push(`${name}: has to be a list`)
    return []
  }
  const seen = new Set<string>()
  return list.flatMap((entry, index) => {
    const place = `${name}[${index}]`
    const { value, faults: own } = isObject(entry) ? read(entry) : { faults: ['has to be an object'] }
    const isTwice = value !== undefined && seen.has(identity(value))
    faults.push(...own.map(fault => (isObject(entry) ? `${place}.${fault}` : `${place}: ${fault}`)))
    if (isTwice) faults.push(`${place}: is there twice`)
    if (value === undefined || isTwice) return []
    seen.add(identity(value))
    return [value]
  })
}

function part<K extends string, T>(
  key: K,
  value: unknown,
  holds: (value: unknown) => value is T,
  reason: string,
  faults: string[],
): { readonly [P in K]?: T } {
  if (value === undefined) return {}
  if (holds(value)) return { [key]: value } as { [P in K]?: T }
  faults.push(`${key}: ${reason}`)
  return {}
}

function isPingKey(value: unknown): value is string {
  return typeof value === 'string' && /^[\w-]{22}$/.test(value)
}

function isSecret(value: unknown): value is string {
  return typeof value === 'string' && /^[A-Za-z0-9+/]{43}=$/.test(value)
}

function isVapid(value: unknown): value is NonNullable<Backup['vapid']> {
  return isObject(value) && typeof value.publicKey === 'string' && typeof value.privateKey === 'string'
}

/** A check as it is read from its own JSON, with the fallbacks of options that are newer than its record; none where it cannot be. */
export function normalisedCheck(check: Check): Check | undefined {
  return readCheck(false)(JSON.parse(JSON.stringify(savedCheckJson(check)))).value
}

/** The same for the rest of a backup. */
export function normalisedRest(rest: BackupRest): BackupRest {
  return readRest(JSON.parse(JSON.stringify({ ...headJson(0, ''), ...restJson(rest) }))).rest
}
