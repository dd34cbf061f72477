import { beforeEach, describe, expect, it } from 'vitest'
import { type BackupRest, EMPTY_REST } from '../../../src/domain/appliance/backup'
import type { CheckChanges, FoundChecks, PresentRest } from '../../../src/domain/appliance/backup-changes'
import type { BackupStore, Kept, Mark, ReadCopy } from '../../../src/domain/appliance/ports'
import type { Check } from '../../../src/domain/watch/check'
import { planOf } from '../../../src/domain/watch/check-plan'
import { newState } from '../../../src/domain/watch/check-state'
import type { Watched } from '../../../src/domain/watch/ports'
import { type RestoreNeeds, restoreBackup } from '../../../src/operations/appliance/restore-backup'

const NOW = 1_000_000
const MARK: Mark = { lineage: 'one', revision: 7 }
const NOTHING = {
  ...{ channels: [], removeChannels: [], accounts: [], removeAccounts: [], windows: [], removeWindows: [] },
  ...{ notes: [], removeNotes: [], apiKeys: [], removeKeys: [] },
}
const NONE_DAMAGED = { channels: [], accounts: [], apiKeys: [] }
const CHANNEL = { name: 'hook', kind: 'webhook', settings: { url: 'https://example.org' } } as const
const NO_LOSS = { checks: 0, channels: 0, apiKeys: 0 }

const checkOf = (name: string, more: Partial<Check> = {}): Check => ({
  ...planOf({ name }),
  ...{ id: `${name}0000000-0000-4000-8000-000000000000`.slice(-36), origin: 'page', createdAt: 1_000 },
  ...more,
})
const [A, B, C] = ['a', 'b', 'c'].map(name => checkOf(name)) as [Check, Check, Check]
const watchedOf = (check: Check): Watched => ({ check, state: newState(0), version: '1' })

/** What Redis has, and each call that changes it. */
let mark: Mark
let present: { checks: readonly Check[]; damaged: readonly string[]; rest: PresentRest }
let calls: unknown[][]
/** So many more readings find that something was changed in the middle. */
let changes: number
let marks: number

beforeEach(() => {
  mark = MARK
  present = { checks: [], damaged: [], rest: { rest: EMPTY_REST, damaged: NONE_DAMAGED } }
  calls = []
  changes = 0
  marks = 0
})

const found = (isWanted: (id: string) => boolean): FoundChecks => ({
  watched: present.checks.filter(({ id }) => isWanted(id)).map(watchedOf),
  damaged: present.damaged.filter(isWanted),
})

const store: BackupStore = {
  mark: async () => {
    marks++
    return changes-- > 0 ? { ...mark, revision: -marks } : mark
  },
  rest: async () => ({ ...present.rest, mark }),
  checks: async function* () {},
  all: async function* () {
    yield found(() => true)
  },
  find: async ids => found(id => ids.includes(id)),
  lastAlive: async () => 900_000,
  begin: async () => void calls.push(['begin']),
  changeChecks: async ({ discard, create, replace, remove }: CheckChanges, now) =>
    void calls.push([
      'checks',
      { discard, create: create.map(namesOf), replace: replace.map(({ check }) => check.name) },
      remove.map(({ check }) => check.name),
      now,
    ]),
  changeRest: async rest => void calls.push(['rest', rest]),
  beginRestore: async loss => {
    calls.push(['begin restore', loss])
    return { ...loss, at: loss.at + 1 }
  },
  endRestore: async loss => void calls.push(['end restore', loss.at]),
}
const namesOf = ({ name }: Check) => name

/** The copy with these checks, in batches of their own. */
const kept = (checks: readonly Check[], more: Partial<Kept> = {}): Kept => ({
  ...{ mark: MARK, rest: EMPTY_REST, sum: 's' },
  checks: async function* () {
    for (const check of checks) yield [check]
  },
  ...more,
})
const copyOf = (copy: Kept | undefined, more: Partial<ReadCopy> = {}): ReadCopy => ({
  ...{ kept: copy, copy: copy === undefined ? 'none' : 'last', damage: [] },
  ...more,
})
const restore = (read: ReadCopy, needs: Partial<RestoreNeeds> = {}) =>
  restoreBackup(read, { store, isAlone: false, now: NOW, ...needs })
const callsOf = (name: string) => calls.filter(([call]) => call === name)

