/** A channel: one configured way by which alerts reach people. Pure. */

import type { Fault } from '../fault'
import { type FieldOrigin, type LibraryRules, nameFaults, settingsFaults } from '../field'
import { MAIL_ANSWER_MS } from '../mail/sending'
import { parseDuration } from '../time/duration'
import { LOOK_END_MS } from '../time/limits'
import { NO_CHANNEL } from '../watch/plan-fields'
import {
  CHANNEL_KINDS,
  type ChannelKind,
  channelFields,
  isChannelKind,
  isOfIni,
  togetherFaults,
  UNKNOWN_KIND,
} from './channel-kinds'

export interface Channel {
  /** `[a-z0-9_-]{1,50}`; checks name it. */
  readonly name: string
  readonly kind: ChannelKind
  /** Channels of the INI are read-only in the page. */
  readonly origin: FieldOrigin
  /** By the fields' keys; what is missing has the field's fallback. Holds secrets. */
  readonly settings: Readonly<Record<string, string>>
  /** Whether new checks alert by it; undefined where nobody chose. */
  readonly isDefault?: boolean
  /** Why it cannot be used at present, such as a secret's file that cannot be read. */
  readonly problem?: string
}

/** Its service keeps an incident open until it is resolved. */
export function opensIncidents({ kind }: Pick<Channel, 'kind'>): boolean {
  return CHANNEL_KINDS[kind].incidents
}

/** The value that is set, or the field's fallback, or an empty text. */
export function settingOf({ kind, settings }: Channel, key: string): string {
  return settings[key] || (channelFields(kind).find(field => field.key === key)?.fallback ?? '')
}

/** Whether the channel keeps sensors for Home Assistant, and so a connection to its broker. */
export function keepsSensors(channel: Channel): boolean {
  const isUsable = channel.kind === 'mqtt' && channel.problem === undefined
  return isUsable && settingOf(channel, 'discovery').toLowerCase() !== 'off'
}

/** Milliseconds that an alert waits for another watch that may send it first. */
export function offsetOf(channel: Channel): number {
  return channel.kind === 'pagerduty' ? (parseDuration(settingOf(channel, 'offset')) ?? 0) : 0
}

/** Milliseconds for one attempt at an alert; of an SMS and of Signal for each recipient, one after the other. */
export const ATTEMPT_MS = 20_000

/** Milliseconds after which an attempt is given up, whatever the service's own limits. */
export function attemptMs(channel: Channel): number {
  if (channel.kind === 'email') return ATTEMPT_MS + MAIL_ANSWER_MS
  if (channel.kind === 'signal') return toOf(channel).length * ATTEMPT_MS
  return channel.kind === 'sms' ? toOf(channel).length * (ATTEMPT_MS + LOOK_END_MS.job) : ATTEMPT_MS
}

/** The recipients of an SMS, or of a message by Signal. */
export function toOf(channel: Channel): readonly string[] {
  return settingOf(channel, 'to')
    .split(',')
    .map(each => each.trim())
}

/** The part of a channel that a choice of channels needs. */
export type NamedChannel = Pick<Channel, 'name' | 'origin' | 'isDefault'>

/**
 * The names of the channels by which a new check alerts: those that are marked for it. Where none is, the first one, or
 * `all`, but for those that are marked as no default.
 */
export function defaultChannels(
  channels: readonly NamedChannel[],
  unmarked: 'first' | 'all' = 'first',
): string[] {
  const marked = channels.filter(({ isDefault }) => isDefault === true)
  const open = channels.filter(({ isDefault }) => isDefault === undefined)
  const chosen = marked.length > 0 ? marked : unmarked === 'all' ? open : firstOf(open)
  return chosen.map(({ name }) => name)
}

/** That of the INI stands first in the file. The page's are in no order, so the first name counts. */
function firstOf(channels: readonly NamedChannel[]): NamedChannel[] {
  const byName = [...channels].sort((a, b) => (a.name < b.name ? -1 : 1))
  const first = channels.find(({ origin }) => origin === 'ini') ?? byName[0]
  return first === undefined ? [] : [first]
}

const OF_INI = 'runs a program, and only the INI may name one'

/** Every fault at once; an unknown kind and unknown keys are faults. None of the reasons holds a secret. */
export function channelFaults(
  { name, kind, origin, settings }: Pick<Channel, 'name' | 'origin' | 'settings'> & { readonly kind: string },
  rules: LibraryRules = {},
): Fault[] {
  const named =
    name === NO_CHANNEL
      ? [{ key: 'name', reason: 'is the word for no channel; choose another one' }]
      : nameFaults(name)
  if (!isChannelKind(kind)) return [...named, { key: 'kind', reason: UNKNOWN_KIND }]
  const foreign = isOfIni(kind) && origin !== 'ini' ? [{ key: 'kind', reason: OF_INI }] : []
  return [
    ...named,
    ...foreign,
    ...settingsFaults(kind, channelFields(kind), settings, origin, rules),
    ...togetherFaults(kind, settings),
  ]
}
