/** The sections [channel.<name>]: channels that the INI provides. */
import { type Channel, channelFaults } from '../../domain/alerts/channel'
import { type ChannelKind, channelFields, isChannelKind, tidied } from '../../domain/alerts/channel-kinds'
import type { LibraryRules } from '../../domain/field'
import type { IniFault } from '../../domain/settings/reading'
import type { IniText } from '../ini/ini-text'
import { type NamedSection, namedSections } from '../ini/ini-values'
import { secretsFrom } from './secret-files'
import { readerOf, switchOf } from './section-reader'

/** Undefined when one of them is faulty; the faults name the reasons, and hold no value. */
export function channelsOf(
  ini: IniText,
  faults: IniFault[],
  rules: LibraryRules,
): readonly Channel[] | undefined {
  const before = faults.length
  const channels = namedSections(ini, 'channel').map(named => channelOf(named, faults, rules))
  return faults.length === before ? Object.freeze(channels) : undefined
}

function channelOf(
  { section, name: written, values }: NamedSection,
  faults: IniFault[],
  rules: LibraryRules,
): Channel {
  const read = readerOf(section, values, faults)
  const name = written.toLowerCase()
  const { kind: writtenKind = '', default: isMarked = '', ...others } = values
  const isDefault = isMarked === '' ? undefined : read('default', switchOf)
  const kind = writtenKind.toLowerCase()
  const given: Record<string, string> = {}
  const unreadable: string[] = []
  for (const key of Object.keys(others)) {
    const value = read(key, text => text, '')
    if (value === undefined) unreadable.push(key)
    else given[key] = value
  }
  const tidy = isChannelKind(kind) ? tidied(kind, given) : given
  for (const { key, reason } of channelFaults({ name, kind, origin: 'ini', settings: tidy }, rules)) {
    if (key === 'name') faults.push({ section, key: '', reason: `the name ${reason}` })
    else if (!unreadable.includes(key)) faults.push({ section, key, reason })
  }
  const settings = Object.fromEntries(Object.entries(tidy).filter(([, value]) => value !== ''))
  return Object.freeze({
    name,
    kind: kind as ChannelKind,
    origin: 'ini',
    settings: Object.freeze(settings),
    ...(isDefault !== undefined && { isDefault }),
  })
}

/** The channel with the secrets from the files that `@file` names, relative to that folder. Files are read anew every time. */
export async function withSecrets(channel: Channel, folder: string): Promise<Channel> {
  const { kind, name, settings } = channel
  const read = await secretsFrom(channelFields(kind), settings, folder, `[channel.${name}]`)
  return typeof read === 'string' ? { ...channel, problem: read } : { ...channel, settings: read }
}
