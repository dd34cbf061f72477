/** The etl.cfg of a Robopager, value by value. */
import { describe, expect, test } from 'vitest'
import { type EtlSettings, parseEtlSettings } from '../../../src/config/settings/etl-settings'

/** With one value, in line 2 of the text. */
const one = (section: string, key: string, value: string) =>
  parseEtlSettings(`[${section}]\n${key} = ${value}\n[batchy]\n`)
const problemsOf = (section: string, key: string, value: string) => one(section, key, value)?.problems

const NOTHING = {
  email: '',
  password: '',
  heartbeatService: '',
  types: [],
  redis: false,
  redisServer: '',
  redisDb: '',
  batchyServer: '',
  batchyPort: '',
  zone: '',
  problems: [],
}

test.each(['google_apps', 'function_type', 'robopager', 'enable_redis', 'batchy', 'timezone'])(
  'a text with [%s] is one',
  section => {
    expect(parseEtlSettings(`[${section}]\n`)).toEqual(NOTHING)
  },
)

test.each(['', '[redis]\nserver = x\n', '[Monitoring]\n'])('%j is none', text => {
  expect(parseEtlSettings(text)).toBeUndefined()
})

type Row = [section: string, key: string, value: string, settings: Partial<EtlSettings>]
test.each<Row>([
  ['google_apps', 'email', 'a%%b', { email: 'a%b' }],
  ['google_apps', 'password', 'w6Q=', { password: 'ä' }],
  ['google_apps', 'password', 'YWI=', { password: 'ab' }],
  ['google_apps', 'password', 'YQ==', { password: 'a' }],
  ['google_apps', 'password', 'YW\n  Jj', { password: 'abc' }],
  ['robopager', 'heartbeat_service', 'a-B_9', { heartbeatService: 'a-B_9' }],
  ['robopager', 'heartbeat_service', 'x'.repeat(100), { heartbeatService: 'x'.repeat(100) }],
  ['function_type', 'type', 'Email, ,BATCHY', { types: ['email', 'batchy'] }],
  ['redis', 'server', 'redis.lan', { redisServer: 'redis.lan' }],
  ['redis', 'db', '12345', { redisDb: '12345' }],
  ['batchy', 'server', 'b', { batchyServer: 'b' }],
  ['batchy', 'port', '80', { batchyPort: '80' }],
  ['timezone', 'timezone', 'Europe/Berlin', { zone: 'Europe/Berlin' }],
  ...['True', '1', 'YES', 'on'].map((value): Row => ['enable_redis', 'enable', value, { redis: true }]),
  ...['False', '0', 'no', 'OFF'].map((value): Row => ['enable_redis', 'enable', value, { redis: false }]),
])('[%s] %s = %j is read', (section, key, value, settings) => {
  expect(one(section, key, value)).toEqual({ ...NOTHING, ...settings })
})

describe('a fault is named with its line', () => {
  test.each([
    ['google_apps', 'password', 's3cret!', 'is not base64'],
    ['google_apps', 'password', '!YWI', 'is not base64'],
    ['google_apps', 'password', 'YQ===', 'is not base64'],
    ['google_apps', 'password', '/w==', 'is not base64'],
    ['google_apps', 'email', 'a%b', 'has a single %, which is written %%'],
    ['google_apps', 'email', 'a%%%b', 'has a single %, which is written %%'],
    ['robopager', 'heartbeat_service', 'x'.repeat(101), 'is no integration key'],
    ['robopager', 'heartbeat_service', 'a b', 'is no integration key'],
    ['robopager', 'heartbeat_service', '!a', 'is no integration key'],
    ['function_type', 'type', 'email, mail', 'names mail; there are email and batchy'],
    ['function_type', 'type', 'x'.repeat(50), `names ${'x'.repeat(40)}; there are email and batchy`],
    ['redis', 'db', '123456', 'is not the number of a database'],
    ['redis', 'db', '1a', 'is not the number of a database'],
    ['redis', 'db', 'a1', 'is not the number of a database'],
    ['batchy', 'port', '123456', 'is not a port number'],
    ['batchy', 'port', '8a', 'is not a port number'],
    ['batchy', 'port', 'a8', 'is not a port number'],
    ['timezone', 'timezone', 'Mars/Base', 'is not a time zone such as Europe/Berlin'],
    ['enable_redis', 'enable', 'maybe', 'has to be True or False'],
    ['enable_redis', 'enable', 'trues', 'has to be True or False'],
    ['enable_redis', 'enable', 'untrue', 'has to be True or False'],
  ])('of [%s] %s = %s', (section, key, value, reason) => {
    expect(problemsOf(section, key, value)).toEqual([`line 2: [${section}] ${key} ${reason}`])
  })

  test('of a switch counts as off', () => {
    expect(one('enable_redis', 'enable', 'trues')?.redis).toBe(false)
    expect(one('enable_redis', 'enable', 'untrue')?.redis).toBe(false)
  })

  test('beside lines that are no setting', () => {
    expect(parseEtlSettings('[batchy]\nstray\n')?.problems).toEqual(['line 2 is no setting'])
  })
})
