import { describe, expect, it } from 'vitest'
import { sorted } from '../../../src/domain/appliance/backup'
import { headJson, restJson, savedCheckJson } from '../../../src/domain/appliance/backup-json'
import { isPrefix, newIdentity, readIdentity } from '../../../src/domain/appliance/identity'
import {
  normalisedCheck,
  normalisedRest,
  readBackupJson,
  readRest,
} from '../../../src/domain/appliance/read-backup'
import type { Check } from '../../../src/domain/watch/check'
import { planOf } from '../../../src/domain/watch/check-plan'

const ID = '0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9'
const AT = Date.UTC(2026, 10, 20, 12)
const MOMENT = '2026-11-20T12:00:00.000Z'
const HASH = 'ab12'.repeat(16)
const HEAD = { format: 'intvlm8r-backup', version: 1, savedAt: MOMENT, host: 'pi' }
const PING_KEY = 'fqOOd6-F4MMNuCEnzTU01w'
const SECRET = `${'a'.repeat(43)}=`
const VAPID = { publicKey: 'p', privateKey: 'q' }
const CHECK: Check = { ...planOf({ name: 'job' }), id: ID, origin: 'page', createdAt: AT }

const WHOLE = {
  channels: [{ name: 'phone', kind: 'ntfy', settings: { topic: 'mine' }, isDefault: false }],
  accounts: [{ name: 'home', settings: { imaphost: 'x' } }],
  windows: [{ name: 'night', settings: { duration: '1h' } }],
  notes: [{ check: ID, due: AT, at: AT, text: 'a fuse' }],
  apiKeys: [{ id: HASH.slice(0, 16), hash: HASH, name: 'k', access: 'read', createdAt: AT, expiresAt: AT }],
  pingKey: PING_KEY,
  secret: SECRET,
  vapid: VAPID,
} as const

