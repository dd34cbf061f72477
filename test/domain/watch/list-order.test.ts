import { describe, expect, test } from 'vitest'
import type { Check, Origin } from '../../../src/domain/watch/check'
import { planOf } from '../../../src/domain/watch/check-plan'
import { newState } from '../../../src/domain/watch/check-state'
import { fits } from '../../../src/domain/watch/list-fit'
import {
  BY_NAME,
  compareEntries,
  entryOf,
  idOfEntry,
  isEntry,
  KINDS,
  LISTS,
  listsOf,
  placesOf,
  rangeOf,
  worseThan,
} from '../../../src/domain/watch/list-order'
import type { Status } from '../../../src/domain/watch/status'

const PROBE = { kind: 'tcp', target: 'nas:445', every: 60_000, settings: {} } as const
const checkOf = (given: Partial<Check> = {}): Check => ({
  ...planOf({ name: 'NAS' }),
  id: 'id-1',
  origin: 'page',
  createdAt: 0,
  ...given,
})
const watched = (status: Status, since = 0, given: Partial<Check> = {}) => ({
  check: checkOf(given),
  state: { ...newState(0), status, since },
  version: '1',
})

describe('the entry of a check in a list', () => {
  test.each<[Status, number, string]>([
    ['down', 1_000, '09999999998999\u0001NAS\u0001id-1'],
    ['blind', 1_000.7, '19999999998999\u0001NAS\u0001id-1'],
    ['late', 0, '29999999999999\u0001NAS\u0001id-1'],
    ['down', -5, '09999999999999\u0001NAS\u0001id-1'],
    ['down', 9_999_999_999_999, '00000000000000\u0001NAS\u0001id-1'],
    ['down', 99_999_999_999_999, '00000000000000\u0001NAS\u0001id-1'],
    ['new', 1_000, '3\u0001NAS\u0001id-1'],
    ['up', 1_000, '4\u0001NAS\u0001id-1'],
    ['paused', 1_000, '5\u0001NAS\u0001id-1'],
  ])('that is %s since %d is %j', (status, since, entry) => {
    expect(entryOf(watched(status, since))).toBe(entry)
    expect([isEntry(entry), idOfEntry(entry)]).toEqual([true, 'id-1'])
  })

  test.each([
    '',
    'x\u0001NAS\u0001id',
    '4NAS\u0001id',
    '4\u0001NAS',
    '4\u0001NAS\u0001',
    '4\u0001NAS\u0001id\u0001more',
    ' 4\u0001NAS\u0001id',
  ])('is not %j', text => {
    expect(isEntry(text)).toBe(false)
  })

  test('sorts as Redis does, by the bytes of UTF-8', () => {
    // By UTF-16 the second of these would come first.
    const list = ['\uffe5', '\u{1f49a}', 'a', 'Z', 'z', 'a']
    expect([...list].sort(compareEntries)).toEqual(['Z', 'a', 'a', 'z', '\uffe5', '\u{1f49a}'])
    expect(compareEntries('a', 'a')).toBe(0)
  })
})

test('the entries of a status, and of those that are worse, lie between bounds', () => {
  expect([rangeOf(undefined), rangeOf('down'), rangeOf('paused')]).toEqual([
    ['-', '+'],
    ['[0', '(1'],
    ['[5', '(6'],
  ])
  expect([worseThan('down'), worseThan('up')]).toEqual([
    ['-', '(0'],
    ['-', '(4'],
  ])
})

test.each<[given: Partial<Check>, kinds: readonly string[]]>([
  [{}, []],
  [{ probe: PROBE }, ['kind:probed']],
  ...(['ini', 'file'] as const).map((origin): [Partial<Check>, string[]] => [{ origin }, ['kind:provided']]),
  ...(['page', 'api', 'checkin', 'peer'] as const).map((origin: Origin): [Partial<Check>, string[]] => [
    { origin },
    [],
  ]),
  [{ mailSubject: 'done' }, ['kind:bySubject']],
  [{ mailSubject: '' }, []],
  [{ digest: '07:00' }, ['kind:digested']],
])('a check with %j is in the lists of the kinds %j', (given, kinds) => {
  expect(listsOf(checkOf(given))).toEqual(['all', ...kinds, 'channels:'])
})

describe('the lists of a check', () => {
  const given = { tags: ['b', 'a', 'b'], channels: ['mail', 'phone'], digest: '07:00', probe: PROBE }

  test('are of all, its kinds, its tags, and its channels', () => {
    const lists = ['all', 'kind:probed', 'kind:digested', 'tag:b', 'tag:a', 'channels:mail phone']
    expect(listsOf(checkOf(given))).toEqual(lists)
    const check = watched('up', 0, given)
    expect([...placesOf(check)]).toEqual([
      ...lists.map(list => [list, '4\u0001NAS\u0001id-1']),
      ['names', 'nas\u0001nas\u0001#b #a #b\u0001id-1'],
    ])
    expect([LISTS.all, LISTS.kind('probed'), LISTS.tag('x'), LISTS.channels('y'), BY_NAME]).toEqual([
      ...['all', 'kind:probed', 'tag:x', 'channels:y', 'names'],
    ])
    expect(Object.keys(KINDS)).toEqual(['probed', 'provided', 'bySubject', 'digested'])
  })

  test('are none while it waits to be adopted', () => {
    expect(listsOf(checkOf({ ...given, waits: true }))).toEqual([])
    expect([...placesOf(watched('up', 0, { ...given, waits: true }))]).toEqual([])
  })
})

describe('a list of some checks', () => {
  const check = watched('up', 0, { tags: ['a', 'b'], channels: ['mail'], probe: PROBE })

  test.each([
    [{}, true],
    [{ status: 'up' }, true],
    [{ status: 'down' }, false],
    [{ tags: ['a', 'b'] }, true],
    [{ tags: ['a', 'c'] }, false],
    [{ channels: (names: readonly string[]) => names.includes('mail') }, true],
    [{ channels: (names: readonly string[]) => names.includes('phone') }, false],
    [{ only: 'probed' }, true],
    [{ only: 'digested' }, false],
    [{ without: 'digested' }, true],
    [{ without: 'probed' }, false],
    [{ status: 'up', tags: ['a'], only: 'probed', without: 'provided' }, true],
  ] as const)('by %j has this one: %s', (query, isIn) => {
    expect(fits(check, query)).toBe(isIn)
  })
})
