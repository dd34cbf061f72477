/** The sections [channel.<name>]: channels that the INI provides. */
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { type Channel, channelFaults } from '../../domain/alerts/channel'
import { type ChannelKind, channelFields, isChannelKind, tidied } from '../../domain/alerts/channel-kinds'
import { fieldProblem, type LibraryRules, namesFile } from '../../domain/field'
import type { IniFault } from '../../domain/settings/reading'
import type { IniText } from '../ini/ini-text'
import { type NamedSection, namedSections } from '../ini/ini-values'
import { readerOf, switchOf } from './section-reader'

/** Characters. A secret is one line; a certificate that was named by mistake is not read whole. */
const SECRET_LIMIT = 10_000

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
  const settings: Record<string, string> = { ...channel.settings }
  for (const field of channelFields(channel.kind)) {
    const value = settings[field.key] ?? ''
    if (!namesFile(field, value)) continue
    const file = `the file that [channel.${channel.name}] names for "${field.label}"`
    try {
      const text = await readFile(resolve(folder, value.slice(1)), 'utf8')
      const secret = text.slice(0, SECRET_LIMIT).replace(/[\r\n]+$/, '')
      const problem = fieldProblem(field, secret, 'ini', {})
      if (problem !== undefined) return { ...channel, problem: `${file} cannot be used (${problem})` }
      settings[field.key] = secret
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      return { ...channel, problem: `${file} cannot be read (${code})` }
    }
  }
  return { ...channel, settings }
}
