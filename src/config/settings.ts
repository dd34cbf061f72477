import { heartbeatUrlProblem } from '../domain/heartbeat-url'
import type { Fault, Reading, Settings } from '../domain/settings'
import { FREQUENCIES, type Frequency } from '../domain/slot'
import { findSection, iniValues, scanIni } from './ini-text'

type WithoutFile<R> = R extends unknown ? Omit<R, 'revision' | 'changedAt'> : never

/** What an INI's text says, or everything that is wrong with it. */
export type Parsed = WithoutFile<Exclude<Reading, { kind: 'unreadable' }>>

/** A section's keys; those that are faulty are undefined. */
type Keys<T> = { readonly [K in keyof T]: T[K] | undefined }

/** Notes why a value cannot be used. */
type Fail = (reason: string) => undefined

/** Reads one key; undefined when it is faulty. The default is for a key that is missing or empty. */
type Read = <T>(
  key: string,
  rule: (value: string, fail: Fail) => T | undefined,
  fallback?: T,
) => T | undefined

/**
 * INI text -> frozen settings, or every fault at once. Only the heartbeat's frequency and, unless that is Off, its URL
 * have no default. No fault's text holds a URL or a password's hash.
 */
export function parseSettings(text: string): Parsed {
  const ini = scanIni(text)
  const values = iniValues(ini)
  const faults: Fault[] = [...ini.faults]

  const reader = (section: string): Read => {
    return (key, rule, fallback) => {
      const value = values[section.toLowerCase()]?.[key] ?? ''
      if (value === '' && fallback !== undefined) return fallback
      const fail: Fail = reason => void faults.push({ section, key, reason })
      return value.includes('\n') ? fail(CONTINUED) : rule(value, fail)
    }
  }
  // Where lines are broken, a section that is missing may be one whose header is broken: it has no defaults then.
  const isIntact = (name: string) =>
    !ini.faults.some(({ section }) => section.toLowerCase() === name) &&
    (ini.faults.length === 0 || findSection(ini.sections, name) !== undefined)

  const draft = monitoringKeys(reader('Monitoring'))
  const monitoring = whole<Settings['monitoring']>(draft)
  const web = webOf(reader('Web'))
  const redis = whole<Settings['redis']>({ url: reader('Redis')('url', redisUrlOf, '') })
  const login = loginOf(reader('Login'))
  if (faults.length === 0 && monitoring && web && redis && login)
    return { kind: 'ok', settings: Object.freeze({ monitoring, web, redis, login }) }
  const sound = {
    ...(monitoring && isIntact('monitoring') && { monitoring }),
    ...(web && isIntact('web') && { web }),
    ...(redis && isIntact('redis') && { redis }),
    ...(login && isIntact('login') && { login }),
  }
  return {
    kind: 'faulty',
    faults: Object.freeze(faults),
    sound: Object.freeze(sound),
    draft: soundKeys(draft),
  }
}

function monitoringKeys(read: Read): Keys<Settings['monitoring']> {
  const frequency = read('heartbeatfrequency', frequencyOf)
  return {
    frequency,
    url: read('heartbeaturl', urlOf, frequency === 'Off' || frequency === undefined ? '' : undefined),
    catchup: read('heartbeatcatchup', switchOf, true),
  }
}

function webOf(read: Read): Settings['web'] | undefined {
  const tlscert = read('tlscert', value => value, '')
  return whole({
    host: read('host', hostOf, '0.0.0.0'),
    port: read('port', portOf, 8080),
    tlscert,
    tlskey: read('tlskey', (value, fail) => (!value === !tlscert ? value : fail(HALF_TLS))),
    trustproxy: read('trustproxy', switchOf, false),
    hostnames: read<readonly string[]>('hostnames', hostnamesOf, Object.freeze([])),
  })
}

function loginOf(read: Read): Settings['login'] | undefined {
  return whole({
    username: read('username', value => value, 'admin'),
    passwordHash: read('passwordhash', value => value, ''),
  })
}

/** The section, frozen; undefined when one of its keys is faulty. */
function whole<T extends object>(fields: Keys<T>): T | undefined {
  return Object.values(fields).includes(undefined) ? undefined : Object.freeze(fields as T)
}

function soundKeys<T extends object>(fields: Keys<T>): Partial<T> {
  const sound = Object.entries(fields).filter(([, value]) => value !== undefined)
  return Object.freeze(Object.fromEntries(sound) as Partial<T>)
}

const CHOICES = `${FREQUENCIES.join(', ')} (minutes)`
const CONTINUED =
  'goes on in the indented line below; write it in one line, and begin the next key without blanks'
const HALF_TLS = 'tlscert and tlskey are needed together; give both, or leave both empty'

function frequencyOf(value: string, fail: Fail): Frequency | undefined {
  if (value === '') return fail(`has no value; give it one of ${CHOICES}`)
  const frequency = FREQUENCIES.find(choice => `${choice}`.toLowerCase() === value.toLowerCase())
  return frequency ?? fail(`${shown(value)} is not one of ${CHOICES}`)
}

function urlOf(value: string, fail: Fail): string | undefined {
  if (value === '') return fail("is empty; enter the receiver's URL, or set heartbeatfrequency = Off")
  const problem = heartbeatUrlProblem(value)
  return problem === undefined ? value : fail(`is not a usable URL. ${problem}`)
}

function switchOf(value: string, fail: Fail): boolean | undefined {
  if (/^(on|yes|true|1)$/i.test(value)) return true
  if (/^(off|no|false|0)$/i.test(value)) return false
  return fail(`${shown(value)} is neither on nor off`)
}

function hostOf(value: string, fail: Fail): string | undefined {
  if (/^[\w.:%-]+$/.test(value)) return value
  return fail(`${shown(value)} is not an address to listen on, such as 0.0.0.0 (all), 127.0.0.1 or ::1`)
}

function portOf(value: string, fail: Fail): number | undefined {
  if (/^\d{1,5}$/.test(value) && Number(value) >= 1 && Number(value) <= 65_535) return Number(value)
  return fail(`${shown(value)} is not a port number from 1 to 65535`)
}

function hostnamesOf(value: string, fail: Fail): readonly string[] | undefined {
  const names = value.toLowerCase().split(/[\s,]+/)
  const odd = names.find(name => !/^[\w.-]+$|^\[[\da-f:.]+\]$/.test(name))
  if (odd === undefined) return Object.freeze(names)
  return fail(`${shown(odd)} is not a host name; give bare names, with blanks between them`)
}

function redisUrlOf(value: string, fail: Fail): string | undefined {
  if (value.startsWith('/')) return value
  if (URL.canParse(value) && /^rediss?:\/\/[^/]/i.test(value)) return value
  return fail(
    "is neither a redis:// or rediss:// URL nor a socket's path; leave it empty for the appliance's own server",
  )
}

/** Only what cannot well be a secret that slipped into the wrong line. */
function shown(value: string): string {
  return /^[\w.+ -]{1,20}$/.test(value) ? `"${value}"` : 'what it says'
}