describe('a backup', () => {
  it('is written as versioned JSON, whose moments are texts', () => {
    expect(headJson(AT, 'pi')).toStrictEqual(HEAD)
    expect(restJson(WHOLE)).toStrictEqual({
      channels: [{ name: 'phone', kind: 'ntfy', settings: { topic: 'mine' }, default: false }],
      accounts: WHOLE.accounts,
      windows: WHOLE.windows,
      notes: [{ check: ID, due: MOMENT, at: MOMENT, text: 'a fuse' }],
      apiKeys: [{ hash: HASH, name: 'k', access: 'read', createdAt: MOMENT, expiresAt: MOMENT }],
      pingKey: PING_KEY,
      secret: SECRET,
      vapid: VAPID,
    })
    expect(restJson({ channels: [], accounts: [], apiKeys: [] })).toStrictEqual({ channels: [], apiKeys: [] })
    expect(savedCheckJson(CHECK)).toMatchObject({ id: ID, origin: 'page', createdAt: MOMENT, name: 'job' })
    expect(savedCheckJson(CHECK)).not.toHaveProperty('passwordHash')
    expect(savedCheckJson({ ...CHECK, passwordHash: 'h' })).toMatchObject({ passwordHash: 'h' })
  })

  it('is read as it was written', () => {
    const json = JSON.parse(JSON.stringify({ ...HEAD, checks: [savedCheckJson(CHECK)], ...restJson(WHOLE) }))
    expect(readBackupJson({ ...json, copy: 1, sha256: 'x' })).toStrictEqual({
      backup: { ...WHOLE, checks: [CHECK] },
      faults: [],
      savedAt: AT,
    })
    expect(readRest(json)).toStrictEqual({ rest: WHOLE, faults: [], isBackup: true, savedAt: AT })
    expect([normalisedCheck(CHECK), normalisedRest(WHOLE)]).toStrictEqual([CHECK, WHOLE])
  })

  it('of an older version lacks parts', () => {
    const rest = { channels: [], accounts: [], apiKeys: [] }
    const { savedAt: _moment, ...head } = HEAD
    expect(readRest(head)).toStrictEqual({ rest, faults: [], isBackup: true })
    expect(readBackupJson(head)).toStrictEqual({ backup: { ...rest, checks: [] }, faults: [] })
  })

  it.each([
    [undefined, 'format: has to be "intvlm8r-backup"; this is no file of intvlm8r export'],
    [[], 'format: has to be "intvlm8r-backup"; this is no file of intvlm8r export'],
    [{ ...HEAD, format: 'other' }, 'format: has to be "intvlm8r-backup"; this is no file of intvlm8r export'],
    [
      { ...HEAD, version: 2 },
      'version: 2 is of a newer intvlm8r, and this one reads 1; update this one first',
    ],
    [{ ...HEAD, version: 0 }, 'version: has to be 1'],
    [{ ...HEAD, version: '2' }, 'version: has to be 1'],
  ])('is not %j', (json, fault) => {
    const rest = { channels: [], accounts: [], apiKeys: [] }
    expect(readRest(json)).toStrictEqual({ rest, faults: [fault], isBackup: false })
    expect(readBackupJson(json)).toStrictEqual({ backup: { ...rest, checks: [] }, faults: [fault] })
  })

  it('has a fault for each part of another form, by its place, and keeps the others', () => {
    const channel = { name: 'phone', kind: 'ntfy', settings: {} }
    const { backup, faults } = readBackupJson({
      ...HEAD,
      checks: [7, savedCheckJson(CHECK), savedCheckJson(CHECK), { ...savedCheckJson(CHECK), origin: 'ini' }],
      channels: [channel, channel, { ...channel, name: 7 }],
      accounts: {},
      apiKeys: 'x',
      pingKey: 'short',
      secret: 7,
      vapid: { publicKey: 'p' },
      colour: 'red',
    })
    expect(faults).toStrictEqual([
      'checks[0]: has to be an object',
      'checks[2]: is there twice',
      'checks[3].origin: has to be one of page, api, checkin',
      'colour: is no part of a backup',
      'channels[1]: is there twice',
      'channels[2].name: has to be text',
      'accounts: has to be a list',
      'apiKeys: has to be a list',
      'pingKey: has to be 22 letters, digits, - or _',
      'secret: has to be 32 bytes in base64',
      'vapid: has to have the texts publicKey and privateKey',
    ])
    expect(backup).toStrictEqual({ checks: [CHECK], channels: [channel], accounts: [], apiKeys: [] })
  })

  it.each([
    ['pingKey', [PING_KEY.slice(1), `${PING_KEY}x`, `${PING_KEY.slice(1)}+`, 7]],
    ['secret', [SECRET.slice(1), `a${SECRET}`, 'a'.repeat(44), `-${SECRET.slice(1)}`, `${SECRET}=`, 7]],
    ['vapid', [null, 'x', {}, { publicKey: 'p' }, { privateKey: 'q' }, { publicKey: 7, privateKey: 'q' }]],
  ])('has no %s of the forms %j', (key, values) => {
    for (const value of values) {
      const { rest, faults } = readRest({ ...HEAD, [key]: value })
      expect([key in rest, faults.length]).toStrictEqual([false, 1])
    }
  })

  it('is judged by the rules where it comes from elsewhere', () => {
    const json = { ...HEAD, channels: [{ name: 'phone', kind: 'ntfy', settings: { topic: 'a b' } }] }
    expect(readBackupJson(json).faults).toStrictEqual([])
    expect(readBackupJson(json, {}).faults).toStrictEqual([
      'channels[0].settings.topic: may hold letters, digits, - and _ only (at most 64)',
    ])
    const windows = [{ name: 'w', settings: { duration: '1h', start: '2026-12-24 22:00' } }]
    expect(readBackupJson({ ...HEAD, windows }).faults).toStrictEqual([])
    expect(readBackupJson({ ...HEAD, windows }, {}).faults).toHaveLength(1)
    const checks = [{ ...savedCheckJson(CHECK), slug: 'A B' }]
    expect(readBackupJson({ ...HEAD, checks }).faults).toStrictEqual([])
    expect(readBackupJson({ ...HEAD, checks }, {}).faults).toHaveLength(1)
  })

  it('is the same text for the same things in any order', () => {
    const browser = (endpoint: string) => ({ endpoint, keys: { p256dh: 'p', auth: 'a' } })
    const push = { name: 'a', kind: 'web-push', settings: {} } as const
    const [one, two] = WHOLE.apiKeys.map(key => [key, { ...key, hash: 'b', id: 'b' }])[0] ?? []
    const note = WHOLE.notes[0]
    const mixed = {
      ...WHOLE,
      channels: [...WHOLE.channels, { ...push, browsers: [browser('2'), browser('1')] }],
      accounts: [...WHOLE.accounts, { name: 'a', settings: {} }],
      windows: [...WHOLE.windows, { name: 'a', settings: {} }],
      notes: [{ ...note, at: AT + 1 }, note],
      apiKeys: [two, one].filter(key => key !== undefined),
    }
    expect(sorted(mixed)).toStrictEqual({
      ...WHOLE,
      channels: [{ ...push, browsers: [browser('1'), browser('2')] }, ...WHOLE.channels],
      accounts: [{ name: 'a', settings: {} }, ...WHOLE.accounts],
      windows: [{ name: 'a', settings: {} }, ...WHOLE.windows],
      notes: [note, { ...note, at: AT + 1 }],
      apiKeys: [one, two],
    })
    const bare = { channels: [{ ...push, browsers: [] }], accounts: [], windows: [], notes: [], apiKeys: [] }
    expect(sorted(bare)).toStrictEqual({ channels: [push], accounts: [], apiKeys: [] })
  })
})

describe('the identity of an appliance', () => {
  it('has its own prefix, or that of the first version', () => {
    expect(newIdentity('0123456789ab', false)).toStrictEqual({ id: '0123456789ab', prefix: '0123456789ab' })
    expect(newIdentity('0123456789ab', true)).toStrictEqual({ id: '0123456789ab', prefix: 'intvlm8r' })
  })

  it.each([
    ['{"id":"0123456789ab","prefix":"a.b-c_9"}', true],
    ['{"id":"0123456789ab","prefix":"a b"}', false],
    ['{"id":"0123456789ab"}', false],
    ['{"id":"0123456789abc","prefix":"a"}', false],
    ['{"id":"x0123456789ab","prefix":"a"}', false],
    ['{"prefix":"a"}', false],
    ['{"id":"01234', false],
    ['null', false],
    ['', false],
  ])('in the text %s is whole: %s', (text, isWhole) => {
    expect(readIdentity(text)).toStrictEqual(isWhole ? JSON.parse(text) : undefined)
  })

  it.each([
    ['a', true],
    [`a${'b'.repeat(63)}`, true],
    [`a${'b'.repeat(64)}`, false],
    ['', false],
    ['-a', false],
    ['a b', false],
    ['a{b', false],
    ['9.x', true],
  ])('the prefix %j can be one: %s', (text, is) => {
    expect(isPrefix(text)).toBe(is)
  })
})
