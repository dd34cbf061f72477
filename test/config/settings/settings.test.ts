import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { parseSettings } from '../../../src/config/settings/settings'
import { CHANNEL_KINDS } from '../../../src/domain/alerts/channel-kinds'
import { PROBE_KINDS } from '../../../src/domain/probes/probe-kinds'
import { faultText, languageIn, usable } from '../../../src/domain/settings/reading'
import type { Settings } from '../../../src/domain/settings/settings'
import { CHECK_KEYS, SIDE_BY_SIDE } from '../../support/check-options'
import { FAULTY } from './faults'

const OFF = '[Monitoring]\nheartbeatfrequency = Off\n'
const DEFAULTS: Settings = {
  monitoring: { frequency: 'Off', url: '', catchup: true, gates: [], gateFails: false, duty: 'own' },
  web: {
    host: '0.0.0.0',
    port: 8080,
    tlscert: '',
    tlskey: '',
    trustproxy: false,
    hostnames: [],
    language: 'en',
  },
  watch: {
    pyremto: 'adopt',
    batchy: 'adopt',
    create: 'open',
    startChannel: '',
    probesAtOnce: 10,
    escalation: { channels: [], after: 1_800_000 },
  },
  expected: { files: [] },
  checklist: { file: '', etl: '', redis: '' },
  zmq: { bind: [], bindsub: [], connect: [], publish: [], create: 'off', word: '', curve: 'off' },
  redis: { url: '', prefix: '', join: false, copies: 1, shards: 1 },
  network: { proxy: '', noproxy: '', cafile: '' },
  login: { username: 'admin', passwordHash: '' },
  checks: [],
  channels: [],
  mail: [],
  checker: { port: 0 },
  group: { rank: 0, takeover: 120_000 },
  peers: [],
  windows: [],
  statusPages: [],
}

test.each(FAULTY)('$name is a fault with its remedy', ({ ini, faults, sound }) => {
  const parsed = parseSettings(ini)
  expect(parsed.kind === 'faulty' && parsed.faults.map(faultText)).toEqual(faults)
  expect(parsed.kind === 'faulty' && Object.keys(parsed.sound).sort()).toEqual([...sound].sort())
  expect(JSON.stringify(parsed.kind === 'faulty' && parsed.faults)).not.toContain('secret')
})

test.each([
  [
    'all of them, where a fault is elsewhere',
    '[Web]\nport = many\n[check.a]\nperiod = 1d\n[check.b]\nperiod = 1d\n',
    undefined,
  ],
  ['those without a fault', '[check.a]\nperiod = soon\n[check.b]\nperiod = 1d\n', ['b']],
  [
    'none of two that are one',
    '[check.a]\nperiod = 1d\n[check.A]\nperiod = 2d\n[check.b]\nperiod = 1d\n',
    ['b'],
  ],
  [
    'those whose lines can be read',
    '[check.a]\nperiod = 1d\n[check.b\ngrace = 5m\n[check.c]\nperiod = 1d\n',
    ['c'],
  ],
  [
    'none where the lines are junk',
    `[check.a]\nperiod = 1d\n${'junk\n'.repeat(30)}[check.b]\nperiod = 1d\n`,
    [],
  ],
])('with a fault, the checks that can be provided are %s', (_which, ini, keys) => {
  const parsed = parseSettings(`${OFF}${ini}`)
  if (parsed.kind !== 'faulty') throw new Error('the INI has no fault')
  expect(parsed.soundChecks?.map(({ key }) => key)).toEqual(keys)
  expect(parsed.sound.checks?.map(({ key }) => key)).toEqual(keys === undefined ? ['a', 'b'] : undefined)
})

