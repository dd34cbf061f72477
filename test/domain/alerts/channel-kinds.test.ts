import { describe, expect, it, test } from 'vitest'
import { channelFaults, keepsSensors, offsetOf, opensIncidents } from '../../../src/domain/alerts/channel'
import {
  CHANNEL_KINDS,
  type ChannelKind,
  isChannelKind,
  isOfIni,
  runsProgram,
  tidied,
} from '../../../src/domain/alerts/channel-kinds'
import { needsNetwork } from '../../../src/domain/alerts/channel-server'
import type { KindOfChannel } from '../../../src/domain/alerts/kind-of-channel'
import { settingRow } from '../../support/setting-rows'

/** Files of owners have these names, and pages these words. */
const KINDS: readonly (readonly [
  kind: ChannelKind,
  words: string,
  steps: number,
  settings: readonly string[],
])[] = [
  [
    'email',
    'E-mail',
    3,
    [
      'to! (To): addresses',
      'from (From): address',
      'account (Mail account): text',
      'host (SMTP server): text',
      'port (Port): port',
      'security (Security): choice, starttls/tls/none, else starttls',
      'username (User): text',
      'password (Password): secret, secret',
      'weekly (Weekly report): text',
      'weeklyto (Weekly report to): addresses',
      'weeklyof (Weekly report of): choice, own/all, else own',
    ],
  ],
  [
    'pagerduty',
    'PagerDuty',
    2,
    [
      'routingkey! (Integration key): secret, secret',
      'version (Events API): choice, 1/2, else 2',
      'offset (Offset): text',
      'severity (Severity): choice, critical/error/warning/info, else critical',
      'url (Server): url, else https://events.pagerduty.com',
    ],
  ],
  [
    'ntfy',
    'ntfy',
    2,
    [
      'topic! (Topic): secret, secret',
      'url (Server): url, else https://ntfy.sh',
      'token (Access token): secret, secret',
      'priority (Priority): choice, 1/2/3/4/5, else 4',
    ],
  ],
  [
    'telegram',
    'Telegram',
    3,
    [
      'token! (Bot token): secret, secret',
      'chat! (Chat): text',
      'topic (Topic): text',
      'url (Server): url, else https://api.telegram.org',
    ],
  ],
  ['slack', 'Slack', 3, ['url! (Webhook address): url, secret']],
  ['discord', 'Discord', 2, ['url! (Webhook address): url, secret']],
  ['teams', 'Microsoft Teams', 3, ['url! (Workflow address): url, secret']],
  [
    'matrix',
    'Matrix',
    4,
    ['url! (Homeserver): url', 'token! (Access token): secret, secret', 'room! (Room): text'],
  ],
  ['signal', 'Signal', 3, ['url! (Server): url', 'number! (From): text', 'to! (To): text']],
  [
    'gotify',
    'Gotify',
    2,
    [
      'url! (Server): url',
      'token! (Application token): secret, secret',
      'priority (Priority): choice, 0/1/2/3/4/5/6/7/8/9/10, else 8',
    ],
  ],
  [
    'pushover',
    'Pushover',
    2,
    [
      'token! (Application token): secret, secret',
      'user! (User key): secret, secret',
      'priority (Priority): choice, -2/-1/0/1/2, else 1',
      'device (Device): text',
      'sound (Sound): text',
      'url (Server): url, else https://api.pushover.net',
    ],
  ],
  [
    'opsgenie',
    'Opsgenie',
    2,
    [
      'key! (API key): secret, secret',
      'priority (Priority): choice, P1/P2/P3/P4/P5, else P1',
      'url (Server): url, else https://api.opsgenie.com',
    ],
  ],
  [
    'mqtt',
    'Home Assistant (MQTT)',
    3,
    [
      'url! (Broker): text',
      'username (User): text',
      'password (Password): secret, secret',
      'topic (Topic): text, else intvlm8r',
      'discovery (Discovery): text, else homeassistant',
    ],
  ],
  [
    'apprise',
    'Apprise',
    3,
    [
      'url! (Server): url',
      'key (Configuration key): secret, secret',
      'tag (Tag): text',
      'addresses (Addresses): secret, secret',
    ],
  ],
  ['sms', 'SMS', 4, ['to! (To): text', 'section (Section): text', 'config (Settings of gammu): file']],
  ['command', 'Command', 0, ['command! (Command): text']],
  [
    'webhook',
    'Webhook',
    2,
    [
      'url! (Address): url, secret, readable',
      'method (Method): choice, POST/PUT/GET, else POST',
      'body (Body): json, secret, readable',
      'headers (Headers): secret, secret',
    ],
  ],
  ['web-push', 'Web Push', 2, ['contact! (Contact): text']],
  ['zmq', '0MQ', 2, []],
]

