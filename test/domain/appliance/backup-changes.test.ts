import { describe, expect, it, test } from 'vitest'
import type { BackupRest, SavedKey } from '../../../src/domain/appliance/backup'
import {
  changesBesideCopy,
  changesOfChecks,
  changesOfRest,
  differing,
  isAlike,
  isNothing,
  missing,
  NO_CHECKS,
  type PresentRest,
  type RestChanges,
} from '../../../src/domain/appliance/backup-changes'
import type { Check } from '../../../src/domain/watch/check'
import { planOf } from '../../../src/domain/watch/check-plan'
import { newState } from '../../../src/domain/watch/check-state'

const id = (n: number) => `0a1b2c3d-4e5f-6071-8293-a4b5c6d7e80${n}`
const check = (n: number, given: Partial<Check> = {}): Check => ({
  ...planOf({ name: `c${n}` }),
  id: id(n),
  origin: 'page',
  createdAt: 1,
  ...given,
})
const watched = (one: Check) => ({ check: one, state: newState(1), version: '1' })

describe('the checks of a copy', () => {
  const changed = check(2, { grace: 7_000 })
  const there = { watched: [watched(check(1)), watched(check(2))], damaged: [id(3)] }
  const kept = [check(1), changed, check(3), check(4)]

  it('are put back where they are missing, and take the place of those that differ where it is exact', () => {
    expect(changesOfChecks(there, kept, 'exact')).toStrictEqual({
      discard: [id(3)],
      create: [check(3), check(4)],
      replace: [{ before: watched(check(2)), check: changed }],
      remove: [],
    })
    expect(changesOfChecks(there, kept, 'add')).toStrictEqual({
      discard: [id(3)],
      create: [check(3), check(4)],
      replace: [],
      remove: [],
    })
    expect(changesOfChecks(there, kept, 'mend')).toStrictEqual({
      discard: [id(3)],
      create: [check(3)],
      replace: [],
      remove: [],
    })
  })

  it('that an older version stored with fewer options, or that the INI has now, are left', () => {
    const { methods: _methods, ...older } = check(1)
    const found = { watched: [watched(older as Check), watched(check(2, { origin: 'ini' }))], damaged: [] }
    expect(changesOfChecks(found, [check(1), changed], 'exact').replace).toStrictEqual([])
  })

  it('are no others where it is exact: those beside them go, but for those of files', () => {
    const all = [check(1), check(2), check(3, { origin: 'ini' }), check(4, { origin: 'peer' })]
    const found = { watched: all.map(watched), damaged: [id(5), id(6)] }
    const isKept = (one: string) => one === id(1) || one === id(5)
    const beside = { discard: [id(6)], create: [], replace: [], remove: [] }
    expect(changesBesideCopy(found, isKept, 'exact')).toStrictEqual({
      ...beside,
      remove: [watched(check(2))],
    })
    expect(changesBesideCopy(found, isKept, 'add')).toStrictEqual(beside)
    expect(changesBesideCopy(found, isKept, 'mend')).toStrictEqual(beside)
  })
})

const channel = (name: string, topic = 'a') => ({ name, kind: 'ntfy', settings: { topic } }) as const
const account = (name: string, host = 'a') => ({ name, settings: { host } })
const window = (name: string, duration = '1h') => ({ name, settings: { duration } })
const note = (at: number, text = 'a fuse') => ({ check: id(1), due: 1, at, text })
const key = (hash: string): SavedKey => ({ id: hash, hash, name: hash, access: 'read', createdAt: 1 })
const VAPID = { publicKey: 'p', privateKey: 'q' }

