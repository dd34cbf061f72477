import { isPrefix } from '../../domain/appliance/identity'
import type { LibraryRules } from '../../domain/field'
import { pingUrlProblem } from '../../domain/heartbeat/receivers/ping-url'
import { NO_PROXY_AT_ALL, proxyProblem } from '../../domain/net/proxy-url'
import { PROBES_AT_ONCE } from '../../domain/probes/probe'
import { isServerGroup, parseServerGroup } from '../../domain/redis/redis-url'
import type { IniFault, Reading } from '../../domain/settings/reading'
import type { Settings } from '../../domain/settings/settings'
import { FREQUENCIES, type Frequency } from '../../domain/time/slot'
import type { Admission } from '../../domain/watch/waiting'
import { findSection, scanIni } from '../ini/ini-text'
import { defaultsIn, iniValues } from '../ini/ini-values'
import { channelsOf } from './channels'
import { checklistOf } from './checklist'
import { checksOf } from './checks'
import { mailAccountsOf } from './mail'
import { nearlyRight } from './nearly-right'
import { ownGateFaults } from './own-gates'
import { peersOf, withContacts } from './peers'
import {
  admissionOf,
  type Fail,
  type Keys,
  type Read,
  readerOf,
  shown,
  soundKeys,
  switchOf,
  whole,
} from './section-reader'
import { expectedOf, zmqOf } from './zmq'

type WithoutFile<R> = R extends unknown ? Omit<R, 'revision' | 'changedAt'> : never

/** The settings of an INI's text, or all its faults. */
export type ParsedSettings = WithoutFile<Exclude<Reading, { kind: 'unreadable' }>>

/**
 * INI text -> frozen settings, or every fault at once. Only the heartbeat's frequency and, unless that is Off, its URL
 * have no default. No fault's text holds a URL or a password's hash. Without `rules` the fields that need them are not
 * judged: the tick loads no library.
 *
 * @param writtenAt when the text was last changed, epoch milliseconds: schedules have to come true after that. Their being
 * over later is no fault, so that no passing of time withholds heartbeats
 */
export function parseSettings(text: string, rules: LibraryRules = {}, writtenAt = 0): ParsedSettings {
  const ini = scanIni(text)
  const values = iniValues(ini)
  const defaults = defaultsIn(ini)
  const faults: IniFault[] = [...ini.faults]

  /** Section -> its keys, as they are read. */
  const known = new Map<string, string[]>()
  const reader = (section: string): Read => {
    const keys: string[] = []
    known.set(section, keys)
    const read = readerOf(section, { ...defaults, ...values[section.toLowerCase()] }, faults)
    return (key, ...rule) => {
      keys.push(key)
      return read(key, ...rule)
    }
  }
  // With stray lines, a missing section may be one with a broken header; its defaults must not stand in for it.
  const isIntact = (name: string) =>
    !ini.faults.some(({ section }) => section.toLowerCase() === name) &&
    (!meant.has(name) || findSection(ini.sections, name) !== undefined) &&
    (ini.faults.length === 0 || findSection(ini.sections, name) !== undefined)

  const draft = monitoringKeys(reader('Monitoring'))
  const web = webOf(reader('Web'))
  const watch = watchOf(reader('Watch'))
  const redis = redisOf(reader('Redis'))
  const network = networkOf(reader('Network'))
  const expected = expectedOf(reader('Expected'))
  const checklist = checklistOf(reader('Checklist'))
  const zmq = zmqOf(reader('Zmq'))
  const login = loginOf(reader('Login'))
  const checker = checkerOf(reader('Checker'))
  const ofPeers = peersOf(ini, faults)
  const { checks, soundChecks } = checksOf(ini, faults, writtenAt, ofPeers.sections)
  const own = ownGateFaults(draft.gates, soundChecks)
  faults.push(...own)
  const monitoring = own.length > 0 ? undefined : whole<Settings['monitoring']>(draft)
  const mail = mailAccountsOf(ini, faults, rules)
  const channels = withContacts(channelsOf(ini, faults, rules), mail, ofPeers.contacts, faults, rules)
  const meant = nearlyRight(ini, known, faults)
  const parts = {
    monitoring,
    web,
    watch,
    expected,
    checklist,
    zmq,
    redis,
    network,
    login,
    checker,
    checks,
    channels,
    mail,
    peers: ofPeers.peers,
  }
  if (faults.length === 0 && Object.values(parts).every(part => part !== undefined))
    return { kind: 'ok', settings: Object.freeze(parts as Settings) }
  // A stray line may be the header of a check or a channel.
  const isWhole = (kind: string) => ini.faults.length === 0 && !meant.has(kind)
  const sound = {
    ...(monitoring && isIntact('monitoring') && { monitoring }),
    ...(web && isIntact('web') && { web }),
    ...(watch && isIntact('watch') && { watch }),
    ...(expected && isIntact('expected') && { expected }),
    ...(checklist && isIntact('checklist') && { checklist }),
    ...(zmq && isIntact('zmq') && { zmq }),
    ...(redis && isIntact('redis') && { redis }),
    ...(network && isIntact('network') && { network }),
    ...(login && isIntact('login') && { login }),
    ...(checker && isIntact('checker') && { checker }),
    ...(checks && isWhole('check') && isWhole('peer') && { checks }),
    ...(isWhole('peer') && { peers: ofPeers.peers }),
    ...(channels && isWhole('channel') && { channels }),
    ...(mail && isWhole('mail') && { mail }),
  }
  return {
    kind: 'faulty',
    faults: Object.freeze(faults),
    sound: Object.freeze(sound),
    draft: soundKeys(draft),
    ...(!(checks && isWhole('check') && isWhole('peer')) && { soundChecks }),
  }
}

