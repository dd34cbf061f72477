import { NO_ESCALATION } from '../../domain/alerts/escalation'
import type { LibraryRules } from '../../domain/field'
import type { Language } from '../../domain/language/language'
import { TAKEOVER_MS } from '../../domain/peers/group'
import { PROBES_AT_ONCE } from '../../domain/probes/probe'
import type { IniFault, Reading } from '../../domain/settings/reading'
import type { Settings } from '../../domain/settings/settings'
import type { Admission } from '../../domain/watch/waiting'
import { findSection, type IniText, scanIni } from '../ini/ini-text'
import { defaultsIn, iniValues } from '../ini/ini-values'
import { channelsOf } from './channels'
import { checklistOf } from './checklist'
import { checksOf } from './checks'
import { mailAccountsOf } from './mail'
import { nearlyRight } from './nearly-right'
import { ownGateFaults } from './own-gates'
import { peersOf, withContacts } from './peers'
import { admissionOf, type Keys, type Read, readerOf, soundKeys, switchOf, whole } from './section-reader'
import { statusPagesOf } from './status-pages'
import {
  atOnceOf,
  copiesOf,
  dutyOf,
  frequencyOf,
  hostnamesOf,
  hostOf,
  languageOf,
  namesOf,
  patienceOf,
  portOf,
  prefixOf,
  proxyOf,
  rankOf,
  redisUrlOf,
  shardsOf,
  takeoverOf,
  totpKeyOf,
  urlOf,
} from './value-rules'
import { windowsOf } from './windows'
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
  return settingsOf(scanIni(text), rules, writtenAt)
}

/** As `parseSettings`, of an INI that is scanned already. */
export function settingsOf(ini: IniText, rules: LibraryRules = {}, writtenAt = 0): ParsedSettings {
  const values = iniValues(ini)
  const defaults = defaultsIn(ini)
  const faults: IniFault[] = [...ini.faults]

  /** Section -> its keys, as they are read. */
  const known = new Map<string, string[]>()
  const reader = (section: string): Read => {
    const keys: string[] = []
    known.set(section, keys)
    const inherited = WITH_DEFAULTS.has(section) ? defaults : {}
    const read = readerOf(section, { ...inherited, ...values[section.toLowerCase()] }, faults)
    return (key, ...rule) => {
      keys.push(key)
      return read(key, ...rule)
    }
  }
  // With stray lines, a missing section may be one with a broken header; its defaults must not stand in for it.
  const isIntact = (name: string) =>
    !ini.faults.some(({ section }) => section.toLowerCase() === name) &&
    (isWhole(name) || findSection(ini.sections, name) !== undefined)
  // A stray line may be the header of a check or a channel.
  const isWhole = (kind: string) => ini.faults.length === 0 && !meant.has(kind)

  const draft = monitoringKeys(reader('Monitoring'))
  const webKeys = webKeysOf(reader('Web'))
  const web = whole<Settings['web']>(webKeys)
  const watch = watchOf(reader('Watch'))
  const redis = redisOf(reader('Redis'))
  const network = networkOf(reader('Network'))
  const expected = expectedOf(reader('Expected'))
  const checklist = checklistOf(reader('Checklist'))
  const zmq = zmqOf(reader('Zmq'))
  const login = loginOf(reader('Login'))
  const checker = checkerOf(reader('Checker'))
  const group = groupOf(reader('Group'), redis?.shards ?? 1)
  const ofPeers = peersOf(ini, faults)
  const { checks, soundChecks } = checksOf(ini, faults, writtenAt, ofPeers.sections)
  const own = ownGateFaults(draft.gates, soundChecks)
  faults.push(...own)
  const monitoring = own.length > 0 ? undefined : whole<Settings['monitoring']>(draft)
  const mail = mailAccountsOf(ini, faults, rules)
  const channels = withContacts(channelsOf(ini, faults, rules), mail, ofPeers.contacts, faults, rules)
  const windows = windowsOf(ini, faults)
  const statusPages = statusPagesOf(ini, faults)
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
    group,
    checks,
    peers: ofPeers.peers,
    channels,
    mail,
    windows,
    statusPages,
  }
  if (faults.length === 0 && Object.values(parts).every(part => part !== undefined))
    return { kind: 'ok', settings: Object.freeze(parts as Settings) }
  const isSound = (part: string) => KINDS_OF.get(part)?.every(isWhole) ?? isIntact(part)
  const sound: Partial<Settings> = Object.fromEntries(
    Object.entries(parts).filter(([name, part]) => part !== undefined && isSound(name)),
  )
  return {
    kind: 'faulty',
    faults: Object.freeze(faults),
    sound: Object.freeze(sound),
    draft: soundKeys(draft),
    ...(webKeys.language && (isIntact('web') || values.web?.language) && { language: webKeys.language }),
    ...(sound.checks === undefined && { soundChecks }),
  }
}