describe('the rest of a copy', () => {
  const present: PresentRest = {
    rest: {
      channels: [channel('same'), channel('other'), channel('mine')],
      accounts: [account('same'), account('other'), account('mine')],
      windows: [window('same'), window('other'), window('mine')],
      notes: [note(1), note(2), note(3)],
      apiKeys: [key('1'), key('2')],
      pingKey: 'mine',
      secret: 's',
    },
    damaged: { channels: ['gone'], accounts: ['gone'], windows: ['gone'], notes: [id(1)], apiKeys: ['3'] },
  }
  const copy: BackupRest = {
    channels: [channel('same'), channel('other', 'b'), channel('gone'), channel('lost')],
    accounts: [account('same'), account('other', 'b'), account('gone'), account('lost')],
    windows: [window('same'), window('other', '2h'), window('gone'), window('lost')],
    notes: [note(1), note(2, 'another text'), note(4)],
    apiKeys: [key('1'), key('3'), key('4')],
    pingKey: 'theirs',
    secret: 's',
    vapid: VAPID,
  }

  it('becomes all that there is where it is exact', () => {
    expect(changesOfRest(present, copy, 'exact')).toStrictEqual({
      channels: [channel('other', 'b'), channel('gone'), channel('lost')],
      removeChannels: ['mine'],
      accounts: [account('other', 'b'), account('gone'), account('lost')],
      removeAccounts: ['mine'],
      windows: [window('other', '2h'), window('gone'), window('lost')],
      removeWindows: ['mine'],
      notes: [note(4)],
      removeNotes: [note(3)],
      apiKeys: [key('3'), key('4')],
      removeKeys: [key('2')],
      pingKey: 'theirs',
      vapid: VAPID,
    })
  })

  it('is added to what there is, which stays', () => {
    expect(changesOfRest(present, copy, 'add')).toStrictEqual({
      channels: [channel('gone'), channel('lost')],
      removeChannels: [],
      accounts: [account('gone'), account('lost')],
      removeAccounts: [],
      windows: [window('gone'), window('lost')],
      removeWindows: [],
      notes: [note(4)],
      removeNotes: [],
      apiKeys: [key('3'), key('4')],
      removeKeys: [],
      pingKey: 'theirs',
      vapid: VAPID,
    })
  })

  it('mends what cannot be read, and nothing else', () => {
    expect(changesOfRest(present, copy, 'mend')).toStrictEqual({
      channels: [channel('gone')],
      removeChannels: [],
      accounts: [account('gone')],
      removeAccounts: [],
      windows: [window('gone')],
      removeWindows: [],
      notes: [note(4)],
      removeNotes: [],
      apiKeys: [key('3')],
      removeKeys: [],
    })
    const unnamed = { ...present, damaged: { channels: [], accounts: [], apiKeys: [] } }
    expect(isNothing(changesOfRest(unnamed, copy, 'mend'))).toBe(true)
  })

  it('of a version without windows and notes takes none away, unless it is exact', () => {
    const { windows: _windows, notes: _notes, ...older } = copy
    expect(changesOfRest(present, older, 'add')).toMatchObject({ windows: [], notes: [] })
    expect(changesOfRest(present, older, 'exact')).toMatchObject({
      windows: [],
      removeWindows: ['same', 'other', 'mine'],
      notes: [],
      removeNotes: [note(1), note(2), note(3)],
    })
    expect(isNothing(changesOfRest({ ...present, rest: older }, older, 'exact'))).toBe(true)
    expect(changesOfRest({ ...present, rest: older }, older, 'mend')).toMatchObject({
      windows: [],
      notes: [],
    })
  })
})

test('keys that were drawn differ, or are missing, each by itself', () => {
  const wanted = { pingKey: 'a', secret: 'b', vapid: VAPID }
  expect(differing(wanted, {})).toStrictEqual(wanted)
  expect(missing(wanted, {})).toStrictEqual(wanted)
  expect(differing(wanted, { pingKey: 'x', secret: 'b', vapid: { ...VAPID } })).toStrictEqual({
    pingKey: 'a',
  })
  expect(differing(wanted, { pingKey: 'a', secret: 'x', vapid: { ...VAPID, publicKey: 'x' } })).toStrictEqual(
    {
      secret: 'b',
      vapid: VAPID,
    },
  )
  expect(missing(wanted, { pingKey: 'x' })).toStrictEqual({ secret: 'b', vapid: VAPID })
  expect(missing(wanted, { secret: 'x', vapid: VAPID })).toStrictEqual({ pingKey: 'a' })
  expect([differing({}, wanted), missing({}, {})]).toStrictEqual([{}, {}])
})

test.each([
  [{ a: 1, b: { c: 2, d: 3 } }, { b: { d: 3, c: 2 }, a: 1 }, true],
  [{ a: 1, b: undefined }, { a: 1 }, true],
  [{ a: [1, 2] }, { a: [2, 1] }, false],
  [{ a: null }, { a: {} }, false],
  [{ a: 1 }, { a: 2 }, false],
  [undefined, undefined, true],
  [undefined, {}, false],
])('%j is like %j: %s', (a, b, is) => {
  expect(isAlike(a, b)).toBe(is)
})

test('nothing changes where every list is empty, and no key is replaced', () => {
  const none: RestChanges = {
    channels: [],
    removeChannels: [],
    accounts: [],
    removeAccounts: [],
    apiKeys: [],
    removeKeys: [],
  }
  expect(isNothing({ ...NO_CHECKS, ...none })).toBe(true)
  expect(isNothing({ ...NO_CHECKS, discard: ['x'], ...none })).toBe(false)
  expect(isNothing({ ...none, removeKeys: [key('1')] })).toBe(false)
  expect(isNothing({ ...none, pingKey: 'a' })).toBe(false)
})
