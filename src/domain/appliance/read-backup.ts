/** A backup from JSON, with the faults of JSON from elsewhere, each by its path. Pure. */

import { API_KEY_HASH, idOfHash, KEY_ACCESS, keyNameProblem } from '../access/api-key'
import { channelFaults } from '../alerts/channel'
import { type ChannelKind, isChannelKind, UNKNOWN_KIND } from '../alerts/channel-kinds'
import type { PushSubscription } from '../alerts/ports'
import type { LibraryRules } from '../field'
import { isUuid } from '../uuid'
import { askedPlan, isObject } from '../watch/asked-plan'
import type { Check, Origin } from '../watch/check'
import { planFaults, planOf, withChanges } from '../watch/check-plan'
import type { CheckPlan } from '../watch/plan-fields'
import { type Backup, EMPTY, type SavedChannel, type SavedKey } from './backup'
import { backupJson, FORMAT, FORMAT_VERSION } from './backup-json'

const ORIGINS = ['page', 'api', 'checkin'] as const satisfies readonly Origin[]

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
  const wrong = documentFault(json)
  if (wrong !== undefined) return { backup: EMPTY, faults: [wrong] }
  const {
    format: _format,
    version: _version,
    savedAt,
    host: _host,
    copy: _copy,
    checks,
    channels,
    apiKeys,
    pingKey,
    secret,
    vapid,
    ...unknown
  } = json as Readonly<Record<string, unknown>>
  const faults = Object.keys(unknown).map(key => `${key}: is no part of a backup`)
  const at = momentOf(savedAt)
  const backup: Backup = {
    checks: entries('checks', checks, readCheck(rules !== undefined), ({ id }) => id, faults),
    channels: entries('channels', channels, readChannel(rules), ({ name }) => name, faults),
    apiKeys: entries('apiKeys', apiKeys, readKey, ({ hash }) => hash, faults),
    ...part('pingKey', pingKey, isPingKey, 'has to be 22 letters, digits, - or _', faults),
    ...part('secret', secret, isSecret, 'has to be 32 bytes in base64', faults),
    ...part('vapid', vapid, isVapid, 'has to have the texts publicKey and privateKey', faults),
  }
  return { backup, faults, ...(at !== undefined && { savedAt: at }) }
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

