/** Each key of the INI: the values that others may see, and those that may hold a secret. */
import { describe, expect, test } from 'vitest'
import { URL_FORM } from '../../../src/config/settings/harmless-values'
import { redactIni } from '../../../src/config/settings/redacted-ini'

/** What is shown of a value. */
function shown(section: string, key: string, value: string): string {
  const [, line = ''] = redactIni(`[${section}]\n${key} = ${value}\n`).ini.split('\n')
  const start = `${key} = `
  expect(line.startsWith(start), line).toBe(true)
  return line.slice(start.length)
}

const SWITCH = [
  ['on', 'off', 'yes', 'no', 'true', 'false', '1', '0', 'ON'],
  ['2', 'maybe', 'onn'],
] as const
const NUMBER = [
  ['0', '7', '65535'],
  ['123456', '1a', 'a1', '1 2', '-1'],
] as const
const SPAN = [
  ['90', '5s', '5m', '1h', '2d', '3w', '250ms', '99999s', '1h30m', '1d2h3m4s'],
  ['123456', '1d2h3m4s5s', '5x', 'x5s', '5s!', 'ms', '1h123456m', '1h5'],
] as const
const ADMISSION = [
  ['off', 'adopt', 'OPEN'],
  ['on', 'admit'],
] as const
const ADDRESS = [
  ['127.0.0.1', '::1', 'localhost', 'LOCALHOST'],
  ['localhost.secret', 'nas.lan', '1.2.3'],
] as const
const ZMQ = [
  ['tcp://*:5659', 'tcp://0.0.0.0:1', 'tcp://127.0.0.1:65535'],
  [
    'tcp://nas:5659',
    'xtcp://*:1',
    'tcp://*:123456',
    'tcp://*:1x',
    'tcp://*:',
    'tcp://10.0.0.0:1',
    'tcp://0x0.0.0:1',
  ],
] as const
const SECRET = [[], ['word', '1', 'on', 'off', 'https://ntfy.sh']] as const
const CLOCK = [
  ['00:00', '23:59'],
  ['0:00', '00:000', 'x00:00', '00-00', '00:0a', 'aa:00'],
] as const

type Forms = Readonly<Record<string, readonly [shown: readonly string[], hidden: readonly string[]]>>

const CHECK: Forms = {
  period: SPAN,
  cron: [
    [
      '* * * * *',
      '*/5 0-6 1,15 * mon',
      'sun 2 * * 1-5',
      '0 4 * * mon',
      'mon 1 1 1 1',
      'TUE,wed 1 1 1 1',
      'thufrisat 1 1 1 1',
      '123456789012 123456789012 1 1 abc',
    ],
    [
      '* * * *',
      '* * * * * *',
      'x* * * * *',
      '* * * * abcd',
      '1234567890123 * * * *',
      '* 1234567890123 * * *',
      'abc * * * *',
      '* abc * * *',
      '* * * * !',
    ],
  ],
  timezone: [['Europe/Berlin', 'UTC'], ['Mars/Base']],
  every: [
    ['30s', '5m', 'minute', 'hour', 'day', 'noon', 'NOON'],
    ['soon', 'minutes'],
  ],
  timeout: SPAN,
  blindafter: SPAN,
  grace: SPAN,
  longestrun: SPAN,
  shortestgap: SPAN,
  expect: [['success', 'start'], ['fail']],
  early: SPAN,
  awaited: SWITCH,
  once: SWITCH,
  digest: CLOCK,
  toofrequentalarm: SWITCH,
  failuresbeforealert: NUMBER,
  channels: [['none'], ['mail', 'none, mail']],
  reminders: [
    ['always', '5m', '10m', '1h', '1d', 'change'],
    ['2h', 'never'],
  ],
  recovery: SWITCH,
  quiethours: [
    ['22:00-06:00'],
    [
      '22:00',
      '22:00-06:000',
      'x22:00-06:00',
      '2:00-06:00',
      '22:00-6:00',
      'ab:00-06:00',
      '22:ab-06:00',
      '22:00-ab:00',
      '22:00-06:ab',
    ],
  ],
  escalateafter: SPAN,
  resume: [['ping', 'manual'], ['never']],
  methods: [['any', 'post'], ['get']],
  status: [
    ['200', '200-299', '200, 204', '200-299,401', Array(10).fill('200').join(',')],
    [
      '20',
      '2000',
      '200-29',
      '200-2999',
      'x200',
      '200,x',
      '200-',
      '200,  204',
      Array(11).fill('200').join(','),
    ],
  ],
  slow: SPAN,
  redirects: NUMBER,
  days: NUMBER,
  warndays: NUMBER,
  count: NUMBER,
  loss: [
    ['5', '99%', '99 %'],
    ['100', '5%%', 'x5', '5  %', '5%x', 'a%'],
  ],
  offset: SPAN,
  name: SECRET,
  slug: SECRET,
  job: SECRET,
  tags: SECRET,
  description: SECRET,
  id: SECRET,
  headers: SECRET,
  password: SECRET,
}

