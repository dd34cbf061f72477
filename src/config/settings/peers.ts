/** The sections [peer.NAME]: other watches. Each makes a check that looks at the peer, and perhaps a channel for its contact. */

import { type Channel, channelFaults } from '../../domain/alerts/channel'
import { type LibraryRules, nameFaults } from '../../domain/field'
import type { MailAccount } from '../../domain/mail/account'
import { type Peer, peerCheckKey } from '../../domain/peers/peer'
import { PEER_KIND, peerUrls } from '../../domain/probes/peer-kinds'
import { intervalOf } from '../../domain/probes/probe'
import { OPINION_KINDS } from '../../domain/probes/second-opinion'
import type { IniFault } from '../../domain/settings/reading'
import { parseDuration } from '../../domain/time/duration'
import { parseEvery, usualEvery } from '../../domain/watch/probe-field'
import type { IniText } from '../ini/ini-text'
import { type NamedSection, namedSections } from '../ini/ini-values'
import type { CheckSection } from './checks'
import { secretsFrom } from './secret-files'
import { shown, switchOf } from './section-reader'

export const PEER_SECTION_KINDS = ['peer', 'checker'] as const

/** Keys of checks that a peer has under other names, or that make no sense for one. */
const NOT_HERE: Readonly<Record<string, string>> = {
  probe: 'url',
  targets: 'url',
  channels: 'contact',
}

/** Two silences in a row: a short one, as at a restart, is no news. A Checker is told of at the first, as any check. */
const PEER_FAILURES = '2'

/** As many failures in a row may bring a check down. */
const MOST_FAILURES = 100

export interface PeerSections {
  /** The peers of our own kind, which may also ask this watch. */
  readonly peers: readonly Peer[]
  /** The checks that look at them, as sections [check.NAME] would make them. */
  readonly sections: readonly CheckSection[]
  /** Mail addresses of contacts, by the channel that is made for them. */
  readonly contacts: readonly Contact[]
}

interface Contact {
  readonly section: string
  readonly channel: string
  readonly to: string
}

export function peersOf(ini: IniText, faults: IniFault[]): PeerSections {
  const all = namedSections(ini, 'peer').map(named => peerOf(named, faults))
  return {
    peers: Object.freeze(all.flatMap(({ peer }) => (peer === undefined ? [] : [peer]))),
    sections: all.map(({ section }) => section),
    contacts: all.flatMap(({ contact }) => (contact === undefined ? [] : [contact])),
  }
}

function peerOf(named: NamedSection, faults: IniFault[]) {
  const { section, values } = named
  const name = named.name.toLowerCase()
  const fail = (key: string, reason: string) => void faults.push({ section, key, reason })
  const {
    url = '',
    kind: written = '',
    contact = '',
    grace = '',
    looks = '',
    lookhosts = '',
    group = '',
    ...others
  } = values
  const kind = PEER_SECTION_KINDS.find(one => one === (written.toLowerCase() || 'peer'))
  if (kind === undefined) fail('kind', `${shown(written)} is neither ${PEER_SECTION_KINDS.join(' nor ')}`)
  const ofName = nameFaults(name)
  for (const { reason } of ofName) fail('', `the name ${reason}`)
  const rest = Object.fromEntries(Object.entries(others).filter(([key]) => !Object.hasOwn(NOT_HERE, key)))
  for (const [key, instead] of Object.entries(NOT_HERE))
    if (others[key]) fail(key, `belongs to a section [check.NAME]; a peer has ${instead}`)
  const failures = failuresOf(kind ?? 'peer', grace, rest, fail)
  const channel = `peer-${name}`.slice(0, 50)
  const isAddress = contact.includes('@')
  const made: CheckSection = {
    section,
    name: `Peer ${named.name}`,
    key: peerCheckKey(name),
    values: {
      // A slug made from the name of the check would differ: two hyphens beside each other become one.
      ...(ofName.length === 0 && { slug: `peer-${name}` }),
      ...rest,
      probe: `${kind ?? 'peer'} ${url}`,
      channels: isAddress ? channel : contact,
      failuresbeforealert: failures,
    },
    ownKeys: { probe: 'url', channels: 'contact' },
  }
  const kinds =
    looks === '' ? OPINION_KINDS : looks.toLowerCase() === 'off' ? [] : wordsIn(looks.toLowerCase())
  const odd = kinds.find(one => !OPINION_KINDS.some(known => known === one))
  if (odd !== undefined)
    fail('looks', `${shown(odd)} is none of ${OPINION_KINDS.join(', ')}; off: none of them`)
  const hosts = wordsIn(lookhosts)
  if (!hosts.every(host => /^(\*\.)?[\w.:-]+$/.test(host)))
    fail('lookhosts', 'has to be host names or addresses, such as nas.local or *.example.org')
  const isMember = group === '' ? false : switchOf(group, reason => void fail('group', reason))
  if (isMember && kind === 'checker')
    fail('group', 'is for watches of our own kind; a Checker cannot be a member')
  const peer: Peer | undefined =
    kind === 'peer' && others.key
      ? Object.freeze({
          name,
          key: others.key,
          urls: Object.freeze(peerUrls(url)),
          looks: kinds,
          lookHosts: hosts,
          isMember: isMember === true,
        })
      : undefined
  return { section: made, peer, contact: isAddress ? { section, channel, to: contact } : undefined }
}

