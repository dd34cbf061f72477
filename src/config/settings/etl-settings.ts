/** The etl.cfg of a Robopager. */

import { isZone } from '../../domain/time/zone'
import { readIniFile } from '../ini/ini-file'
import { parseConfigparser } from './checker-settings'

export interface EtlSettings {
  readonly email: string
  /** Decoded. */
  readonly password: string
  /** Of the start-up event: an integration key, which is a secret. */
  readonly heartbeatService: string
  /** The types of checks that are on. */
  readonly types: readonly string[]
  readonly redis: boolean
  readonly redisServer: string
  readonly redisDb: string
  readonly batchyServer: string
  readonly batchyPort: string
  /** Of delivery times; empty: the machine's. */
  readonly zone: string
  /** With their lines; none holds a secret. */
  readonly problems: readonly string[]
}

const SECTIONS = ['google_apps', 'function_type', 'robopager', 'enable_redis', 'batchy', 'timezone']

/** Undefined for a file of another program, and for one that cannot be read. */
export function readEtlSettings(path: string): EtlSettings | undefined {
  const file = readIniFile(path)
  return 'reason' in file ? undefined : parseEtlSettings(file.text)
}

/** Undefined for the text of another program's file. */
export function parseEtlSettings(text: string): EtlSettings | undefined {
  const { sections, problems, lineOf } = parseConfigparser(text)
  if (!SECTIONS.some(name => sections.has(name))) return undefined
  const faults = [...problems]
  const note = (section: string, key: string, reason: string) =>
    void faults.push(`line ${lineOf(section, key)}: [${section}] ${key} ${reason}`)
  const read = (section: string, key: string): string => {
    const value = sections.get(section)?.get(key) ?? ''
    // A lone percent sign makes configparser fail at this value.
    if (/%/.test(value.replaceAll('%%', ''))) note(section, key, 'has a single %, which is written %%')
    return value.replaceAll('%%', '%')
  }
  const zone = read('timezone', 'timezone')
  if (zone !== '' && !isZone(zone)) note('timezone', 'timezone', 'is not a time zone such as Europe/Berlin')
  const redis = read('enable_redis', 'enable')
  if (!/^(true|false|1|0|yes|no|on|off|)$/i.test(redis))
    note('enable_redis', 'enable', 'has to be True or False')
  const types = read('function_type', 'type')
    .toLowerCase()
    .split(',')
    .map(type => type.trim())
  for (const type of types.filter(type => !['', 'email', 'batchy'].includes(type)))
    note('function_type', 'type', `names ${type.slice(0, 40)}; there are email and batchy`)
  const coded = read('google_apps', 'password').replace(/\s/g, '')
  const password = decoded(coded)
  if (password === undefined) note('google_apps', 'password', 'is not base64')
  const heartbeatService = read('robopager', 'heartbeat_service')
  if (!/^[\w-]{0,100}$/.test(heartbeatService))
    note('robopager', 'heartbeat_service', 'is no integration key')
  const redisDb = read('redis', 'db')
  if (!/^\d{0,5}$/.test(redisDb)) note('redis', 'db', 'is not the number of a database')
  const batchyPort = read('batchy', 'port')
  if (!/^\d{0,5}$/.test(batchyPort)) note('batchy', 'port', 'is not a port number')
  return {
    email: read('google_apps', 'email'),
    password: password ?? '',
    heartbeatService,
    types: types.filter(type => type !== ''),
    redis: /^(true|1|yes|on)$/i.test(redis),
    redisServer: read('redis', 'server'),
    redisDb,
    batchyServer: read('batchy', 'server'),
    batchyPort,
    zone,
    problems: faults,
  }
}

/** Undefined for text that is not base64 of UTF-8. */
function decoded(text: string): string | undefined {
  if (!/^[A-Za-z\d+/]*={0,2}$/.test(text)) return undefined
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(text, 'base64'))
  } catch {
    return undefined
  }
}
