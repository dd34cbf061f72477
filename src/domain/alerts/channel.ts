/** A channel: one configured way by which alerts reach people. Pure. */

import type { Fault } from '../fault'
import { type FieldOrigin, type LibraryRules, settingsFaults } from '../field'
import { CHANNEL_KINDS, type ChannelKind, channelFields, isChannelKind, UNKNOWN_KIND } from './channel-kinds'

export interface Channel {
  /** `[a-z0-9_-]{1,50}`; checks name it. */
  readonly name: string
  readonly kind: ChannelKind
  /** Channels of the INI are read-only in the page. */
  readonly origin: FieldOrigin
  /** By the fields' keys; what is missing has the field's fallback. Holds secrets. */
  readonly settings: Readonly<Record<string, string>>
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

/** Every fault at once; an unknown kind and unknown keys are faults. None of the reasons holds a secret. */
export function channelFaults(
  { name, kind, origin, settings }: Pick<Channel, 'name' | 'origin' | 'settings'> & { readonly kind: string },
  rules: LibraryRules = {},
): Fault[] {
  const named: Fault[] = /^[a-z0-9_-]{1,50}$/.test(name)
    ? []
    : [{ key: 'name', reason: 'may hold small letters, digits, - and _ only (at most 50)' }]
  if (!isChannelKind(kind)) return [...named, { key: 'kind', reason: UNKNOWN_KIND }]
  return [...named, ...settingsFaults(kind, channelFields(kind), settings, origin, rules)]
}
