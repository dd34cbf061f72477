import { describe, expect, it } from 'vitest'
import { editIniText } from '../../../src/config/ini/ini-edit'
import { withPeerKeys } from '../../../src/config/settings/peers'
import { redactIni } from '../../../src/config/settings/redacted-ini'
import { parseSettings } from '../../../src/config/settings/settings'
import { faultText } from '../../../src/domain/settings/reading'
import { MAIL_RULES } from '../../../src/notifiers/mail-addresses'
import { folderWith } from '../../support/folder'

const KEY = 'k'.repeat(43)
const OFF = '[Monitoring]\nheartbeatfrequency = Off\n'
const MAIL =
  '[channel.mail]\nkind = email\nto = me@example.org\nhost = smtp.example.org\nusername = u\npassword = p\n'
const PEER = `[peer.Office]\nurl = http://office:8080\nkey = ${KEY}\n`

const parse = (text: string) => parseSettings(`${OFF}${text}`, MAIL_RULES)
function settingsOf(text: string) {
  const parsed = parse(text)
  if (parsed.kind !== 'ok') throw new Error(parsed.faults.map(faultText).join('\n'))
  return parsed.settings
}
function faultsOf(text: string): string[] {
  const parsed = parse(text)
  return parsed.kind === 'ok' ? [] : parsed.faults.map(faultText)
}
/** The faults, and the parts that are without one. */
function soundOf(text: string) {
  const parsed = parse(text)
  if (parsed.kind !== 'faulty') throw new Error('has no fault')
  return { faults: parsed.faults.map(faultText), sound: parsed.sound }
}

