/** The sections [channel.<name>]: channels that the INI provides. */
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { type Channel, channelFaults } from '../../domain/alerts/channel'
import { type ChannelKind, channelFields } from '../../domain/alerts/channel-kinds'
import { fieldProblem, namesFile } from '../../domain/field'
import type { IniFault } from '../../domain/settings/reading'
import { type IniText, type NamedSection, namedSections } from '../ini/ini-text'
import { readerOf } from './section-reader'

/** A secret is a line; a certificate that was named by mistake is not read whole. */
const SECRET_LIMIT = 10_000

/** Undefined when one of them is faulty; the faults say why, and hold no value. */
export function channelsOf(ini: IniText, faults: IniFault[]): readonly Channel[] | undefined {
  const before = faults.length
  const channels = namedSections(ini, 'channel').map(named => channelOf(named, faults))
  return faults.length === before ? Object.freeze(channels) : undefined
}

function channelOf({ section, name: written, values }: NamedSection, faults: IniFault[]): Channel {
  const read = readerOf(section, values, faults)
  const name = written.toLowerCase()
  const { kind: said = '', ...others } = values
  const kind = said.toLowerCase()
  const given = Object.keys(others).map(key => [key, read(key, value => value, '')] as const)
  const settings = Object.fromEntries(
    given.flatMap(([key, value]) => (value === undefined || value === '' ? [] : [[key, value] as const])),
  )
  for (const { key, reason } of channelFaults({ name, kind, origin: 'ini', settings })) {
    if (key === 'name') faults.push({ section, key: '', reason: `the name ${reason}` })
    else if (key in others && !(key in settings) && others[key] !== '')
      continue // was told already
    else faults.push({ section, key, reason })
  }
  return Object.freeze({ name, kind: kind as ChannelKind, origin: 'ini', settings: Object.freeze(settings) })
}

/** With what stands in the files that `@file` names, relative ones in that folder. Files are read anew every time. */
export async function withSecrets(channel: Channel, folder: string): Promise<Channel> {
  const settings: Record<string, string> = { ...channel.settings }
  for (const field of channelFields(channel.kind)) {
    const value = settings[field.key] ?? ''
    if (!namesFile(field, value)) continue
    const file = `the file that [channel.${channel.name}] names for "${field.label}"`
    try {
      const text = await readFile(resolve(folder, value.slice(1)), 'utf8')
      const secret = text.slice(0, SECRET_LIMIT).replace(/[\r\n]+$/, '')
      const problem = fieldProblem(field, secret, 'ini')
      if (problem !== undefined) return { ...channel, problem: `${file} cannot be used (${problem})` }
      settings[field.key] = secret
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      return { ...channel, problem: `${file} cannot be read (${code})` }
    }
  }
  return { ...channel, settings }
}