test.each([
  ['other lines have faults', '[Web]\nlanguage = de\ntrustproxy = perhaps\n', 'de'],
  ['another line is none', '[Web]\ntrustproxy\nlanguage = de\n', 'de'],
  ['another section has a fault', '[Web]\nlanguage = de\n[Network]\nproxy = x y\n', 'de'],
  ['it has no line', '[Web]\ntrustproxy = perhaps\n', 'en'],
  ['its own line has a fault', '[Web]\nlanguage = latin\n', undefined],
  ['its own line may be one that is none', '[Web]\nlanguage de\n', undefined],
])('with a fault, the language is known from its own line: %s', (_when, ini, language) => {
  const parsed = parseSettings(`${OFF}${ini}`)
  if (parsed.kind !== 'faulty') throw new Error('the INI has no fault')
  expect(languageIn({ ...parsed, revision: '', changedAt: 0 })).toBe(language)
})

test('the INI of a fresh install is valid, Off, and has every default', () => {
  const example = readFileSync('intvlm8r.example.ini', 'utf8')
  expect(parseSettings(example)).toEqual({ kind: 'ok', settings: DEFAULTS })
})

test('its examples of checks and channels are valid once their ; is taken away', () => {
  const example = readFileSync('intvlm8r.example.ini', 'utf8')
  const parsed = parseSettings(example.replace(/^; (?=\[|\w+ =)/gm, ''))
  expect(parsed.kind === 'faulty' ? parsed.faults.map(faultText) : []).toEqual([])
  const { checks, channels } = (parsed as Extract<typeof parsed, { kind: 'ok' }>).settings
  expect(checks.slice(0, 2)).toMatchObject([
    { key: 'backup', plan: { slug: 'backup-of-the-nas', channels: ['mail', 'phone'], reminders: '1d' } },
    { key: 'nas', plan: { probe: { kind: 'tcp', target: 'nas.local:445', every: 60_000, timeout: 10_000 } } },
  ])
  const kinds = checks.flatMap(({ plan }) => plan.probe?.kind ?? [])
  expect([...new Set(kinds)].sort()).toEqual(Object.keys(PROBE_KINDS).sort())
  expect(channels.map(({ kind }) => kind).sort()).toEqual(Object.keys(CHANNEL_KINDS).sort())
})

test.each([
  ['a missing section', OFF],
  [
    'an empty value',
    `${OFF}heartbeatcatchup =\n[Web]\nhost =\nport =\ntlskey =\n[Redis]\nurl =\n[Login]\nusername =\n`,
  ],
  ['a section that is not ours', `${OFF}[__proto__]\nport = 1\n[constructor]\nx = 1\n[a.b]\nc[] = 1\n`],
  ['a key that is not ours', `${OFF}__proto__ = 1\nconstructor = 2\ntoString = 3\n`],
])('%s leaves the defaults alone', (_, ini) => {
  expect(parseSettings(ini)).toEqual({ kind: 'ok', settings: DEFAULTS })
  expect(({} as Record<string, unknown>).port).toBeUndefined()
})

test.each([
  [
    'with colons instead of equals signs',
    '[Monitoring]\nheartbeatfrequency: 10\nheartbeaturl: http://pi:1/x?a=b:c\n',
  ],
  ['with names in any case', '[MONITORING]\nHeartbeatFrequency = 10\nHEARTBEATURL = http://pi:1/x?a=b:c\n'],
  [
    'with a byte order mark and CRLF',
    '\uFEFF[Monitoring]\r\nheartbeatfrequency = 10\r\nheartbeaturl = http://pi:1/x?a=b:c\r\n',
  ],
  ['with lone carriage returns', '[Monitoring]\rheartbeatfrequency = 10\rheartbeaturl = http://pi:1/x?a=b:c'],
  [
    'with comments behind',
    '[Monitoring] ; a\nheartbeatfrequency = 10 # b\nheartbeaturl = http://pi:1/x?a=b:c\t; d\n',
  ],
  ['with quotes', '[Monitoring]\nheartbeatfrequency = "10"\nheartbeaturl = \'http://pi:1/x?a=b:c\' ; d\n'],
  [
    'with the value on a line of its own',
    '[Monitoring]\nheartbeatfrequency = 10\nheartbeaturl =\n  ; here:\n  http://pi:1/x?a=b:c\n\n',
  ],
  ['with no blanks', '[Monitoring]\nheartbeatfrequency=10\nheartbeaturl=http://pi:1/x?a=b:c'],
  ['with indented keys', '  [Monitoring]\n  heartbeatfrequency = 10\n  heartbeaturl = http://pi:1/x?a=b:c\n'],
])('an INI %s is read', (_, ini) => {
  const parsed = parseSettings(ini)
  expect(parsed.kind === 'ok' && parsed.settings.monitoring).toEqual({
    frequency: 10,
    url: 'http://pi:1/x?a=b:c',
    catchup: true,
    gates: [],
    gateFails: false,
    duty: 'own',
  })
})

test.each([
  ['Off', 'Off'],
  ['off', 'Off'],
  ['OFF', 'Off'],
  ['5', 5],
  ['10', 10],
  ['15', 15],
  ['20', 20],
  ['30', 30],
  ['60', 60],
])('the frequency %s is understood', (written, frequency) => {
  const parsed = parseSettings(`[Monitoring]\nheartbeatfrequency = ${written}\nheartbeaturl = http://pi\n`)
  expect(parsed.kind === 'ok' && parsed.settings.monitoring.frequency).toBe(frequency)
})

test.each(['on', 'yes', 'true', '1', 'On', 'TRUE'])('the switch %s is on', value => {
  const parsed = parseSettings(`${OFF}[Web]\ntrustproxy = ${value}\n`)
  expect(parsed.kind === 'ok' && parsed.settings.web.trustproxy).toBe(true)
})

test.each(['off', 'no', 'false', '0', 'Off', 'FALSE'])('the switch %s is off', value => {
  const parsed = parseSettings(`${OFF}heartbeatcatchup = ${value}\n`)
  expect(parsed).toMatchObject({ kind: 'ok', settings: { monitoring: { catchup: false } } })
})

test('every key is read', () => {
  const parsed = parseSettings(`
[Monitoring]
heartbeatfrequency = 60
heartbeaturl = https://hc.example.org/x?a=1;b=#2%3D"\\
heartbeatcatchup = no
heartbeatgates = Newest-Photo, disk nas
heartbeatgatefails = on
heartbeatduty = Group
[Web]
host = ::1
port = 443
tlscert = /etc/pi cert.pem
tlskey = /etc/pi key.pem
trustproxy = yes
hostnames = Pi.example.org, pi.lan [fd00::5]
language = DE

[Watch]
pyremto = OFF
batchy = Open
startchannel = Pager
probesatonce = 16
escalateto = Phone, pager
escalateafter = 2h
create = adopt
[Expected]
files = expected/*.json, /etc/expected.json
[Checklist]
file = /home/me/checklist.yaml
etl = etl.cfg
redis = Off
[Zmq]
bind = tcp://0.0.0.0:5659 tcp://[::1]:5659
bindsub = tcp://*:5660
connect = tcp://a:5659 tcp://b.lan:5659,Yne@$w-vo<fVvi]a<NY6T1ed:M$fCG*[IaLV{hID
publish = tcp://127.0.0.1:5661
create = on
word = @zmq-word
curve = Known
[Redis]
url = rediss://:pass@redis.example.org:6380/1
prefix = Home.2
join = on
[Network]
proxy = http://me:p;ss@proxy.example.org:3128
noproxy = .lan, 10.0.0.0/8
cafile = /etc/pi authority.pem
[Login]
username = null
passwordhash = $scrypt$ln=15$a+b/c==
totpkey = GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ
recoverycodes = hash-1, hash-2
[Group]
rank = 2
takeover = 90s
`)
  expect(parsed).toEqual({
    kind: 'ok',
    settings: {
      monitoring: {
        frequency: 60,
        url: 'https://hc.example.org/x?a=1;b=#2%3D"\\',
        catchup: false,
        gates: ['newest-photo', 'disk', 'nas'],
        gateFails: true,
        duty: 'group',
      },
      web: {
        host: '::1',
        port: 443,
        tlscert: '/etc/pi cert.pem',
        tlskey: '/etc/pi key.pem',
        trustproxy: true,
        hostnames: ['pi.example.org', 'pi.lan', '[fd00::5]'],
        language: 'de',
      },
      watch: {
        pyremto: 'off',
        batchy: 'open',
        create: 'adopt',
        startChannel: 'pager',
        probesAtOnce: 16,
        escalation: { channels: ['phone', 'pager'], after: 7_200_000 },
      },
      expected: { files: ['expected/*.json', '/etc/expected.json'] },
      checklist: { file: '/home/me/checklist.yaml', etl: 'etl.cfg', redis: 'off' },
      zmq: {
        bind: ['tcp://0.0.0.0:5659', 'tcp://[::1]:5659'],
        bindsub: ['tcp://*:5660'],
        connect: [
          { address: 'tcp://a:5659' },
          { address: 'tcp://b.lan:5659', key: 'Yne@$w-vo<fVvi]a<NY6T1ed:M$fCG*[IaLV{hID' },
        ],
        publish: ['tcp://127.0.0.1:5661'],
        create: 'adopt',
        word: '@zmq-word',
        curve: 'known',
      },
      redis: {
        url: 'rediss://:pass@redis.example.org:6380/1',
        prefix: 'Home.2',
        join: true,
        copies: 1,
        shards: 1,
      },
      network: {
        proxy: 'http://me:p;ss@proxy.example.org:3128',
        noproxy: '.lan, 10.0.0.0/8',
        cafile: '/etc/pi authority.pem',
      },
      login: {
        username: 'null',
        passwordHash: '$scrypt$ln=15$a+b/c==',
        secondFactor: {
          secret: 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ',
          recoveryHashes: ['hash-1', 'hash-2'],
        },
      },
      checks: [],
      channels: [],
      mail: [],
      checker: { port: 0 },
      group: { rank: 2, takeover: 90_000 },
      peers: [],
      windows: [],
      statusPages: [],
    },
  })
})

test('a socket can stand for the URL of Redis', () => {
  const parsed = parseSettings(`${OFF}[Redis]\nurl = /run/redis/redis.sock\n`)
  expect(parsed.kind === 'ok' && parsed.settings.redis.url).toBe('/run/redis/redis.sock')
})

test("ConfigParser's [DEFAULT] counts in sections that have no value of their own", () => {
  const url = 'https://nosnch.in/0123456789'
  const parsed = parseSettings(
    `[DEFAULT]\nport = 8081\nheartbeatfrequency = 5\n[Monitoring]\nheartbeaturl = ${url}\n[Web]\nhost = ::1\n[check.nas]\nperiod = 1d\n`,
  )
  expect(parsed).toMatchObject({
    kind: 'ok',
    settings: { monitoring: { frequency: 5, url }, web: { host: '::1', port: 8081 } },
  })
  const own = parseSettings(`[DEFAULT]\nheartbeatfrequency = 5\n${OFF}`)
  expect(own).toMatchObject({ kind: 'ok', settings: { monitoring: { frequency: 'Off' } } })
})

test("ConfigParser's [DEFAULT] opens no further door, and names no further file", () => {
  const parsed = parseSettings(
    `[DEFAULT]\nport = 8081\nfile = list.yaml\nbind = tcp://0.0.0.0:5659\nproxy = http://p:1\nrank = 1\n${OFF}`,
  )
  expect(parsed).toMatchObject({
    kind: 'ok',
    settings: {
      web: { port: 8081 },
      checker: { port: 0 },
      checklist: { file: '' },
      zmq: { bind: [] },
      network: { proxy: '' },
      group: { rank: 0 },
    },
  })
})

test("ConfigParser's doubled percent sign is named, since the heartbeat would go elsewhere", () => {
  const parsed = parseSettings(
    '[Monitoring]\nheartbeatfrequency = 5\nheartbeaturl = https://nosnch.in/a%%20b\n',
  )
  expect(parsed.kind === 'faulty' && parsed.faults.map(faultText)).toEqual([
    '[Monitoring] heartbeaturl: is not a usable URL. Write % in place of %%, which is how the Intervalometerator writes it.',
  ])
})

test('the settings are frozen, all the way down', () => {
  const parsed = parseSettings(OFF)
  if (parsed.kind !== 'ok') throw new Error('has faults')
  const { settings } = parsed
  for (const part of [settings, ...Object.values(settings), settings.web.hostnames])
    expect(Object.isFrozen(part)).toBe(true)
})

test.each([
  ['one endless line', '[a]\nb = '.padEnd(1_000_000, 'x')],
  ['one line of blanks', `[a]\nb${' '.repeat(999_990)}c`],
  ['a hundred thousand keys', `[a]\n${Array.from({ length: 100_000 }, (_, i) => `k${i}=`).join('\n')}`],
  ['a hundred thousand sections', Array.from({ length: 100_000 }, (_, i) => `[k${i}]`).join('\n')],
  ['half a million stray lines', 'x\n'.repeat(500_000)],
])(
  '%s is judged in good time, and in few words',
  (_, ini) => {
    const parsed = parseSettings(ini)
    expect(parsed.kind === 'faulty' ? parsed.faults.length : 'no fault').toBeLessThanOrEqual(21)
  },
  10_000, // A rule that is not linear takes minutes and more.
)

/** Many sections, keys or targets; the fault that names the bound, in the section where it is passed. */
test.each([
  [
    'sections',
    Array.from({ length: 2_001 }, (_, n) => `[s${n}]`).join('\n'),
    /^\[s1999\] line 2002 goes beyond the 2000 sections that an INI may have; make checks on the page/,
  ],
  [
    'keys',
    `[s]\n${Array.from({ length: 20_001 }, (_, n) => `k${n} = 1`).join('\n')}`,
    /^\[s\] line 20003 goes beyond the 20000 keys/,
  ],
  [
    'targets',
    `[check.a]\nprobe = tcp\ntargets = ${Array.from({ length: 1_001 }, (_, n) => `a${n}:1`).join(', ')}`,
    /^\[check\.a\] targets: names more than 1000 targets; divide them/,
  ],
  [
    'checks',
    Array.from(
      { length: 3 },
      (_, n) =>
        `[check.c${n}]\nprobe = tcp\ntargets = ${Array.from({ length: 700 }, (_, n) => `a${n}:1`).join(', ')}`,
    ).join('\n'),
    /^\[check\.c2\] goes beyond the 2000 checks that an INI may make; make the others on the page/,
  ],
])('more %s than an INI may have are a fault that names the bound', (_what, more, words) => {
  const parsed = parseSettings(`${OFF}${more}\n`)
  expect(parsed.kind === 'faulty' && parsed.faults.map(faultText)).toEqual([expect.stringMatching(words)])
})

test('an INI that is cut at a bound does not pretend to have no password', () => {
  const many = Array.from({ length: 2_001 }, (_, n) => `[s${n}]`).join('\n')
  const parsed = parseSettings(`[Monitoring]\nheartbeatfrequency = Off\n${many}\n[Login]\nusername = owner\n`)
  expect(usable(parsed as never, 'login')).toBeUndefined()
})

test('a section for a check is read, in the words and spans of people', () => {
  const parsed = parseSettings(`${OFF}[check.NAS Backup]
name = Backup of the NAS
tags = home, disk
cron = 30 2 * * 1-5   ; at night
timezone = Europe/Berlin
grace = 1h30m
longestrun = 2h
failuresbeforealert = 2
channels = phone mail
reminders = 1d
quiethours = 22:00-07:00
[Check.second]
oncalendar = Mon..Fri 02:30
[check.third]
period = 2d
id = 0F6F5B1E-7A4C-4D7D-9E0B-3B3F5D2C1A00
`)
  expect(parsed.kind === 'ok' && parsed.settings.checks).toMatchObject([
    {
      key: 'nas backup',
      plan: {
        name: 'Backup of the NAS',
        slug: 'backup-of-the-nas',
        tags: ['home', 'disk'],
        schedule: { kind: 'cron', expression: '30 2 * * 1-5', zone: 'Europe/Berlin' },
        grace: 5_400_000,
        longestRun: 7_200_000,
        failuresBeforeAlert: 2,
        channels: ['phone', 'mail'],
        reminders: '1d',
        quietHours: '22:00-07:00',
      },
    },
    { key: 'second', plan: { schedule: { kind: 'oncalendar', expression: 'Mon..Fri 02:30', zone: '' } } },
    {
      key: 'third',
      id: '0f6f5b1e-7a4c-4d7d-9e0b-3b3f5d2c1a00',
      plan: { schedule: { kind: 'period', period: 172_800_000 }, grace: 3_600_000 },
    },
  ])
})

test('a check says with every key what the page and the API say with their fields', () => {
  const lines = Object.values(SIDE_BY_SIDE).flatMap(({ ini }) => Object.entries(ini))
  const section = lines.map(([key, value]) => `${key} = ${value}`).join('\n')
  const parsed = parseSettings(`${OFF}[check.all]\n${section}\n`)
  const values = Object.entries(SIDE_BY_SIDE).map(([name, { value }]) => [name, value])
  expect(parsed.kind === 'ok' && parsed.settings.checks).toEqual([
    { key: 'all', plan: Object.fromEntries(values) },
  ])
})

test('the example of a check shows every key but that of a hash, which nobody writes by hand', () => {
  const sections = readFileSync('intvlm8r.example.ini', 'utf8').split('; [')
  const ofChecks = sections.filter(section => section.startsWith('check.')).join('')
  const shown = [...ofChecks.matchAll(/\b(\w+) =/g)].map(([, key]) => key)
  expect(CHECK_KEYS.filter(key => !shown.includes(key))).toEqual(['passwordhash'])
})

test.each([
  ['proxy.lan:3128', 'proxy.lan:3128'],
  ['https://proxy.lan', 'https://proxy.lan'],
  ['OFF', 'off'],
  ['', ''],
])('a proxy may be written as "%s"', (written, proxy) => {
  const parsed = parseSettings(`${OFF}[Network]\nproxy = ${written}\n`)
  expect(parsed.kind === 'ok' && parsed.settings.network.proxy).toBe(proxy)
})

test.each([
  ['url = redis://a\ncopies = 0', '"0" is not a number of servers from 1 to 9'],
  ['copies = 2', "needs servers that copy each other: name them in url. The appliance's own has no copy"],
  ['url = redis://a\nshards = 0', '"0" is not a number of parts from 1 to 64'],
  ['url = redis://a\nshards = 65', '"65" is not a number of parts from 1 to 64'],
  [
    'shards = 4',
    "divides the checks among the nodes of a Cluster: name them in url. The appliance's own server is one",
  ],
  [
    'url = redis+sentinel://:secret@a',
    "needs the Sentinels' name for the primary behind them, such as /mymaster",
  ],
])('[Redis] %s is a fault', (lines, reason) => {
  const parsed = parseSettings(`${OFF}[Redis]\n${lines}\n`)
  expect(parsed.kind === 'faulty' && parsed.faults.map(fault => fault.reason)).toEqual([reason])
})

test('names several servers, and copies among them', () => {
  const url = 'redis+sentinel://bob:pw@a:26379,b:26379/mymaster'
  const parsed = parseSettings(`${OFF}[Redis]\nurl = ${url}\ncopies = 2\n`)
  expect(parsed.kind === 'ok' && parsed.settings.redis).toMatchObject({ url, copies: 2 })
})