describe('a Redis that has lost nothing', () => {
  it.each<[string, ReadCopy, Mark]>([
    ['has no copy', copyOf(undefined), MARK],
    ['has a lineage of its own', copyOf(kept([A])), { lineage: 'two', revision: 0 }],
    ['has what the copy has', copyOf(kept([])), MARK],
    ['has changed since, and can be read', copyOf(kept([A])), { lineage: 'one', revision: 8 }],
    ['is new to an empty copy', copyOf(kept([])), { lineage: undefined, revision: 0 }],
    ['has both files damaged, and a lineage', copyOf(undefined, { copy: 'damaged', damage: ['d'] }), MARK],
  ])('as it %s, is left alone', async (_what, read, there) => {
    mark = there
    expect(await restore(read)).toBeUndefined()
    expect(calls).toEqual([])
  })
})

describe('a Redis that came up empty', () => {
  const rest: BackupRest = {
    ...{ channels: [CHANNEL], apiKeys: [{ hash: 'h', name: 'key' } as never], pingKey: 'ping' },
    accounts: [{ name: 'office', settings: {} }],
    windows: [{ name: 'night', settings: {} }],
    notes: [{ check: A.id, due: 1, at: 2, text: 'a cable' } as never],
  }

  it('gets everything that the copy has, and each batch of checks by itself', async () => {
    mark = { lineage: undefined, revision: 0 }
    const loss = await restore(copyOf(kept([A, B], { rest, savedAt: 800_000 })), { isAlone: true })
    const expected = {
      ...{
        at: NOW,
        damage: [],
        isPartial: false,
        since: 900_000,
        checks: 2,
        channels: 1,
        accounts: 1,
        windows: 1,
        notes: 1,
      },
      ...{ apiKeys: 1, copy: 'last', savedAt: 800_000 },
    }
    expect(loss).toEqual({ ...expected, at: NOW + 1 })
    expect(calls).toEqual([
      ['begin restore', expected],
      ['checks', { discard: [], create: ['a'], replace: [] }, [], NOW + 1],
      ['checks', { discard: [], create: ['b'], replace: [] }, [], NOW + 1],
      ['rest', { ...NOTHING, ...rest }],
      ['end restore', NOW + 1],
    ])
  })

  it('has no moment of its loss where others may have given it signs of life since', async () => {
    mark = { lineage: undefined, revision: 0 }
    expect(await restore(copyOf(kept([A])))).toStrictEqual({
      ...{ ...NO_LOSS, at: NOW + 1, damage: [], isPartial: false, checks: 1, copy: 'last' },
    })
  })

  it('from whose copy only one change is missing keeps what was made since, unless nobody can have made any', async () => {
    mark = { lineage: 'one', revision: 6 }
    present.checks = [{ ...A, name: 'renamed' }, C]
    const read = copyOf(kept([A, B]))
    expect(await restore(read)).toMatchObject({ checks: 1, isPartial: false })
    expect(callsOf('checks')).toEqual([['checks', { discard: [], create: ['b'], replace: [] }, [], NOW + 1]])
    calls = []
    expect(await restore(read, { isAlone: true })).toMatchObject({ checks: 2, since: 900_000 })
    expect(callsOf('checks')).toEqual([
      ['checks', { discard: [], create: [], replace: [] }, ['c'], NOW + 1],
      ['checks', { discard: [], create: [], replace: ['a'] }, [], NOW + 1],
      ['checks', { discard: [], create: ['b'], replace: [] }, [], NOW + 1],
    ])
  })

  it('loses what is beside a copy also where that is all', async () => {
    mark = { lineage: 'one', revision: 6 }
    present.checks = [A, C]
    expect(await restore(copyOf(kept([A])), { isAlone: true })).toMatchObject({ checks: 0, since: 900_000 })
    expect(callsOf('checks')).toEqual([['checks', { discard: [], create: [], replace: [] }, ['c'], NOW + 1]])
  })
})