test('there is a row for each kind, in the order of the page', () => {
  expect(Object.keys(CHANNEL_KINDS)).toStrictEqual(KINDS.map(([kind]) => kind))
})

test.each(KINDS)(
  'the kind %s is called %s, has %i steps, and these settings',
  (kind, words, steps, settings) => {
    const { label, steps: told = [], fields }: KindOfChannel = CHANNEL_KINDS[kind]
    expect([label, told.length, fields.map(settingRow)]).toStrictEqual([words, steps, settings])
    expect(isChannelKind(kind)).toBe(true)
  },
)

test.each(['pigeon', '', 'toString', 'Email'])('%j is no kind', kind => {
  expect(isChannelKind(kind)).toBe(false)
})

test.each<[what: string, (kind: ChannelKind) => boolean, kinds: readonly string[]]>([
  ['open incidents', kind => opensIncidents({ kind }), ['pagerduty', 'opsgenie']],
  ['run a program', runsProgram, ['sms', 'command']],
  ['are for the INI alone', isOfIni, ['command']],
  ['need no network', kind => !needsNetwork({ kind }), ['sms', 'command', 'zmq']],
])('the kinds that %s are these', (_what, has, kinds) => {
  expect(KINDS.map(([kind]) => kind).filter(has)).toStrictEqual(kinds)
})

test('only ntfy puts a value at its own place', () => {
  const settings = { url: 'https://ntfy.sh/mine', topic: '' }
  expect(tidied('ntfy', settings)).toStrictEqual({ url: 'https://ntfy.sh/', topic: 'mine' })
  expect(tidied('webhook', settings)).toBe(settings)
})

describe.each<
  [kind: ChannelKind, key: string, taken: readonly string[], refused: readonly string[], reason: string]
