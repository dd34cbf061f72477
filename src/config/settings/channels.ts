/** The sections [channel.<name>]: channels that the INI provides. */
import { type Channel, channelFaults } from '../../domain/alerts/channel'
import { type ChannelKind, channelFields, isChannelKind, tidied } from '../../domain/alerts/channel-kinds'
import type { LibraryRules } from '../../domain/field'
import type { IniFault } from '../../domain/settings/reading'
import type { IniText } from '../ini/ini-text'
import type { NamedSection } from '../ini/ini-values'
import { allNamed, givenOnes, readNamed } from './named-settings'
import { secretsFrom } from './secret-files'
import { readerOf, switchOf } from './section-reader'

/** Undefined when one of them is faulty; the faults name the reasons, and hold no value. */
export function channelsOf(
  ini: IniText,
  faults: IniFault[],
  rules: LibraryRules,
): readonly Channel[] | undefined {
  return allNamed(ini, 'channel', faults, named => channelOf(named, faults, rules))
}

function channelOf(named: NamedSection, faults: IniFault[], rules: LibraryRules): Channel {
  const { kind: written = '', default: isMarked = '', ...values } = named.values
  const isDefault =
    isMarked === '' ? undefined : readerOf(named.section, named.values, faults)('default', switchOf)
  const kind = written.toLowerCase()
  const { name, texts, note } = readNamed({ ...named, values }, faults)
  const settings = isChannelKind(kind) ? tidied(kind, texts) : texts
  note(channelFaults({ name, kind, origin: 'ini', settings }, rules))
  return Object.freeze({
    name,
    kind: kind as ChannelKind,
    origin: 'ini',
    settings: givenOnes(settings),
    ...(isDefault !== undefined && { isDefault }),
  })
}

/** The channel with the secrets from the files that `@file` names, relative to that folder. Files are read anew every time. */
export async function withSecrets(channel: Channel, folder: string): Promise<Channel> {
  const { kind, name, settings, origin } = channel
  // Values of a checklist name no file.
  if (origin === 'file') return channel
  const read = await secretsFrom(channelFields(kind), settings, folder, `[channel.${name}]`)
  return typeof read === 'string' ? { ...channel, problem: read } : { ...channel, settings: read }
}