/** `grace` is how long a peer may be unwell before anybody is told: as many looks in a row. */
function failuresOf(
  kind: (typeof PEER_SECTION_KINDS)[number],
  grace: string,
  { failuresbeforealert = '', every = '' }: Readonly<Record<string, string>>,
  fail: (key: string, reason: string) => void,
): string {
  if (grace === '') return failuresbeforealert || (kind === 'peer' ? PEER_FAILURES : '')
  if (failuresbeforealert !== '') fail('grace', 'stands beside failuresbeforealert; keep one of them')
  const span = parseDuration(grace)
  if (span === undefined) fail('grace', `${shown(grace)} is not a span of time such as 90s, 5m or 1h`)
  const interval = intervalOf({ every: parseEvery(every) ?? usualEvery(kind) })
  const looks = Math.floor((span ?? 0) / interval) + 1
  if (looks <= MOST_FAILURES) return String(looks)
  fail('grace', `has to be less than ${MOST_FAILURES} times every; look less often, or take a shorter one`)
  return ''
}

/** The channels of the INI with those that are made for addresses of contacts: they send as the first one for e-mail does. */
export function withContacts(
  channels: readonly Channel[] | undefined,
  accounts: readonly MailAccount[] | undefined,
  contacts: readonly Contact[],
  faults: IniFault[],
  rules: LibraryRules,
): readonly Channel[] | undefined {
  if (channels === undefined || accounts === undefined) return channels
  const model = channels.find(({ kind }) => kind === 'email')?.settings
  const account = accounts.find(({ settings }) => settings.smtphost)?.name
  const settings = model ?? (account === undefined ? undefined : { account })
  const made = contacts.map(({ section, channel, to }): Channel => {
    const fail = (reason: string) => void faults.push({ section, key: 'contact', reason })
    const draft = {
      name: channel,
      kind: 'email',
      origin: 'ini',
      isDefault: false,
      settings: { ...settings, to },
    } as const
    if (channels.some(({ name }) => name === channel))
      fail(`needs a channel of its own, and there is a section [channel.${channel}]; give that another name`)
    else if (settings === undefined)
      fail(
        'is a mail address, and no section [channel.NAME] of the kind email, nor [mail.NAME] with smtphost, says how to send; add one, or name a channel',
      )
    else for (const { reason } of channelFaults(draft, rules).slice(0, 1)) fail(reason)
    return Object.freeze(draft)
  })
  return Object.freeze([...channels, ...made])
}

/** The peers with the keys from the files that `@file` names. One whose key cannot be read is left out. */
export async function withPeerKeys(peers: readonly Peer[], folder: string): Promise<readonly Peer[]> {
  const read = await Promise.all(
    peers.map(async peer => ({
      peer,
      found: await secretsFrom(PEER_KIND.fields, { key: peer.key }, folder),
    })),
  )
  return read.flatMap(({ peer, found }) =>
    typeof found === 'object' && found.key ? [{ ...peer, key: found.key }] : [],
  )
}

const wordsIn = (text: string) => text.split(/[\s,]/).filter(word => word !== '')