>([
  [
    'telegram',
    'token',
    ['1:a', '123456789:AAH-x_9'],
    ['AAH', '1:', ':a', 'x1:a', '1:a b', '1:a:b', '1a:b'],
    'is no token of a bot: figures, a colon, then letters and figures',
  ],
  [
    'telegram',
    'chat',
    ['1', '-1001234567890', '9'.repeat(20), '@abc', `@${'a'.repeat(64)}`],
    ['-', '@ab', '9'.repeat(21), `@${'a'.repeat(65)}`, 'abc', '--1', '1a', 'a1', '@a-b', 'x@abc'],
    'has to be a number such as -1001234567890, or @name',
  ],
  ['telegram', 'topic', ['7', '9'.repeat(20)], ['x', '-7', '7x', 'x7', '9'.repeat(21)], 'has to be a number'],
  [
    'matrix',
    'room',
    ['!a', '!abc:example.org', `!${'a'.repeat(254)}`, '#a:b', `#${'a'.repeat(254)}:b`],
    [
      '!',
      '!a b',
      '!a?b',
      '!a#b',
      `!${'a'.repeat(255)}`,
      '#a',
      '#:b',
      '#a:',
      '#a b:c',
      `#${'a'.repeat(255)}:b`,
      'abc:example.org',
      'x!abc',
      '#a:b c',
    ],
    'has to begin with ! (an id) or # (an address)',
  ],
  [
    'signal',
    'number',
    ['+12345', `+${'1'.repeat(20)}`],
    ['12345', '+1234', `+${'1'.repeat(21)}`, '+1234a', 'x+12345', '+12345x'],
    'has to be a number with its country, such as +491701234567',
  ],
  [
    'signal',
    'to',
    [
      '+12345',
      'group.aB3+/==-_',
      'u:name.01',
      '+12345,group.a',
      '+12345 , u:a , +54321',
      Array(50).fill('+12345').join(','),
    ],
    [
      'x',
      'group.',
      'u:',
      '+1234',
      '+12345,',
      ',+12345',
      '+12345 +54321',
      '+12345,x',
      'group.a b',
      'u:a-b',
      `+${'1'.repeat(21)}`,
      '+12345,+1234',
      'group.a,group.',
      'u:a,u:',
      Array(51).fill('+12345').join(','),
    ],
    'holds something else than numbers such as +491701234567, group.… and u:name.01, with commas between them',
  ],
  [
    'apprise',
    'key',
    ['a', 'a_B-9', 'a'.repeat(128)],
    ['a b', 'ä', 'a'.repeat(129), 'a/b'],
    'may hold letters, digits, - and _ only (at most 128)',
  ],
  [
    'sms',
    'to',
    ['112', '+491701234567', '1'.repeat(20), '112,113', '112 , +113', Array(10).fill('112').join(',')],
    [
      '11',
      '++112',
      'x112',
      '112x',
      '1'.repeat(21),
      '112,',
      '112,11',
      '112 113',
      '112,x',
      `112,${'1'.repeat(21)}`,
      Array(11).fill('112').join(','),
    ],
    'holds something else than numbers such as +491701234567, with commas between them',
  ],
  ['sms', 'section', ['1', '12'], ['123', 'x', '1x', 'x1'], 'has to be a number such as 1'],
  [
    'ntfy',
    'topic',
    ['m', 'my_Topic-1', 'a'.repeat(64)],
    ['a b', 'ä', 'a'.repeat(65), 'a/b', '/a'],
    'may hold letters, digits, - and _ only (at most 64)',
  ],
  [
    'web-push',
    'contact',
    ['mailto:a@b', 'MAILTO:a@b', 'https://x'],
    [
      'a@b',
      'mailto:a',
      'mailto:@b',
      'mailto:a@',
      'mailto:a b@c',
      'http://x',
      'https://',
      'x mailto:a@b',
      'https://x y',
    ],
    'has to begin with mailto: or https://',
  ],
  [
    'webhook',
    'headers',
    ['A: b', 'A:', 'A: b|C: d', 'A: b| ', 'A: b|', 'A: b|C: d|E: f'],
    ['A', ':b', 'A: b|C', 'A: b|:d', '|A: b', 'A: b|x|C: d'],
    'have to be Name: value, with | between several',
  ],
  [
    'mqtt',
    'topic',
    ['a', 'home/watch', 'intvlm8r', 'a b', 'a$b', `a${'b'.repeat(99)}`],
    ['a/', '/a', '$a', ' a', '+', '#', 'a+', 'a#', `a${'b'.repeat(100)}`, '+a', '#a'],
    'has to be a topic without + and #, such as intvlm8r or home/watch',
  ],
  [
    'mqtt',
    'discovery',
    ['homeassistant', 'off'],
    ['a/', '#'],
    'has to be a topic without + and #, such as intvlm8r or home/watch',
  ],
  [
    'mqtt',
    'url',
    ['mqtt://h', 'mqtts://h:8883', 'MQTT://h/', 'mqtt://[::1]:1'],
    ['http://h', 'mqttx://h', 'xmqtt://h', 'mqtt:', 'mqtt://', 'h', 'h:1883'],
    'has to be an address such as mqtt://homeassistant.local or mqtts://broker.example.org:8883',
  ],
  [
    'mqtt',
    'url',
    [],
    ['mqtt://u@h', 'mqtt://u:p@h', 'mqtt://:p@h'],
    'holds a user; enter it at its own place',
  ],
  [
    'mqtt',
    'url',
    [],
    ['mqtt://h/a', 'mqtt://h?a', 'mqtt://h/?a', 'mqtt://h#a'],
    'has to end after the host and its port',
  ],
  [
    'pagerduty',
    'offset',
    ['0s', '60s', '1h', '60'],
    ['soon', '60m1s', '61'],
    'has to be a span of time up to 1h, such as 60s',
  ],
  ['command', 'command', ['true', "sh -c 'a | b'"], ["''"], 'names no program'],
  [
    'email',
    'weekly',
    ['Mon 07:00', 'sun 23:59 Europe/Berlin', ' Sat 00:00 '],
    ['Mon', 'Mon 7:00', 'Mon 24:00', 'Mon 07:60', 'Mon 07:00 Mars', 'xMon 07:00', 'Mon 07:00 UTC x'],
    'has to be a day and a time such as Mon 07:00, or with a zone: Mon 07:00 Europe/Berlin',
  ],
])('the setting of %s, %s,', (kind, key, taken, refused, reason) => {
  const faults = (value: string) =>
    channelFaults({ name: 'one', kind, origin: 'ini', settings: { [key]: value } }).filter(
      fault => fault.key === key && !fault.reason.startsWith('belongs to'),
    )

  it('takes what the service takes', () => {
    expect(taken.filter(value => faults(value).length > 0)).toStrictEqual([])
  })

  it('refuses what it does not', () => {
    expect(refused.map(value => [value, faults(value)])).toStrictEqual(
      refused.map(value => [value, [{ key, reason }]]),
    )
  })
})

