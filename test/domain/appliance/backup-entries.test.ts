/** The entries of a backup, each with its faults. */
import { describe, expect, test } from 'vitest'
import {
  momentOf,
  readAccount,
  readChannel,
  readCheck,
  readKey,
  readNote,
  readWindow,
} from '../../../src/domain/appliance/backup-entries'

const ID = '0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9'
const MOMENT = '2026-11-20T12:00:00.000Z'
const AT = Date.UTC(2026, 10, 20, 12)
const A_MOMENT = 'has to be a moment such as 2026-11-20T12:00:00.000Z'

test.each([
  [MOMENT, AT],
  ['2026-11-20T13:00:00+01:00', AT],
  ['2026-11-20', undefined],
  ['x2026-11-20T12:00:00Z', undefined],
  ['2026-13-20T12:00:00Z', undefined],
  [AT, undefined],
  [undefined, undefined],
])('%j is the moment %j', (value, moment) => {
  expect(momentOf(value)).toBe(moment)
})

describe('a check', () => {
  const CHECK = { id: ID, origin: 'page', createdAt: MOMENT, name: 'job', grace: 60 }
  const faults = (more: object, isJudged = true) => readCheck(isJudged)({ ...CHECK, ...more }).faults

  test('is read', () => {
    expect(readCheck(true)({ ...CHECK, passwordHash: 'h' })).toMatchObject({
      value: { id: ID, origin: 'page', createdAt: AT, name: 'job', grace: 60_000, passwordHash: 'h' },
      faults: [],
    })
    for (const origin of ['api', 'checkin']) expect(faults({ origin })).toEqual([])
  })

  test.each([
    [{ id: undefined }, ['id: has to be a UUID in small letters']],
    [{ id: ID.toUpperCase() }, ['id: has to be a UUID in small letters']],
    [{ id: 7 }, ['id: has to be a UUID in small letters']],
    [{ origin: 'ini' }, ['origin: has to be one of page, api, checkin']],
    [{ createdAt: 'today' }, [`createdAt: ${A_MOMENT}`]],
    [{ passwordHash: 7 }, ['passwordHash: has to be text']],
    [{ password: 'secret word' }, ['password: is no part of a backup; passwordHash is']],
  ])('with %j has a fault', (more, expected) => {
    const { value } = readCheck(true)({ ...CHECK, ...more })
    expect([value, faults(more)]).toEqual([undefined, expected])
  })

  test('without a name has a fault', () => {
    const { name: _name, ...nameless } = CHECK
    expect(readCheck(true)(nameless)).toEqual({ faults: ['name: is missing'] })
  })

  test('with an option that cannot be has a fault, and its plan is judged only where that is wanted', () => {
    expect(faults({ grace: 'soon' })).toEqual([expect.stringMatching(/^grace: /)])
    expect(faults({ slug: 'A B' })).toEqual([expect.stringMatching(/^slug: /)])
    expect(faults({ slug: 'A B' }, false)).toEqual([])
    expect(readCheck(true)({ ...CHECK, slug: 'A B' }).value).toMatchObject({ slug: 'A B' })
  })
})

describe('a channel', () => {
  const CHANNEL = { name: 'phone', kind: 'ntfy', settings: { topic: 'mine' } }
  const BROWSER = { endpoint: 'https://push', keys: { p256dh: 'p', auth: 'a' } }
  const read = (more: object) => readChannel({})({ ...CHANNEL, ...more })

  test('is read', () => {
    expect(read({})).toEqual({ value: CHANNEL, faults: [] })
    expect(read({ default: false, browsers: [BROWSER] })).toEqual({
      value: { ...CHANNEL, isDefault: false, browsers: [BROWSER] },
      faults: [],
    })
  })

  const NO_LIST = 'browsers: have to be a list of {"endpoint", "keys": {"p256dh", "auth"}}'
  test.each([
    [{ colour: 1 }, 'colour: is no part of a channel'],
    [{ name: 7 }, 'name: has to be text'],
    [{ kind: 7 }, 'kind: has to be text'],
    [{ settings: 7 }, 'settings: have to be an object of texts'],
    [{ settings: { topic: 7 } }, 'settings: have to be an object of texts'],
    [{ default: 'yes' }, 'default: has to be true or false'],
    [{ browsers: {} }, NO_LIST],
    [{ browsers: [7] }, NO_LIST],
    [{ browsers: [{ ...BROWSER, endpoint: 7 }] }, NO_LIST],
    [{ browsers: [{ ...BROWSER, keys: 7 }] }, NO_LIST],
    [{ browsers: [{ ...BROWSER, keys: { ...BROWSER.keys, auth: 7 } }] }, NO_LIST],
    [{ browsers: [{ ...BROWSER, keys: { ...BROWSER.keys, p256dh: 7 } }] }, NO_LIST],
  ])('with %j has a fault', (more, fault) => {
    expect(read(more)).toEqual({ faults: [fault] })
  })

  test('has the faults of its kind and its settings, where they are judged', () => {
    expect(read({ kind: 'pigeon' })).toEqual({ faults: [expect.stringMatching(/^kind: /)] })
    expect(read({ name: 'A b' }).faults).toEqual([expect.stringMatching(/^name: /)])
    expect(read({ settings: { topic: 'a b' } }).faults).toEqual([expect.stringMatching(/^settings\.topic: /)])
    const unjudged = readChannel(undefined)
    expect(unjudged({ ...CHANNEL, settings: { topic: 'a b' } }).faults).toEqual([])
    expect(unjudged({ ...CHANNEL, kind: 'pigeon' })).toEqual({ faults: [expect.stringMatching(/^kind: /)] })
  })
})

