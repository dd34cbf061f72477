/** The rules of single values in the sections of the INI: each returns the value as it is used, or notes why it cannot be. */
import { isPrefix } from '../../domain/appliance/identity'
import { pingUrlProblem } from '../../domain/heartbeat/receivers/ping-url'
import { isLanguage, LANGUAGES, type Language } from '../../domain/language/language'
import { NO_PROXY_AT_ALL, proxyProblem } from '../../domain/net/proxy-url'
import { TAKEOVER_MS } from '../../domain/peers/group'
import { PROBES_AT_ONCE } from '../../domain/probes/probe'
import { isServerGroup, parseServerGroup, serverUrlIn } from '../../domain/redis/redis-url'
import { MOST_SHARDS } from '../../domain/redis/shard-of'
import { parseDuration } from '../../domain/time/duration'
import { FREQUENCIES, type Frequency } from '../../domain/time/slot'
import { LONGEST_SPAN } from '../../domain/watch/field-types'
import { type Fail, shown } from './section-reader'

export function totpKeyOf(value: string, fail: Fail): string | undefined {
  return value === '' || /^[A-Z2-7]{26,128}$/.test(value) ? value : fail(ODD_KEY)
}

const ODD_KEY =
  'is not a key that this appliance made; type "sudo intvlm8r second-factor off" on the appliance'

const CHOICES = `${FREQUENCIES.join(', ')} (minutes)`

export function frequencyOf(value: string, fail: Fail): Frequency | undefined {
  if (value === '') return fail(`has no value; give it one of ${CHOICES}`)
  const frequency = FREQUENCIES.find(choice => `${choice}`.toLowerCase() === value.toLowerCase())
  return frequency ?? fail(`${shown(value)} is not one of ${CHOICES}`)
}

export function urlOf(value: string, fail: Fail): string | undefined {
  if (value === '') return fail("is empty; enter the receiver's URL, or set heartbeatfrequency = Off")
  const problem = pingUrlProblem(value)
  return problem === undefined ? value : fail(`is not a usable URL. ${problem}`)
}

export function hostOf(value: string, fail: Fail): string | undefined {
  // An address of IPv6 has two colons at least.
  if (/^[^:/]*:\d*$/.test(value)) return fail('has a colon; write the port as port = 8080')
  if (/^[\w.:%-]+$/.test(value)) return value
  return fail(`${shown(value)} is not an address to listen on, such as 0.0.0.0 (all), 127.0.0.1 or ::1`)
}

export function languageOf(value: string, fail: Fail): Language | undefined {
  const language = value.toLowerCase()
  if (isLanguage(language)) return language
  return fail(`${shown(value)} is none of ${Object.keys(LANGUAGES).join(', ')}`)
}

/** How long an escalation waits, in milliseconds. */
export function patienceOf(value: string, fail: Fail): number | undefined {
  const span = parseDuration(value)
  if (span !== undefined && span >= 60_000 && span <= LONGEST_SPAN) return span
  return fail(`${shown(value)} is no span such as 30m or 2h, from 1m to 400d`)
}

export function portOf(value: string, fail: Fail): number | undefined {
  if (/^\d{1,5}$/.test(value) && Number(value) >= 1 && Number(value) <= 65_535) return Number(value)
  return fail(`${shown(value)} is not a port number from 1 to 65535`)
}

export function hostnamesOf(value: string, fail: Fail): readonly string[] | undefined {
  const names = value.toLowerCase().split(/[\s,]+/)
  const odd = names.find(name => !/^[\w.-]+$|^\[[\da-f:.]+\]$/.test(name))
  if (odd === undefined) return Object.freeze(names)
  return fail(`${shown(odd)} is not a host name; give bare names, with blanks between them`)
}

/** Names in small letters, with blanks or commas between them. */
export function namesOf(value: string): readonly string[] {
  const names = value.toLowerCase().split(/[\s,]/)
  return Object.freeze([...new Set(names.filter(name => name !== ''))])
}

export function proxyOf(value: string, fail: Fail): string | undefined {
  if (value.toLowerCase() === NO_PROXY_AT_ALL) return NO_PROXY_AT_ALL
  const problem = proxyProblem(value)
  return problem === undefined ? value : fail(problem)
}

export function prefixOf(value: string, fail: Fail): string | undefined {
  return isPrefix(value)
    ? value
    : fail('needs letters and digits, such as home; - . and _ may stand between them')
}

export function copiesOf(value: string, url: string | undefined, fail: Fail): number | undefined {
  if (!/^[1-9]$/.test(value)) return fail(`${shown(value)} is not a number of servers from 1 to 9`)
  return value !== '1' && url === ''
    ? fail("needs servers that copy each other: name them in url. The appliance's own has no copy")
    : Number(value)
}

export function shardsOf(value: string, url: string | undefined, fail: Fail): number | undefined {
  if (!/^[1-9]\d?$/.test(value) || Number(value) > MOST_SHARDS)
    return fail(`${shown(value)} is not a number of parts from 1 to ${MOST_SHARDS}`)
  return value !== '1' && url === ''
    ? fail(
        "divides the checks among the nodes of a Cluster: name them in url. The appliance's own server is one",
      )
    : Number(value)
}

export function redisUrlOf(value: string, fail: Fail): string | undefined {
  if (value.startsWith('/')) return value
  if (isServerGroup(value)) {
    const group = parseServerGroup(value)
    return 'problem' in group ? fail(group.problem) : value
  }
  const url = serverUrlIn(value)
  if (typeof url === 'string') return url
  return fail(
    url?.problem ??
      "is neither a redis:// or rediss:// URL nor a socket's path; leave it empty for the appliance's own server",
  )
}

export function atOnceOf(value: string, fail: Fail): number | undefined {
  return /^[1-9]\d?$/.test(value) && Number(value) <= PROBES_AT_ONCE.most
    ? Number(value)
    : fail(`${shown(value)} is not a number of looks from 1 to ${PROBES_AT_ONCE.most}`)
}

export function dutyOf(value: string, fail: Fail): 'own' | 'group' | undefined {
  const duty = (['own', 'group'] as const).find(one => one === value.toLowerCase())
  return duty ?? fail(`${shown(value)} is neither own nor group`)
}

export function rankOf(value: string, fail: Fail): number | undefined {
  return /^[1-9]\d?$/.test(value)
    ? Number(value)
    : fail(`${shown(value)} is not a rank from 1 (the first) to 99`)
}

export function takeoverOf(value: string, fail: Fail): number | undefined {
  const span = parseDuration(value)
  return span !== undefined && span >= TAKEOVER_MS.shortest && span <= TAKEOVER_MS.longest
    ? span
    : fail(`${shown(value)} is not a span of time from 5s to 1h, such as 2m`)
}