test('the settings of gammu stand in a file, named by its whole path, in the INI alone', () => {
  const sms = { name: 'one', kind: 'sms' }
  const settings = (config: string) => ({ to: '112', config })
  expect(channelFaults({ ...sms, origin: 'ini', settings: settings('/etc/gammurc') })).toStrictEqual([])
  expect(channelFaults({ ...sms, origin: 'ini', settings: settings('etc/gammurc') })).toStrictEqual([
    { key: 'config', reason: 'has to be the whole path of a file, from /' },
  ])
  expect(channelFaults({ ...sms, origin: 'page', settings: settings('/etc/gammurc') })).toStrictEqual([
    { key: 'config', reason: 'names a file, and only the INI may do that' },
  ])
})

test('a channel that runs any program is for the INI alone', () => {
  const command = { name: 'one', kind: 'command', settings: { command: 'true' } }
  expect(channelFaults({ ...command, origin: 'ini' })).toStrictEqual([])
  for (const origin of ['page', 'file'] as const)
    expect(channelFaults({ ...command, origin })).toStrictEqual([
      { key: 'kind', reason: 'runs a program, and only the INI may name one' },
    ])
})

test('a broker has sensors unless the discovery is off, or the channel cannot be used', () => {
  const mqtt = { name: 'one', kind: 'mqtt', origin: 'page' } as const
  expect(keepsSensors({ ...mqtt, settings: {} })).toBe(true)
  expect(keepsSensors({ ...mqtt, settings: { discovery: 'ha' } })).toBe(true)
  expect(keepsSensors({ ...mqtt, settings: { discovery: 'Off' } })).toBe(false)
  expect(keepsSensors({ ...mqtt, settings: {}, problem: 'is broken' })).toBe(false)
  expect(keepsSensors({ ...mqtt, kind: 'webhook', settings: {} })).toBe(false)
})

test('an alert waits for another watch by PagerDuty alone', () => {
  const one = { name: 'one', origin: 'page', settings: { offset: '60s' } } as const
  expect(offsetOf({ ...one, kind: 'pagerduty' })).toBe(60_000)
  expect(offsetOf({ ...one, kind: 'ntfy' })).toBe(0)
  expect(offsetOf({ ...one, kind: 'pagerduty', settings: {} })).toBe(0)
})