describe('a mail account and a window', () => {
  test.each([
    ['a mail account', readAccount(undefined)],
    ['a window of maintenance', readWindow(false)],
  ])('%s is a name with settings', (words, read) => {
    const value = { name: 'a', settings: { x: '1' } }
    expect(read(value)).toEqual({ value, faults: [] })
    expect(read({ ...value, more: 1 })).toEqual({ faults: [`more: is no part of ${words}`] })
    expect(read({ ...value, name: 7 })).toEqual({ faults: ['name: has to be text'] })
    for (const settings of [undefined, [], { x: 1 }])
      expect(read({ ...value, settings })).toEqual({ faults: ['settings: have to be an object of texts'] })
  })

  test('are judged where that is wanted', () => {
    expect(readAccount({})({ name: 'A b', settings: {} }).faults).toContainEqual(
      expect.stringMatching(/^name: /),
    )
    const { faults } = readWindow(true)({ name: 'w', settings: { duration: 'soon' } })
    expect(faults).toContainEqual(expect.stringMatching(/^settings\.duration: /))
  })
})

describe('an API key', () => {
  const HASH = 'ab12'.repeat(16)
  const KEY = { hash: HASH, name: 'phone', access: 'read', createdAt: MOMENT }

  test('is read', () => {
    const value = { id: 'ab12ab12ab12ab12', hash: HASH, name: 'phone', access: 'read', createdAt: AT }
    expect(readKey(KEY)).toEqual({ value, faults: [] })
    expect(readKey({ ...KEY, expiresAt: MOMENT, access: 'full' })).toEqual({
      value: { ...value, access: 'full', expiresAt: AT },
      faults: [],
    })
  })

  test.each([
    [{ more: 1 }, 'more: is no part of an API key'],
    [{ hash: 'short' }, 'hash: has to be a SHA-256 hash, 64 small hexadecimal digits'],
    [{ hash: 7 }, 'hash: has to be a SHA-256 hash, 64 small hexadecimal digits'],
    [{ name: '' }, 'name: is empty; give the key a name'],
    [{ name: 7 }, 'name: has to be text'],
    [{ access: 'all' }, 'access: has to be one of read, full'],
    [{ createdAt: undefined }, `createdAt: ${A_MOMENT}`],
    [{ expiresAt: 'soon' }, `expiresAt: ${A_MOMENT}`],
  ])('with %j has a fault', (more, fault) => {
    expect(readKey({ ...KEY, ...more })).toEqual({ faults: [fault] })
  })
})

describe('a note', () => {
  const NOTE = { check: ID, due: MOMENT, at: MOMENT, text: 'a fuse' }

  test('is read', () => {
    expect(readNote(NOTE)).toEqual({ value: { check: ID, due: AT, at: AT, text: 'a fuse' }, faults: [] })
  })

  test.each([
    [{ more: 1 }, 'more: is no part of a note'],
    [{ check: 'x' }, 'check: has to be a UUID in small letters'],
    [{ due: 7 }, `due: ${A_MOMENT}`],
    [{ at: undefined }, `at: ${A_MOMENT}`],
    [{ text: '' }, expect.stringMatching(/^text: has to be text of at most \d+ characters$/)],
    [{ text: 7 }, expect.stringMatching(/^text: /)],
    [{ text: 'x'.repeat(100_000) }, expect.stringMatching(/^text: /)],
  ])('with %j has a fault', (more, fault) => {
    expect(readNote({ ...NOTE, ...more })).toEqual({ faults: [fault] })
  })
})
