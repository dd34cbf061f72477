import { describe, expect, it } from 'vitest'
import type { BackupRest, SavedKey } from '../../../src/domain/appliance/backup'
import { checksToImport, restToImport } from '../../../src/domain/appliance/import-changes'
import type { Check } from '../../../src/domain/watch/check'
import { planOf } from '../../../src/domain/watch/check-plan'
import { newState } from '../../../src/domain/watch/check-state'

const check = (id: string, name: string, given: Partial<Check> = {}): Check => ({
  ...planOf({ name }),
  id,
  origin: 'page',
  createdAt: 1,
  ...given,
})
const watched = (one: Check) => ({ check: one, state: newState(1), version: '1' })

describe('an import of checks', () => {
  it('adds those that are not there, and keeps those that are, also under another slug', () => {
    const there = [
      watched(check('1', 'same')),
      watched(check('2', 'mine', { grace: 1 })),
      watched(check('3', 'moved', { slug: 'x' })),
    ]
    const given = [check('1', 'same'), check('2', 'theirs'), check('3', 'moved'), check('4', 'new')]
    expect(checksToImport(there, given, new Set())).toStrictEqual({
      create: [check('4', 'new')],
      added: ['check "new"'],
      kept: ['check "mine" stays as it is here'],
    })
  })

  it('gives a new check another slug where its own is taken, also by one of the same file', () => {
    const slugs = new Set(['nas', 'nas-2', 'x'.repeat(100)])
    const given = [check('1', 'nas'), check('2', 'nas'), check('3', 'long', { slug: 'x'.repeat(100) })]
    const { create, added, kept } = checksToImport([], given, slugs)
    const long = `${'x'.repeat(90)}-2`
    expect(create.map(({ slug }) => slug)).toStrictEqual(['nas-3', 'nas-4', long])
    expect(added).toStrictEqual([
      'check "nas", with the slug nas-3, since nas is taken here',
      'check "nas", with the slug nas-4, since nas is taken here',
      `check "long", with the slug ${long}, since ${'x'.repeat(100)} is taken here`,
    ])
    expect([kept, [...slugs].slice(3)]).toStrictEqual([[], ['nas-3', 'nas-4', long]])
  })
})