describe('a section [peer.NAME]', () => {
  it('makes a check that looks at the peer each minute, and alerts at the second silence', () => {
    const { checks, peers } = settingsOf(PEER)
    expect(checks).toMatchObject([
      {
        key: 'peer.office',
        byDefault: true,
        plan: {
          name: 'Peer Office',
          slug: 'peer-office',
          failuresBeforeAlert: 2,
          probe: { kind: 'peer', target: 'http://office:8080', every: 60_000, settings: { key: KEY } },
        },
      },
    ])
    expect(peers).toEqual([
      {
        name: 'office',
        key: KEY,
        urls: ['http://office:8080'],
        looks: ['http', 'tcp', 'tls', 'dns', 'ping'],
        lookHosts: [],
        isMember: false,
      },
    ])
  })

  it('has two addresses, and its own rhythm', () => {
    const { checks, peers } = settingsOf(`${PEER.replace('8080', '8080 http://10.8.0.2:8080')}every = 5m\n`)
    expect(checks[0]?.plan.probe?.every).toBe(300_000)
    expect(peers[0]?.urls).toEqual(['http://office:8080', 'http://10.8.0.2:8080'])
  })

  it.each([
    ['grace = 3m\n', 4],
    ['grace = 30s\n', 1],
    ['grace = 99m\n', 100],
    ['every = 5m\ngrace = 12m\n', 3],
    ['failuresbeforealert = 7\n', 7],
  ])('with %j is told of at failure %i in a row', (lines, failures) => {
    expect(settingsOf(PEER + lines).checks[0]?.plan.failuresBeforeAlert).toBe(failures)
  })

  it('has the options of any check', () => {
    const { plan } =
      settingsOf(`${PEER}reminders = 1h\nquiethours = 22:00-07:00\ntags = site\n`).checks[0] ?? {}
    expect(plan).toMatchObject({ reminders: '1h', quietHours: '22:00-07:00', tags: ['site'] })
  })

  it('names a channel as its contact', () => {
    const { checks, channels } = settingsOf(`${MAIL}${PEER}contact = mail\n`)
    expect(checks[0]?.plan.channels).toEqual(['mail'])
    expect(channels.map(({ name }) => name)).toEqual(['mail'])
  })

  it('with an address as its contact gets a channel for that, which is for nothing else', () => {
    const { checks, channels } = settingsOf(
      `${MAIL}${PEER}contact = them@example.org, "A, B" <b@example.org>\n`,
    )
    expect(checks[0]?.plan.channels).toEqual(['peer-office'])
    expect(channels[1]).toEqual({
      name: 'peer-office',
      kind: 'email',
      origin: 'ini',
      isDefault: false,
      settings: {
        to: 'them@example.org, "A, B" <b@example.org>',
        host: 'smtp.example.org',
        username: 'u',
        password: 'p',
      },
    })
  })

  it('mails its contact by a mail account where there is no channel', () => {
    const account = '[mail.post]\nsmtphost = smtp.example.org\nfrom = me@example.org\n'
    expect(settingsOf(`${account}${PEER}contact = them@example.org\n`).channels).toMatchObject([
      { name: 'peer-office', settings: { account: 'post', to: 'them@example.org' } },
    ])
  })

  it.each([
    ['looks = off\n', { looks: [], lookHosts: [] }],
    ['group = on\n', { isMember: true }],
    [
      'looks = TCP, ping\nlookhosts = nas.local *.example.org\n',
      { looks: ['tcp', 'ping'], lookHosts: ['nas.local', '*.example.org'] },
    ],
  ])('with %j may have that looked at', (lines, rules) => {
    expect(settingsOf(PEER + lines).peers[0]).toMatchObject(rules)
  })

  it('of the kind checker is looked at each hour, has no key, and may not ask here', () => {
    const { checks, peers } = settingsOf('[peer.old]\nkind = checker\nurl = http://old:5000\n')
    expect(checks[0]?.plan).toMatchObject({
      failuresBeforeAlert: 1,
      probe: { kind: 'checker', target: 'http://old:5000', every: 3_600_000 },
    })
    expect(peers).toEqual([])
  })

  it.each([
    [
      '[peer.a]\n',
      '[peer.a] url: peer has no target. Of its page, such as http://office.example.org:8080; a second one, over another network, behind a blank.',
    ],
    [
      `[peer.a]\nurl = office:8080\nkey = ${KEY}\n`,
      '[peer.a] url: is not a usable address. Add https:// (or http://) in front.',
    ],
    [
      `[peer.a]\nurl = http://a http://b http://c\nkey = ${KEY}\n`,
      '[peer.a] url: has more than two addresses',
    ],
    [
      '[peer.a]\nurl = http://a\n',
      '[peer.a] key: is empty. As `intvlm8r peer invite` makes it, the same on both sides.',
    ],
    [
      '[peer.a]\nurl = http://a\nkey = short\n',
      '[peer.a] key: is no key of 43 characters, as `intvlm8r peer invite` makes them',
    ],
    [`${PEER}kind = robot\n`, '[peer.Office] kind: "robot" is neither peer nor checker'],
    [
      `${PEER}channels = mail\n`,
      '[peer.Office] channels: belongs to a section [check.NAME]; a peer has contact',
    ],
    [
      `${PEER}grace = 3m\nfailuresbeforealert = 2\n`,
      '[peer.Office] grace: stands beside failuresbeforealert; keep one of them',
    ],
    [
      `${PEER}grace = 100m\n`,
      '[peer.Office] grace: has to be less than 100 times every; look less often, or take a shorter one',
    ],
    [`${PEER}grace = soon\n`, '[peer.Office] grace: "soon" is not a span of time such as 90s, 5m or 1h'],
    [
      `${PEER}looks = command\n`,
      '[peer.Office] looks: "command" is none of http, tcp, tls, dns, ping; off: none of them',
    ],
    [`${PEER}lookhosts = http://nas\n`, /^\[peer\.Office\] lookhosts: has to be host names or addresses/],
    [`${PEER}evry = 5m\n`, /^\[peer\.Office\] evry: /],
    [`[peer.a b]\nurl = http://a\nkey = ${KEY}\n`, /^\[peer\.a b\] the name may hold small letters/],
    [`${PEER}contact = them@example.org\n`, /^\[peer\.Office\] contact: is a mail address, and no section/],
    [`${MAIL}${PEER}contact = them@\n`, /^\[peer\.Office\] contact: /],
    [`[peers.office]\nurl = http://a\n`, '[peers.office] is no section of ours; did you mean [peer.office]?'],
  ])('%j has a fault with its own key', (text, fault) => {
    expect(faultsOf(text)).toContainEqual(typeof fault === 'string' ? fault : expect.stringMatching(fault))
  })

  it('with a fault keeps no other check from being provided', () => {
    const parsed = parse('[peer.a]\n[check.backup]\nperiod = 1d\n')
    expect(parsed.kind === 'faulty' && parsed.soundChecks?.map(({ key }) => key)).toEqual(['backup'])
  })

  it('shows neither its key nor its address to other eyes', () => {
    const { ini } = redactIni(`${PEER}contact = them@example.org\nevery = 5m\n`)
    expect(ini).toBe('[peer.1]\nurl = http://…\nkey = (removed)\ncontact = (removed)\nevery = 5m\n')
  })

  it('can be written by a program', () => {
    const edited = editIniText(OFF, [
      { section: 'peer.office', key: 'url', value: 'http://office:8080' },
      { section: 'peer.office', key: 'key', value: KEY },
    ])
    expect(edited).toEqual({ text: `${OFF}\n[peer.office]\nurl = http://office:8080\nkey = ${KEY}\n` })
  })
})