const SECTIONS: Readonly<Record<string, Forms>> = {
  Monitoring: {
    heartbeatfrequency: [
      ['Off', 'off', '5', '10', '15', '20', '30', '60'],
      ['7', '05'],
    ],
    heartbeatgates: SECRET,
    heartbeatgatefails: SWITCH,
    heartbeatduty: [['own', 'group'], ['none']],
    heartbeatcatchup: SWITCH,
  },
  Web: {
    host: ADDRESS,
    port: NUMBER,
    tlscert: [['self-signed.pem'], ['/etc/cert.pem']],
    tlskey: [['self-signed.pem'], ['/etc/key.pem']],
    trustproxy: SWITCH,
    hostnames: SECRET,
    language: [['en', 'de'], ['fr']],
  },
  Watch: {
    pyremto: ADMISSION,
    batchy: ADMISSION,
    create: ADMISSION,
    startchannel: SECRET,
    probesatonce: NUMBER,
    escalateto: SECRET,
    escalateafter: SPAN,
  },
  Expected: { files: SECRET },
  Zmq: {
    bind: ZMQ,
    bindsub: ZMQ,
    publish: ZMQ,
    connect: SECRET,
    create: [['off', 'adopt', 'open', 'on'], ['yes']],
    word: SECRET,
    curve: [['off', 'on', 'known'], ['yes']],
  },
  Redis: { prefix: SECRET, join: SWITCH, copies: NUMBER, shards: NUMBER },
  Checklist: { file: SECRET, etl: SECRET, redis: [['off'], ['word']] },
  Checker: { port: NUMBER },
  Group: { rank: NUMBER, takeover: SPAN },
  Network: { proxy: [['off'], ['word']], noproxy: SECRET, cafile: SECRET },
  Login: {
    username: [['admin'], ['root']],
    passwordhash: SECRET,
    totpkey: SECRET,
    recoverycodes: SECRET,
  },
  DEFAULT: { port: NUMBER, heartbeatcatchup: SWITCH, heartbeatgates: SECRET },
  'check.1': CHECK,
  'channel.1': {
    kind: [['ntfy', 'email', 'zmq'], ['fax']],
    default: SWITCH,
    security: [['tls', 'starttls', 'none'], ['ssl']],
    port: NUMBER,
    topic: SECRET,
    token: SECRET,
    password: SECRET,
  },
  'mail.1': {
    smtpport: NUMBER,
    smtpsecurity: [['tls', 'starttls', 'none'], ['ssl']],
    imapport: NUMBER,
    imappassword: SECRET,
    token: SECRET,
    from: SECRET,
  },
  'status.1': { public: [['on', 'off'], ['yes']], secret: SECRET, title: SECRET, tags: SECRET },
  'window.1': { duration: SPAN, period: SPAN, checks: SECRET, start: SECRET },
  'peer.1': {
    kind: [['peer', 'checker'], ['other']],
    contact: [['none'], ['me@example.org']],
    looks: [['off'], ['http']],
    lookhosts: SECRET,
    group: SWITCH,
    every: [['5m'], ['soon']],
    timeout: SPAN,
    slug: SECRET,
    key: SECRET,
  },
}

describe.each(Object.entries(SECTIONS))('in [%s]', (section, forms) => {
  test.each(Object.entries(forms))('%s', (key, [harmless, hidden]) => {
    for (const value of harmless) expect([value, shown(section, key, value)]).toEqual([value, value])
    for (const value of hidden) expect([value, shown(section, key, value)]).not.toEqual([value, value])
    for (const value of hidden)
      expect(shown(section, key, value)).toMatch(/^\(removed\)$|^https:\/\/(ntfy.sh\/)?…$/)
  })
})

test.each([
  ['http secret', 'http (removed)'],
  ['HTTP', 'HTTP'],
  ['tcp  nas:80 more', 'tcp (removed)'],
  ['secret', '(removed)'],
])('of the probe %j is shown %j', (value, text) => {
  expect(shown('check.1', 'probe', value)).toBe(text)
})

test.each([
  ['https://nosnch.in/secret', 'https://nosnch.in/…'],
  ['https://hc-ping.com/secret', 'https://hc-ping.com/…'],
  ['https://cronitor.link/p/secret', 'https://cronitor.link/…'],
  ['https://heartbeat.uptimerobot.com/secret', 'https://heartbeat.uptimerobot.com/…'],
  ['https://uptime.betterstack.com/secret', 'https://uptime.betterstack.com/…'],
  ['HTTP://ntfy.sh/secret', 'http://ntfy.sh/…'],
  ['https://events.pagerduty.com/v2', 'https://events.pagerduty.com/…'],
  ['https://events.eu.pagerduty.com/v2', 'https://events.eu.pagerduty.com/…'],
  ['https://secret.ntfy.sh/', 'https://…'],
  ['http://localhost:8080/secret', 'http://localhost:8080/…'],
  ['http://[::1]:8080/secret', 'http://[::1]:8080/…'],
  ['redis://10.0.0.1:6379/0', 'redis://10.0.0.1:6379/…'],
  ['rediss://secret/0', 'rediss://…'],
  ['redis+sentinel://a,b/0', 'redis+sentinel://…'],
  ['redis+cluster://a,b/0', 'redis+cluster://…'],
  ['http://0x7f.1/', 'http://…'],
  ['https://ntfy.sh:secret/', 'https://…'],
  ['ftp://10.0.0.1/', undefined],
  ['secret http://10.0.0.1/', undefined],
  ['', undefined],
])('of the address %j is shown %j', (value, text) => {
  expect(URL_FORM(value)).toBe(text)
})

test.each([
  ['Monitoring', 'heartbeaturl'],
  ['Redis', 'url'],
  ['Checklist', 'redis'],
  ['Network', 'proxy'],
  ['peer.1', 'url'],
  ['channel.1', 'url'],
  ['mail.1', 'tokenurl'],
])('the address in [%s] %s is shown with its scheme alone', (section, key) => {
  expect(shown(section, key, 'https://secret/')).toBe('https://…')
})