describe('an import of the rest', () => {
  const channel = (name: string, topic = 'a') => ({ name, kind: 'ntfy', settings: { topic } }) as const
  const account = (name: string, host = 'a') => ({ name, settings: { host } })
  const window = (name: string, duration = '1h') => ({ name, settings: { duration } })
  const note = (at: number) => ({ check: 'c', due: 1, at, text: 'a fuse' })
  const key = (hash: string, name: string): SavedKey => ({
    id: hash,
    hash,
    name,
    access: 'read',
    createdAt: 1,
  })
  const VAPID = { publicKey: 'p', privateKey: 'q' }
  const NOTHING: BackupRest = { channels: [], accounts: [], apiKeys: [] }
  const NO_CHANGE = {
    channels: [],
    removeChannels: [],
    accounts: [],
    removeAccounts: [],
    windows: [],
    removeWindows: [],
    notes: [],
    removeNotes: [],
    apiKeys: [],
    removeKeys: [],
  }

  const present: BackupRest = {
    channels: [channel('same'), channel('other')],
    accounts: [account('same'), account('other')],
    windows: [window('same'), window('other')],
    notes: [note(1)],
    apiKeys: [key('1', 'phone')],
    pingKey: 'mine',
    secret: 's',
    vapid: VAPID,
  }
  const given: BackupRest = {
    channels: [channel('same'), channel('other', 'b'), channel('new')],
    accounts: [account('same'), account('other', 'b'), account('new')],
    windows: [window('same'), window('other', '2h'), window('new')],
    notes: [note(1), note(2)],
    apiKeys: [key('1', 'another name'), key('2', 'phone'), key('3', 'phone')],
    pingKey: 'theirs',
    secret: 's',
    vapid: VAPID,
  }

  it('adds what is not there, under another name where its own is taken, and tells what stays', () => {
    expect(restToImport(present, given, true)).toStrictEqual({
      rest: {
        ...NO_CHANGE,
        channels: [channel('new')],
        accounts: [account('new')],
        windows: [window('new')],
        notes: [note(2)],
        apiKeys: [key('2', 'phone 2'), key('3', 'phone 3')],
      },
      added: [
        'channel new',
        'mail account new',
        'window of maintenance new',
        '1 note on outages',
        'API key "phone 2"',
        'API key "phone 3"',
      ],
      kept: [
        'channel other stays as it is here',
        'mail account other stays as it is here',
        'window of maintenance other stays as it is here',
        'the ping key stays as it is here: check-in addresses with a slug begin with another key than on the other machine',
      ],
    })
  })

  it('changes nothing the second time', () => {
    const nothing = { rest: NO_CHANGE, added: [], kept: [] }
    expect(restToImport(given, given, true)).toStrictEqual(nothing)
    expect(restToImport(NOTHING, NOTHING, false)).toStrictEqual(nothing)
  })

  const DRAWN = { pingKey: 'theirs', secret: 't', vapid: VAPID }
  const ADDED = [
    'the ping key, which stands in check-in addresses with a slug',
    'the secret behind the addresses of badges',
    'the keys of Web Push',
  ]

  it('takes over the keys that were drawn on a machine where nothing was made yet', () => {
    const drawn = { pingKey: 'mine', secret: 's', vapid: { ...VAPID, publicKey: 'x' } }
    expect(restToImport({ ...NOTHING, ...drawn }, { ...NOTHING, ...DRAWN }, false)).toStrictEqual({
      rest: { ...NO_CHANGE, ...DRAWN },
      added: ADDED,
      kept: [],
    })
  })

  it.each([
    ['a check', NOTHING, true],
    ['a channel', { ...NOTHING, channels: [channel('a')] }, false],
    ['an API key', { ...NOTHING, apiKeys: [key('1', 'phone')] }, false],
  ] as const)('keeps those of a machine with %s, and adds the missing ones', (_what, rest, hasChecks) => {
    const {
      rest: changes,
      added,
      kept,
    } = restToImport({ ...rest, pingKey: 'mine', secret: 's' }, { ...NOTHING, ...DRAWN }, hasChecks)
    expect(changes).toStrictEqual({ ...NO_CHANGE, vapid: VAPID })
    expect(added).toStrictEqual(['the keys of Web Push'])
    expect(kept).toStrictEqual([
      'the ping key stays as it is here: check-in addresses with a slug begin with another key than on the other machine',
      'the secret behind the addresses of badges stays as it is here: badges have other addresses than on the other machine',
    ])
  })

  it('takes the browsers of a channel only with the keys of Web Push that they were given', () => {
    const browsers = [{ endpoint: 'https://push', keys: { p256dh: 'p', auth: 'a' } }]
    const push = { name: 'web', kind: 'web-push', settings: { contact: 'mailto:a@b' } } as const
    const theirs = { ...NOTHING, channels: [{ ...push, browsers }], vapid: VAPID }
    const browsersAt = (rest: BackupRest) => restToImport(rest, theirs, true).rest.channels
    expect(browsersAt(NOTHING)).toStrictEqual([{ ...push, browsers }])
    expect(browsersAt({ ...NOTHING, vapid: VAPID })).toStrictEqual([{ ...push, browsers }])
    const other = { ...NOTHING, vapid: { ...VAPID, publicKey: 'x' } }
    expect(browsersAt(other)).toStrictEqual([push])
    expect(restToImport(other, theirs, true).kept).toStrictEqual([
      'the keys of Web Push stay as they are here: browsers have to allow messages again',
    ])
  })

  it('cuts a long name of an API key before its number', () => {
    const long = 'n'.repeat(100)
    const there = { ...NOTHING, apiKeys: [key('1', long)] }
    expect(restToImport(there, { ...NOTHING, apiKeys: [key('2', long)] }, true).rest.apiKeys).toStrictEqual([
      key('2', `${'n'.repeat(90)} 2`),
    ])
  })
})