describe('the section [Checker]', () => {
  it.each([
    ['', 0],
    ['[Checker]\nport =\n', 0],
    ['[Checker]\nport = 5000\n', 5000],
  ])('%j opens port %i', (text, port) => {
    expect(settingsOf(text).checker).toEqual({ port })
  })

  it('names a fault', () => {
    expect(faultsOf('[Checker]\nport = 70000\n')).toEqual([
      '[Checker] port: "70000" is not a port number from 1 to 65535',
    ])
  })
})

describe('a peer, to the bound,', () => {
  it.each([
    [
      '[peer.Office]\nurl = http://a\nkind = CHECKER\ngroup = on\n',
      '[peer.Office] group: is for watches of our own kind; a Checker cannot be a member',
    ],
    [
      `${PEER}contact = ${Array.from({ length: 51 }, (_, n) => `c${n}`).join(' ')}\n`,
      '[peer.Office] contact: are too many; at most 50',
    ],
    [`${PEER}group = maybe\n`, '[peer.Office] group: "maybe" is neither on nor off'],
    [`${PEER}probe = tcp a:1\n`, '[peer.Office] probe: belongs to a section [check.NAME]; a peer has url'],
    [`${PEER}targets = a\n`, '[peer.Office] targets: belongs to a section [check.NAME]; a peer has url'],
    [
      `${PEER}lookhosts = a b/c\n`,
      '[peer.Office] lookhosts: has to be host names or addresses, such as nas.local or *.example.org',
    ],
    [
      `${PEER}lookhosts = *a\n`,
      '[peer.Office] lookhosts: has to be host names or addresses, such as nas.local or *.example.org',
    ],
    [
      `${MAIL}[channel.peer-office]\nkind = ntfy\ntopic = t\n${PEER}contact = a@b.c\n`,
      '[peer.Office] contact: needs a channel of its own, and there is a section [channel.peer-office]; give that another name',
    ],
    [
      `[mail.post]\nimaphost = imap.a\nfrom = me@example.org\n${PEER}contact = a@b.c\n`,
      '[peer.Office] contact: is a mail address, and no section [channel.NAME] of the kind email, nor [mail.NAME] with smtphost, says how to send; add one, or name a channel',
    ],
    [
      `[channel.phone]\nkind = ntfy\ntopic = t\n${PEER}contact = a@b.c\n`,
      '[peer.Office] contact: is a mail address, and no section [channel.NAME] of the kind email, nor [mail.NAME] with smtphost, says how to send; add one, or name a channel',
    ],
  ])('%j has one fault', (text, fault) => {
    expect(faultsOf(text)).toEqual([fault])
  })

  it('has the usual failures of its kind, those of its grace, or its own', () => {
    const failures = (lines: string, kind = 'peer') =>
      settingsOf(
        `[peer.a]\nkind = ${kind}\nurl = http://a\n${kind === 'peer' ? `key = ${KEY}\n` : ''}${lines}`,
      ).checks[0]?.plan.failuresBeforeAlert
    expect([failures(''), failures('', 'checker')]).toEqual([2, 1])
    expect([failures('grace = 59s\n'), failures('grace = 1m\n'), failures('grace = 119s\n')]).toEqual([
      1, 2, 2,
    ])
    expect(failures('grace = 1h\n', 'checker')).toBe(2)
    expect(failures('failuresbeforealert = 5\n', 'checker')).toBe(5)
  })

  it('has hosts with any blanks and commas between them', () => {
    expect(settingsOf(`${PEER}lookhosts = a.b,  *.c,d\nlooks = http,  dns\n`).peers[0]).toMatchObject({
      looks: ['http', 'dns'],
      lookHosts: ['a.b', '*.c', 'd'],
    })
    expect(settingsOf(`${PEER}looks = OFF\ngroup = off\n`).peers[0]).toMatchObject({
      looks: [],
      isMember: false,
    })
  })

  it('has a channel of 50 characters, a slug and a name', () => {
    const name = 'x'.repeat(50)
    const { channels, checks } = settingsOf(
      `${MAIL}[peer.${name}]\nurl = http://a\nkey = ${KEY}\ncontact = a@b.c\n`,
    )
    expect(channels.map(each => each.name)).toEqual(['mail', `peer-${'x'.repeat(45)}`])
    expect(checks[0]?.plan).toMatchObject({ name: `Peer ${name}`, slug: `peer-${name}` })
    const odd = settingsOf(`[peer.A--b-]\nurl = http://a\nkey = ${KEY}\n`).checks[0]?.plan
    expect(odd).toMatchObject({ name: 'Peer A--b-', slug: 'peer-a--b-' })
    expect(settingsOf(`${PEER}slug = mine\n`).checks[0]?.plan.slug).toBe('mine')
    expect(settingsOf(`${PEER}contact = none\n`).checks[0]?.plan.channels).toEqual([])
  })

  it('has its key from a file, and is left out without one', async () => {
    const folder = await folderWith({ key: `${KEY}\n`, bad: 'short' })
    const peer = { name: 'a', urls: [], looks: [], lookHosts: [], isMember: false }
    const keys = async (...given: string[]) =>
      (
        await withPeerKeys(
          given.map(key => ({ ...peer, key })),
          folder,
        )
      ).map(({ key }) => key)
    expect(await keys(KEY, '@key')).toEqual([KEY, KEY])
    expect(await keys('@gone', '@bad', '', KEY)).toEqual([KEY])
    expect(await withPeerKeys([{ ...peer, key: '@key' }], folder)).toEqual([{ ...peer, key: KEY }])
  })

  it('of another kind is looked at as one of our own, and may not ask here', () => {
    const { faults, sound } = soundOf(`${PEER}kind = robot\n`)
    expect(faults).toEqual(['[peer.Office] kind: "robot" is neither peer nor checker'])
    expect(sound.checks?.[0]?.plan).toMatchObject({ failuresBeforeAlert: 2, probe: { kind: 'peer' } })
    expect(sound.peers).toEqual([])
  })

  it('without a key, or of the kind checker with one, may not ask here', () => {
    expect(soundOf('[peer.a]\nurl = http://a\n').sound.peers).toEqual([])
    expect(soundOf(`[peer.a]\nkind = checker\nurl = http://a\nkey = ${KEY}\n`).sound.peers).toEqual([])
  })

  it('with a contact has no faults of others that are faulty', () => {
    const channel = faultsOf(`[channel.a]\nkind = pigeon\n${PEER}contact = a@b.c\n`)
    expect(channel).toEqual([expect.stringMatching(/^\[channel\.a\] kind: /)])
    const account = faultsOf(`${MAIL}[mail.post]\nfrom = me\n${PEER}contact = a@b.c\n`)
    expect(account.filter(fault => !fault.startsWith('[mail.post] '))).toEqual([])
    expect(account).not.toEqual([])
  })

  it('with several faults in its contact has the first of them', () => {
    expect(faultsOf(`${MAIL}[peer.a b]\nurl = http://a\nkey = ${KEY}\ncontact = them@\n`)).toEqual([
      '[peer.a b] the name may hold small letters, digits, - and _ only (at most 50)',
      '[peer.a b] contact: may hold small letters, digits, - and _ only (at most 50)',
    ])
  })
})