function monitoringKeys(read: Read): Keys<Settings['monitoring']> {
  const frequency = read('heartbeatfrequency', frequencyOf)
  return {
    frequency,
    url: read('heartbeaturl', urlOf, frequency === 'Off' || frequency === undefined ? '' : undefined),
    catchup: read('heartbeatcatchup', switchOf, true),
    gates: read<readonly string[]>('heartbeatgates', gatesOf, Object.freeze([])),
    gateFails: read('heartbeatgatefails', switchOf, false),
    duty: read<'own' | 'group'>('heartbeatduty', dutyOf, 'own'),
  }
}

function dutyOf(value: string, fail: Fail): 'own' | 'group' | undefined {
  const duty = (['own', 'group'] as const).find(one => one === value.toLowerCase())
  return duty ?? fail(`${shown(value)} is neither own nor group`)
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

function networkOf(read: Read): Settings['network'] | undefined {
  return whole({
    proxy: read('proxy', proxyOf, ''),
    noproxy: read('noproxy', value => value, ''),
    cafile: read('cafile', value => value, ''),
  })
}

function redisOf(read: Read): Settings['redis'] | undefined {
  const url = read('url', redisUrlOf, '')
  return whole({
    url,
    prefix: read('prefix', prefixOf, ''),
    join: read('join', switchOf, false),
    copies: read('copies', (value, fail) => copiesOf(value, url, fail), 1),
  })
}

function watchOf(read: Read): Settings['watch'] | undefined {
  return whole({
    pyremto: read<Admission>('pyremto', admissionOf, 'adopt'),
    batchy: read<Admission>('batchy', admissionOf, 'adopt'),
    create: read<Admission>('create', admissionOf, 'open'),
    startChannel: read('startchannel', value => value.toLowerCase(), ''),
    probesAtOnce: read('probesatonce', atOnceOf, PROBES_AT_ONCE.usual),
  })
}

function atOnceOf(value: string, fail: Fail): number | undefined {
  return /^[1-9]\d?$/.test(value) && Number(value) <= PROBES_AT_ONCE.most
    ? Number(value)
    : fail(`${shown(value)} is not a number of looks from 1 to ${PROBES_AT_ONCE.most}`)
}

function checkerOf(read: Read): Settings['checker'] | undefined {
  return whole({ port: read('port', portOf, 0) })
}

function loginOf(read: Read): Settings['login'] | undefined {
  const login = whole<Settings['login']>({
    username: read('username', value => value, 'admin'),
    passwordHash: read('passwordhash', value => value, ''),
  })
  const secret = read('totpkey', totpKeyOf, '')
  const recoveryHashes = read('recoverycodes', value => value.split(/[\s,]+/).filter(Boolean), [])
  // A fault in the second factor must not turn it off.
  if (login === undefined || secret === undefined || recoveryHashes === undefined) return undefined
  return secret === '' ? login : { ...login, secondFactor: { secret, recoveryHashes } }
}

function totpKeyOf(value: string, fail: Fail): string | undefined {
  return value === '' || /^[A-Z2-7]{26,128}$/.test(value) ? value : fail(ODD_KEY)
}

const ODD_KEY =
  'is not a key that this appliance made; type "sudo intvlm8r second-factor off" on the appliance'

const CHOICES = `${FREQUENCIES.join(', ')} (minutes)`
const HALF_TLS = 'tlscert and tlskey are needed together; give both, or leave both empty'

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

function gatesOf(value: string): readonly string[] {
  const names = value.toLowerCase().split(/[\s,]+/)
  return Object.freeze([...new Set(names.filter(name => name !== ''))])
}

function proxyOf(value: string, fail: Fail): string | undefined {
  if (value.toLowerCase() === NO_PROXY_AT_ALL) return NO_PROXY_AT_ALL
  const problem = proxyProblem(value)
  return problem === undefined ? value : fail(problem)
}

function prefixOf(value: string, fail: Fail): string | undefined {
  return isPrefix(value)
    ? value
    : fail('needs letters and digits, such as home; - . and _ may stand between them')
}

function copiesOf(value: string, url: string | undefined, fail: Fail): number | undefined {
  if (!/^[1-9]$/.test(value)) return fail(`${shown(value)} is not a number of servers from 1 to 9`)
  return value !== '1' && url === ''
    ? fail("needs servers that copy each other: name them in url. The appliance's own has no copy")
    : Number(value)
}

function redisUrlOf(value: string, fail: Fail): string | undefined {
  if (value.startsWith('/')) return value
  if (isServerGroup(value)) {
    const group = parseServerGroup(value)
    return 'problem' in group ? fail(group.problem) : value
  }
  if (URL.canParse(value) && /^rediss?:\/\/[^/]/i.test(value)) return value
  return fail(
    "is neither a redis:// or rediss:// URL nor a socket's path; leave it empty for the appliance's own server",
  )
}