interface Entry<T> {
  readonly value?: T
  /** `grace: reason` */
  readonly faults: readonly string[]
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

function readCheck(isJudged: boolean) {
  return ({
    id,
    origin,
    createdAt,
    passwordHash,
    ...plan
  }: Readonly<Record<string, unknown>>): Entry<Check> => {
    const asked = askedPlan(plan)
    const { name } = asked.changes
    const made = ORIGINS.find(one => one === origin)
    const at = momentOf(createdAt)
    const faults = [
      ...(isId(id) ? [] : ['id: has to be a UUID in small letters']),
      ...(made === undefined ? [`origin: has to be one of ${ORIGINS.join(', ')}`] : []),
      ...(at === undefined ? [NO_MOMENT] : []),
      ...(passwordHash === undefined || typeof passwordHash === 'string'
        ? []
        : ['passwordHash: has to be text']),
      ...(asked.password === undefined ? [] : ['password: is no part of a backup; passwordHash is']),
      ...(typeof name === 'string' ? [] : ['name: is missing']),
      ...asked.faults.map(({ key, reason }) => `${key}: ${reason}`),
    ]
    if (faults.length > 0 || !isId(id) || made === undefined || at === undefined || typeof name !== 'string')
      return { faults }
    const whole = withChanges<CheckPlan>(planOf({ name }), {
      ...asked.changes,
      passwordHash: passwordHash as string | undefined,
    })
    return {
      value: { ...whole, id, origin: made, createdAt: at },
      faults: (isJudged ? planFaults(whole) : []).map(
        ({ key, part, reason }) => `${part ? `${key}.${part}` : key}: ${reason}`,
      ),
    }
  }
}

function readChannel(rules: LibraryRules | undefined) {
  return (channel: Readonly<Record<string, unknown>>): Entry<SavedChannel> => {
    const { name, kind, settings, default: isDefault, browsers, ...unknown } = channel
    const isList = Array.isArray(browsers) && browsers.every(isSubscription)
    const hasSettings =
      isObject(settings) && Object.values(settings).every(value => typeof value === 'string')
    const faults = [
      ...Object.keys(unknown).map(key => `${key}: is no part of a channel`),
      ...(typeof name === 'string' ? [] : ['name: has to be text']),
      ...(typeof kind === 'string' ? [] : ['kind: has to be text']),
      ...(hasSettings ? [] : ['settings: have to be an object of texts']),
      ...(isDefault === undefined || typeof isDefault === 'boolean'
        ? []
        : ['default: has to be true or false']),
      ...(browsers === undefined || isList
        ? []
        : ['browsers: have to be a list of {"endpoint", "keys": {"p256dh", "auth"}}']),
    ]
    if (faults.length > 0) return { faults }
    const read = {
      name: name as string,
      kind: kind as ChannelKind,
      settings: settings as SavedChannel['settings'],
    }
    const judged = rules === undefined ? [] : channelFaults({ ...read, origin: 'page' }, rules)
    const own = judged.map(({ key, reason }) =>
      key === 'name' || key === 'kind' ? `${key}: ${reason}` : `settings.${key}: ${reason}`,
    )
    if (!isChannelKind(read.kind)) return { faults: own.length > 0 ? own : [`kind: ${UNKNOWN_KIND}`] }
    return {
      value: {
        ...read,
        ...(typeof isDefault === 'boolean' && { isDefault }),
        ...(isList && { browsers: browsers as PushSubscription[] }),
      },
      faults: own,
    }
  }
}

function readKey({
  hash,
  name,
  access,
  createdAt,
  ...unknown
}: Readonly<Record<string, unknown>>): Entry<SavedKey> {
  const kind = KEY_ACCESS.find(one => one === access)
  const at = momentOf(createdAt)
  const named = typeof name === 'string' ? keyNameProblem(name, []) : 'has to be text'
  const isHash = typeof hash === 'string' && API_KEY_HASH.test(hash)
  const faults = [
    ...Object.keys(unknown).map(key => `${key}: is no part of an API key`),
    ...(isHash ? [] : ['hash: has to be a SHA-256 hash, 64 small hexadecimal digits']),
    ...(named === undefined ? [] : [`name: ${named}`]),
    ...(kind === undefined ? [`access: has to be one of ${KEY_ACCESS.join(', ')}`] : []),
    ...(at === undefined ? [NO_MOMENT] : []),
  ]
  if (faults.length > 0 || !isHash || kind === undefined || at === undefined) return { faults }
  return { value: { id: idOfHash(hash), hash, name: name as string, access: kind, createdAt: at }, faults }
}

const NO_MOMENT = 'createdAt: has to be a moment such as 2026-11-20T12:00:00.000Z'

function momentOf(value: unknown): number | undefined {
  const at = typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value) ? Date.parse(value) : Number.NaN
  return Number.isNaN(at) ? undefined : at
}

function isId(value: unknown): value is string {
  return typeof value === 'string' && isUuid(value) && value === value.toLowerCase()
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

function isSubscription(value: unknown): value is PushSubscription {
  if (!isObject(value) || typeof value.endpoint !== 'string' || !isObject(value.keys)) return false
  return typeof value.keys.p256dh === 'string' && typeof value.keys.auth === 'string'
}

/** The backup as it is read from its own JSON: with the fallbacks of options that are newer than a record. */
export function normalised(backup: Backup): Backup {
  return readBackupJson(JSON.parse(JSON.stringify(backupJson(backup, 0, '')))).backup
}
