/** Files of settings of the programs that came before: a Checker's settings.cfg, a Robopager's etl.cfg, another INI. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parseConfigparser, readCheckerSettings } from '../../../src/config/settings/checker-settings'
import { parseEtlSettings, readEtlSettings } from '../../../src/config/settings/etl-settings'
import { readForeignSettings } from '../../../src/config/settings/foreign-settings'
import { folderWith } from '../../support/folder'

async function fileOf(text: string): Promise<string> {
  const path = join(await folderWith(), 'file')
  writeFileSync(path, text)
  return path
}

describe('the words of configparser', () => {
  test('have keys in any case, values behind = or :, and lines that go on deeper', () => {
    const { sections, problems, lineOf } = parseConfigparser(
      '\ufeff# note\r\n[A]\r\nKey = one = two\r\n  three\r\n; note\r\n  four\r\nother:five\rempty=\n[B]\nkey: 6\n[A]\nmore = 7\n',
    )
    expect([...sections].map(([name, values]) => [name, Object.fromEntries(values)])).toEqual([
      ['A', { key: 'one = two\nthree\nfour', other: 'five', empty: '', more: '7' }],
      ['B', { key: '6' }],
    ])
    expect(problems).toEqual([])
    expect([lineOf('A', 'key'), lineOf('A', 'more'), lineOf('B', 'key'), lineOf('B', 'none')]).toEqual([
      3, 12, 10, 1,
    ])
  })

  test('name each line that is no setting', () => {
    expect(parseConfigparser('stray = 1\n[A]\nnothing\n= value\n').problems).toEqual([
      'line 1 is no setting',
      'line 3 is no setting',
      'line 4 is no setting',
    ])
  })
})

describe('a settings.cfg', () => {
  const WHOLE = `[general]
servername = shop
alertcontact = me@x.org
[email]
nomail = True
user = pi
pass = 100%%
smtpserver = smtp.x.org
smtpport = 587
imapserver = imap.x.org
[peers]
a = https://a,a@x.org
b = https://b,b@x.org
`

  test('has its values', async () => {
    expect(readCheckerSettings(await fileOf(WHOLE))).toEqual({
      servername: 'shop',
      alertcontact: 'me@x.org',
      nomail: true,
      user: 'pi',
      password: '100%',
      smtpserver: 'smtp.x.org',
      smtpport: '587',
      imapserver: 'imap.x.org',
      peers: ['https://a,a@x.org', 'https://b,b@x.org'],
      problems: [],
    })
  })

  test.each([
    ['1', true],
    ['yes', true],
    ['ON', true],
    ['false', false],
    ['', false],
    ['11', false],
    ['no yes', false],
  ])('with nomail = %s mails nothing: %s', async (word, nomail) => {
    expect(readCheckerSettings(await fileOf(WHOLE.replace('True', word)))?.nomail).toBe(nomail)
  })

  test('needs an address for alerts and a section of mail, or it is of another program', async () => {
    expect(readCheckerSettings(await fileOf(WHOLE.replace('alertcontact', 'contact')))).toBeUndefined()
    expect(readCheckerSettings(await fileOf(WHOLE.replace('[email]', '[mail]')))).toBeUndefined()
    expect(readCheckerSettings(await fileOf('[email]\n'))).toBeUndefined()
    expect(readCheckerSettings('/nowhere')).toBeUndefined()
    const least = readCheckerSettings(await fileOf('[general]\nalertcontact=\n[email]\npass = 5%\nstray\n'))
    expect(least).toMatchObject({ servername: '', peers: [], password: '5%' })
    expect(least?.problems).toEqual(['line 5 is no setting', 'pass: has a single %, which is written %%'])
  })
})

describe('an etl.cfg', () => {
  const WHOLE = `[google_apps]
email = me@x.org
password = cGF8IHc=
[function_type]
type = Email, batchy
[robopager]
heartbeat_service = 0a-1_b
[enable_redis]
enable = On
[redis]
server = r
db = 3
[batchy]
server = b
port = 7469
[timezone]
timezone = Europe/Berlin
`

  test('has its values', async () => {
    const expected = {
      email: 'me@x.org',
      password: 'pa| w',
      heartbeatService: '0a-1_b',
      types: ['email', 'batchy'],
      redis: true,
      redisServer: 'r',
      redisDb: '3',
      batchyServer: 'b',
      batchyPort: '7469',
      zone: 'Europe/Berlin',
      problems: [],
    }
    expect(parseEtlSettings(WHOLE)).toEqual(expected)
    expect(readEtlSettings(await fileOf(WHOLE))).toEqual(expected)
    expect(readEtlSettings('/nowhere')).toBeUndefined()
  })

  test.each(['google_apps', 'function_type', 'robopager', 'enable_redis', 'batchy', 'timezone'])(
    'is known by its section [%s] alone',
    name => {
      expect(parseEtlSettings(`[${name}]\n`)).toMatchObject({
        email: '',
        types: [],
        redis: false,
        problems: [],
      })
    },
  )

  test('of another program has none of them', () => {
    expect(parseEtlSettings('[redis]\nserver = r\n')).toBeUndefined()
    expect(parseEtlSettings('')).toBeUndefined()
  })

  test.each([
    [
      '[timezone]\ntimezone = Mars/Base',
      'line 2: [timezone] timezone is not a time zone such as Europe/Berlin',
    ],
    ['[enable_redis]\nenable = maybe', 'line 2: [enable_redis] enable has to be True or False'],
    [
      '[function_type]\ntype = email,fax',
      'line 2: [function_type] type names fax; there are email and batchy',
    ],
    ['[google_apps]\npassword = a|b', 'line 2: [google_apps] password is not base64'],
    ['[google_apps]\npassword = /w==', 'line 2: [google_apps] password is not base64'],
    ['[robopager]\nheartbeat_service = a b', 'line 2: [robopager] heartbeat_service is no integration key'],
    [
      `[robopager]\nheartbeat_service = ${'a'.repeat(101)}`,
      'line 2: [robopager] heartbeat_service is no integration key',
    ],
    ['[batchy]\nport = 123456', 'line 2: [batchy] port is not a port number'],
    ['[batchy]\nport = 1a', 'line 2: [batchy] port is not a port number'],
    ['[batchy]\n[redis]\ndb = x1', 'line 3: [redis] db is not the number of a database'],
    ['[batchy]\nserver = 5%', 'line 2: [batchy] server has a single %, which is written %%'],
    ['[batchy]\nstray', 'line 2 is no setting'],
  ])('such as %j has a fault', (text, problem) => {
    expect(parseEtlSettings(text)?.problems).toEqual([problem])
  })

  test.each([
    ['true', true],
    ['1', true],
    ['yes', true],
    ['off', false],
    ['0', false],
    ['no', false],
    ['False', false],
    ['', false],
  ])('with enable = %s uses Redis: %s', (word, redis) => {
    expect(parseEtlSettings(`[enable_redis]\nenable = ${word}`)).toMatchObject({ redis, problems: [] })
  })
})

describe('the INI of another program', () => {
  const read = async (text: string) => readForeignSettings(await fileOf(text))

  test('has a frequency and a URL, as copying left it', async () => {
    expect(
      await read(
        '[DEFAULT]\nhost = hc-ping.com/0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9\n[monitoring]\nHeartbeatFrequency = 10\nheartbeaturl = <https://%(host)s>\n',
      ),
    ).toEqual({
      frequency: 10,
      url: 'https://hc-ping.com/0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9',
      problems: [],
    })
  })

  test('may have neither', async () => {
    expect(await read('[Monitoring]\n')).toEqual({ problems: [] })
    expect(await read('[Other]\nheartbeatfrequency = 10\n')).toEqual({ problems: [] })
  })

  test('names what cannot be used, of that section alone', async () => {
    const { frequency, url, problems } = await read(
      '[Other]\na = 1\na = 2\n[Monitoring]\nheartbeatfrequency = 7\nheartbeaturl = ftp://a\n',
    )
    expect([frequency, url]).toEqual([undefined, undefined])
    expect(problems).toEqual([
      expect.stringMatching(/heartbeatfrequency: "7" is not one of/),
      expect.stringMatching(/heartbeaturl: is not a usable URL/),
    ])
    expect((await read('[Monitoring]\na = 1\na = 2\n')).problems).toHaveLength(1)
    expect(readForeignSettings('/nowhere').problems).toHaveLength(1)
  })
})