/** The sections in which [DEFAULT] counts: elsewhere the port of the page, say, would open a door of that number. */
const WITH_DEFAULTS: ReadonlySet<string> = new Set(['Monitoring', 'Web', 'Watch', 'Redis', 'Login'])

/** The kinds of the sections [kind.NAME] that a part is made of. Every other part is the section of its name. */
const KINDS_OF: ReadonlyMap<string, readonly string[]> = new Map([
  ['checks', ['check', 'peer']],
  ['peers', ['peer']],
  ['channels', ['channel']],
  ['mail', ['mail']],
  ['windows', ['window']],
  ['statusPages', ['status']],
])

function monitoringKeys(read: Read): Keys<Settings['monitoring']> {
  const frequency = read('heartbeatfrequency', frequencyOf)
  return {
    frequency,
    url: read('heartbeaturl', urlOf, frequency === 'Off' || frequency === undefined ? '' : undefined),
    catchup: read('heartbeatcatchup', switchOf, true),
    gates: read<readonly string[]>('heartbeatgates', namesOf, Object.freeze([])),
    gateFails: read('heartbeatgatefails', switchOf, false),
    duty: read<'own' | 'group'>('heartbeatduty', dutyOf, 'own'),
  }
}

const HALF_TLS = 'tlscert and tlskey are needed together; give both, or leave both empty'

function webKeysOf(read: Read): Keys<Settings['web']> {
  const tlscert = read('tlscert', value => value, '')
  return {
    host: read('host', hostOf, '0.0.0.0'),
    port: read('port', portOf, 8080),
    tlscert,
    tlskey: read('tlskey', (value, fail) => (!value === !tlscert ? value : fail(HALF_TLS))),
    trustproxy: read('trustproxy', switchOf, false),
    hostnames: read<readonly string[]>('hostnames', hostnamesOf, Object.freeze([])),
    language: read<Language>('language', languageOf, 'en'),
  }
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
    shards: read('shards', (value, fail) => shardsOf(value, url, fail), 1),
  })
}

function watchOf(read: Read): Settings['watch'] | undefined {
  return whole({
    pyremto: read<Admission>('pyremto', admissionOf, 'adopt'),
    batchy: read<Admission>('batchy', admissionOf, 'adopt'),
    create: read<Admission>('create', admissionOf, 'open'),
    startChannel: read('startchannel', value => value.toLowerCase(), ''),
    probesAtOnce: read('probesatonce', atOnceOf, PROBES_AT_ONCE.usual),
    escalation: escalationOf(read),
  })
}

function escalationOf(read: Read): Settings['watch']['escalation'] | undefined {
  return whole({
    channels: read<readonly string[]>('escalateto', namesOf, NO_ESCALATION.channels),
    after: read('escalateafter', patienceOf, NO_ESCALATION.after),
  })
}

function checkerOf(read: Read): Settings['checker'] | undefined {
  return whole({ port: read('port', portOf, 0) })
}

const NO_SHARDS = 'has no place in a watch that is divided by [Redis] shards; take one of both out'

function groupOf(read: Read, shards: number): Settings['group'] | undefined {
  return whole({
    rank: read('rank', (value, fail) => (shards > 1 ? fail(NO_SHARDS) : rankOf(value, fail)), 0),
    takeover: read('takeover', takeoverOf, TAKEOVER_MS.usual),
  })
}

function loginOf(read: Read): Settings['login'] | undefined {
  const login = whole<Settings['login']>({
    username: read('username', value => value, 'admin'),
    passwordHash: read('passwordhash', value => value, ''),
  })
  const secret = read('totpkey', totpKeyOf, '')
  const recoveryHashes = read('recoverycodes', value => value.split(/[\s,]/).filter(Boolean), [])
  // A fault in the second factor must not turn it off.
  if (login === undefined || secret === undefined || recoveryHashes === undefined) return undefined
  return secret === '' ? login : { ...login, secondFactor: { secret, recoveryHashes } }
}