describe('a Redis with single records that cannot be read', () => {
  beforeEach(() => {
    present = { ...present, checks: [B], damaged: [A.id] }
  })

  it('gets these alone, whatever changed since the copy', async () => {
    mark = { ...MARK, revision: 8 }
    const loss = await restore(copyOf(kept([A, B, C])), { isAlone: true })
    expect(loss).toEqual({ ...NO_LOSS, at: NOW + 1, damage: [], isPartial: true, checks: 1, copy: 'last' })
    expect(callsOf('checks')).toEqual([
      ['checks', { discard: [A.id], create: ['a'], replace: [] }, [], NOW + 1],
    ])
  })

  it('loses those that no copy has, once something is put back', async () => {
    present = { ...present, damaged: [A.id, 'other'] }
    await restore(copyOf(kept([A, B])))
    expect(callsOf('checks')).toEqual([
      ['checks', { discard: ['other'], create: [], replace: [] }, [], NOW + 1],
      ['checks', { discard: [A.id], create: ['a'], replace: [] }, [], NOW + 1],
    ])
  })

  it('that no copy has is left alone while nothing is put back', async () => {
    present = { ...present, damaged: ['other'] }
    expect(await restore(copyOf(kept([B])))).toBeUndefined()
    expect(await restore(copyOf(kept([B], { rest: { ...EMPTY_REST, channels: [CHANNEL] } })))).toMatchObject({
      channels: 1,
    })
    expect(callsOf('checks')).toEqual([
      ['checks', { discard: ['other'], create: [], replace: [] }, [], NOW + 1],
    ])
  })

  it('gets what is missing of the rest, too', async () => {
    present.damaged = []
    let reads = 0
    const checks = async function* () {
      reads++
      yield [B]
    }
    const read = copyOf(kept([B], { checks, rest: { ...EMPTY_REST, channels: [CHANNEL] } }))
    expect(await restore(read)).toMatchObject({ checks: 0, channels: 1, isPartial: true })
    expect(calls.map(([call]) => call)).toEqual(['begin restore', 'rest', 'end restore'])
    expect(reads).toBe(1)
  })
})

describe('damage to the files of the server', () => {
  it('is a loss whatever the copy has, and its sentences are kept', async () => {
    const loss = await restore(copyOf(kept([])), { damage: ['The file ends early.'], isAlone: true })
    expect(loss).toEqual({
      ...{ ...NO_LOSS, at: NOW + 1, damage: ['The file ends early.'], isPartial: false, copy: 'last' },
      since: 900_000,
    })
  })

  it('is one also where there is no copy, or Redis has a life of its own', async () => {
    const damage = ['The file ends early.']
    expect(await restore(copyOf(undefined), { damage })).toMatchObject({ copy: 'none', checks: 0 })
    mark = { lineage: 'two', revision: 1 }
    calls = []
    expect(await restore(copyOf(kept([A], { savedAt: 5 })), { damage })).toMatchObject({
      checks: 0,
      savedAt: 5,
    })
    expect(callsOf('checks')).toEqual([])
    expect(callsOf('rest')).toEqual([['rest', NOTHING]])
  })

  it('takes the records that cannot be read with it', async () => {
    present = { ...present, checks: [B], damaged: ['other'] }
    await restore(copyOf(undefined), { damage: ['The file ends early.'] })
    expect(callsOf('checks')).toEqual([
      ['checks', { discard: ['other'], create: [], replace: [] }, [], NOW + 1],
    ])
  })
})

describe('damage to the copy', () => {
  it('is told with the loss, unless the last one is good', async () => {
    const damage = ['The last copy is damaged.']
    present.checks = []
    const lossBy = async (copy: ReadCopy['copy']) =>
      (await restore(copyOf(kept([A]), { copy, damage })))?.damage
    expect(await lossBy('before')).toEqual(damage)
    expect(await lossBy('last')).toEqual([])
  })

  it('of both files is a loss where Redis has nothing either', async () => {
    mark = { lineage: undefined, revision: 0 }
    expect(await restore(copyOf(undefined, { copy: 'damaged', damage: ['d'] }))).toEqual({
      ...{ ...NO_LOSS, at: NOW + 1, damage: ['d'], isPartial: false, copy: 'damaged' },
    })
    expect(await restore(copyOf(undefined, { copy: 'none' }))).toBeUndefined()
  })
})

describe('a change in the middle of a reading', () => {
  it('has everything read again, five times at most', async () => {
    changes = 2
    await restore(copyOf(kept([A])))
    expect(marks).toBe(3)
    marks = 0
    changes = 100
    expect(await restore(copyOf(kept([A])))).toMatchObject({ checks: 1 })
    expect(marks).toBe(4)
  })

  it('does not bring back what was deleted before the loss is put back', async () => {
    const read = copyOf(kept([A, B]))
    present.checks = [B]
    const before = store.beginRestore
    const late: BackupStore = {
      ...store,
      beginRestore: async loss => {
        present.checks = [A, B]
        return await before(loss)
      },
    }
    await restore(read, { store: late })
    expect(callsOf('checks')).toEqual([['checks', { discard: [], create: [], replace: [] }, [], NOW + 1]])
  })
})
