/** A check, a channel and an API key of a backup from JSON, each with its faults. Pure. */

import { API_KEY_HASH, idOfHash, KEY_ACCESS, keyNameProblem } from '../access/api-key'
import { channelFaults } from '../alerts/channel'
import { type ChannelKind, isChannelKind, UNKNOWN_KIND } from '../alerts/channel-kinds'
import { windowFaults } from '../alerts/maintenance'
import type { PushSubscription } from '../alerts/ports'
import type { Fault } from '../fault'
import type { LibraryRules } from '../field'
import { accountFaults } from '../mail/account'
import { isUuid } from '../uuid'
import { askedPlan, isObject } from '../watch/asked-plan'
import type { Check, Origin } from '../watch/check'
import { planFaults, planOf, withChanges } from '../watch/check-plan'
import { type CheckNote, NOTES, noteText } from '../watch/outages'
import type { CheckPlan } from '../watch/plan-fields'
import type { SavedAccount, SavedChannel, SavedKey } from './backup'

const ORIGINS = ['page', 'api', 'checkin'] as const satisfies readonly Origin[]

export interface Entry<T> {
  readonly value?: T
  /** `grace: reason` */
  readonly faults: readonly string[]
}

export function readCheck(isJudged: boolean) {
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
        ({ key, part, setting, reason }) => `${[key, part ?? setting].filter(Boolean).join('.')}: ${reason}`,
      ),
    }
  }
}

export function readChannel(rules: LibraryRules | undefined) {
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

export function readAccount(rules: LibraryRules | undefined) {
  return readSettings('a mail account', account =>
    rules === undefined ? [] : accountFaults({ ...account, origin: 'page' }, rules),
  )
}

export function readWindow(isJudged: boolean) {
  return readSettings('a window of maintenance', window =>
    isJudged ? windowFaults({ ...window, origin: 'page' }) : [],
  )
}

/** Reads a name with settings. */
function readSettings(words: string, faultsOf: (value: SavedAccount) => readonly Fault[]) {
  return ({ name, settings, ...unknown }: Readonly<Record<string, unknown>>): Entry<SavedAccount> => {
    const hasSettings =
      isObject(settings) && Object.values(settings).every(value => typeof value === 'string')
    const faults = [
      ...Object.keys(unknown).map(key => `${key}: is no part of ${words}`),
      ...(typeof name === 'string' ? [] : ['name: has to be text']),
      ...(hasSettings ? [] : ['settings: have to be an object of texts']),
    ]
    if (faults.length > 0) return { faults }
    const value = { name: name as string, settings: settings as SavedAccount['settings'] }
    return {
      value,
      faults: faultsOf(value).map(
        ({ key, reason }) => `${key === 'name' ? key : `settings.${key}`}: ${reason}`,
      ),
    }
  }
}

export function readKey({
  hash,
  name,
  access,
  createdAt,
  expiresAt,
  ...unknown
}: Readonly<Record<string, unknown>>): Entry<SavedKey> {
  const kind = KEY_ACCESS.find(one => one === access)
  const at = momentOf(createdAt)
  const end = momentOf(expiresAt)
  const named = typeof name === 'string' ? keyNameProblem(name, []) : 'has to be text'
  const isHash = typeof hash === 'string' && API_KEY_HASH.test(hash)
  const faults = [
    ...Object.keys(unknown).map(key => `${key}: is no part of an API key`),
    ...(isHash ? [] : ['hash: has to be a SHA-256 hash, 64 small hexadecimal digits']),
    ...(named === undefined ? [] : [`name: ${named}`]),
    ...(kind === undefined ? [`access: has to be one of ${KEY_ACCESS.join(', ')}`] : []),
    ...(at === undefined ? [NO_MOMENT] : []),
    ...(expiresAt !== undefined && end === undefined ? [`expiresAt: ${A_MOMENT}`] : []),
  ]
  if (faults.length > 0 || !isHash || kind === undefined || at === undefined) return { faults }
  return {
    value: {
      id: idOfHash(hash),
      hash,
      name: name as string,
      access: kind,
      createdAt: at,
      ...(end !== undefined && { expiresAt: end }),
    },
    faults,
  }
}

export function readNote({
  check,
  due,
  at,
  text,
  ...unknown
}: Readonly<Record<string, unknown>>): Entry<CheckNote> {
  const [outage, written] = [momentOf(due), momentOf(at)]
  const isText = typeof text === 'string' && text !== '' && noteText(text) === text
  const faults = [
    ...Object.keys(unknown).map(key => `${key}: is no part of a note`),
    ...(isId(check) ? [] : ['check: has to be a UUID in small letters']),
    ...(outage === undefined ? [`due: ${A_MOMENT}`] : []),
    ...(written === undefined ? [`at: ${A_MOMENT}`] : []),
    ...(isText ? [] : [`text: has to be text of at most ${NOTES.longest} characters`]),
  ]
  if (!isId(check) || outage === undefined || written === undefined || !isText || faults.length > 0)
    return { faults }
  return { value: { check, due: outage, at: written, text }, faults }
}

const A_MOMENT = 'has to be a moment such as 2026-11-20T12:00:00.000Z'
const NO_MOMENT = `createdAt: ${A_MOMENT}`

export function momentOf(value: unknown): number | undefined {
  const at = typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value) ? Date.parse(value) : Number.NaN
  return Number.isNaN(at) ? undefined : at
}

function isId(value: unknown): value is string {
  return typeof value === 'string' && isUuid(value) && value === value.toLowerCase()
}

function isSubscription(value: unknown): value is PushSubscription {
  if (!isObject(value) || typeof value.endpoint !== 'string' || !isObject(value.keys)) return false
  return typeof value.keys.p256dh === 'string' && typeof value.keys.auth === 'string'
}
