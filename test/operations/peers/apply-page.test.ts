import { beforeEach, describe, expect, it } from 'vitest'
import type { Incident } from '../../../src/domain/alerts/alerting'
import type { GroupEntry, LogEntry } from '../../../src/domain/peers/group'
import type { GroupCopies, OwnCopy } from '../../../src/domain/peers/group-ports'
import { GROUP_NEWS, MOST_NEWS, type Told } from '../../../src/domain/peers/told'
import type { Check } from '../../../src/domain/watch/check'
import { newState } from '../../../src/domain/watch/check-state'
import type { Watched } from '../../../src/domain/watch/ports'
import type { Change, CheckState } from '../../../src/domain/watch/state'
import { createApplyPage } from '../../../src/operations/peers/apply-page'
import { CHECK } from '../../support/alert-memory'

const NOW = 1_000_000
const HERE = { ...CHECK, origin: 'peer', home: 'attic' } as Check
const OUTCOME = { 'k trigger hook': { by: 'attic', n: 1 } } as const

/** What this watch has, and each call that changes it. */
let own: Map<string, OwnCopy>
let calls: unknown[][]
/** So many of the next changes of that kind find that somebody was faster. */
let races: Record<string, number>
let reads: (readonly string[])[]
let takeover: number | undefined

beforeEach(() => {
  own = new Map()
  calls = []
  races = {}
  reads = []
  takeover = 20_000
})

function wins(call: string): boolean {
  races[call] = (races[call] ?? 0) - 1
  return races[call] < 0
}

const copies = {
  read: async (ids: readonly string[]) => {
    reads.push(ids)
    return new Map([...own].filter(([id]) => ids.includes(id)))
  },
  create: async ({ check }: GroupEntry, begun: Change, at: number) => {
    calls.push(['create', check.id, begun, at])
    return wins('create') ? { check: { ...check, ...HERE }, state: begun.state, version: '1' } : undefined
  },
  replan: async (before: Watched, { check }: GroupEntry, at: number) => {
    calls.push(['replan', check.id, check.name, at])
    return wins('replan') ? { ...before, check: { ...HERE, name: check.name } } : undefined
  },
  save: async (before: Watched, { state }: Change) => {
    calls.push(['save', before.check.id, state.status])
    return wins('save')
  },
  remove: async ({ check }: Watched) => {
    calls.push(['remove', check.id])
    return wins('remove')
  },
  noteGone: async (id: string) => void calls.push(['noteGone', id]),
  noteBack: async (id: string) => void calls.push(['noteBack', id]),
  tell: async (id: string, told: Told) => void calls.push(['tell', id, told]),
  review: async (id: string) => void calls.push(['review', id]),
  ageOf: (moment: number, now: number) => now - moment,
  isAgeSure: () => true,
  windows: { take: async (home: string, list: object) => void calls.push(['windows', home, list]) },
} as unknown as GroupCopies

const apply = (sender: string, entries: readonly LogEntry[], age?: () => number) =>
  createApplyPage({
    ...{ self: 'barn', copies, now: () => NOW },
    takeOverIncident: async (id, theirs, told, { check, state }) =>
      void calls.push(['incident', id, theirs, told, check.id, state.status]),
    settings: async () => (takeover === undefined ? undefined : { rank: 2, takeover, members: [] }),
  })(sender, entries, age)

const state = (more: Partial<CheckState> = {}): CheckState => ({ ...newState(0, CHECK), ...more })
const heard = (at: number, status: CheckState['status'] = 'up') =>
  state({ status, since: at, lastSignalAt: at, lastSignalKind: 'success', heardAt: at, signals: 1 })

/** The check as its home, attic, has it. */
const entryOf = (more: Partial<GroupEntry> = {}): GroupEntry => ({
  ...{ id: 'c', home: 'attic', check: CHECK, state: state(), by: 'attic', n: 0, clock: NOW },
  ...more,
})
const up = (more: Partial<GroupEntry> = {}) =>
  entryOf({ state: heard(NOW - 5_000), n: 1, age: 5_000, isAgeSure: true, ...more })

const hasCopy = (copyState: CheckState = state(), more: Partial<Check> = {}, told: Told = {}) =>
  own.set('c', { watched: { check: { ...HERE, ...more }, state: copyState, version: '1' }, told })

describe('a check that this watch does not have', () => {
  it('is made as it stands at its home, and waits half of the take-over beyond its deadlines', async () => {
    await apply('attic', [up()])
    expect(calls).toMatchObject([
      ['create', 'c', { state: { status: 'up', copied: { by: 'attic', n: 1, patience: 10_000 } } }, NOW],
    ])
    expect(calls).toHaveLength(1)
  })

  it('is made new where nothing is known of it', async () => {
    await apply('attic', [entryOf({ clock: NOW - 3_600_000 })])
    expect(calls).toMatchObject([['create', 'c', { flips: [] }, NOW]])
    const [[, , begun] = []] = calls
    expect((begun as Change).state).toMatchObject({ status: 'new', since: NOW })
  })

  it('is made also where the group has just ended', async () => {
    takeover = undefined
    await apply('attic', [up()])
    expect(calls).toMatchObject([['create', 'c', { state: { copied: { patience: 0 } } }, NOW]])
  })

  it.each<[string, string, Partial<GroupEntry>, boolean]>([
    ['was this watch’s own', 'attic', { home: 'barn' }, false],
    ['was removed by its home, and another member does not know yet', 'shed', {}, true],
  ])('stays away where it %s', async (_what, sender, more, isGone) => {
    if (isGone) own.set('c', { told: {}, isGone: true })
    await apply(sender, [up(more)])
    expect([calls, reads]).toEqual([[], [['c']]])
  })

  it('comes from any member, and is back once its home has it again', async () => {
    await apply('shed', [up()])
    expect(calls.map(([call]) => call)).toEqual(['create'])
    calls = []
    own.set('c', { told: {}, isGone: true })
    await apply('attic', [up()])
    expect(calls.map(([call]) => call)).toEqual(['noteBack', 'create'])
  })
})

describe('a check that this watch has', () => {
  it('is left alone by what it has already', async () => {
    hasCopy()
    await apply('attic', [entryOf()])
    expect(calls).toEqual([])
  })

  it('is saved with a newer signal of another member', async () => {
    hasCopy()
    await apply('attic', [up()])
    expect(calls).toEqual([['save', 'c', 'up']])
  })

  it('keeps a signal that came here later, by its age', async () => {
    hasCopy(heard(NOW - 1_000))
    await apply('attic', [up()])
    expect(calls).toEqual([])
    hasCopy(heard(NOW - 9_000))
    await apply('attic', [up({ state: heard(NOW - 5_000, 'down') })])
    expect(calls).toEqual([['save', 'c', 'down']])
  })

  it('knows the age of a signal by the clock of the member from which it has that', async () => {
    const copied = { by: 'shed', n: 1, own: 1, shift: 60_000, patience: 0 }
    // It came a second ago, as the other member’s clock is a minute behind.
    hasCopy({ ...heard(NOW - 61_000), copied })
    await apply('attic', [up()])
    expect(calls).toEqual([])
    hasCopy({ ...heard(NOW - 61_000), copied: { ...copied, shift: 0 } })
    await apply('attic', [up()])
    expect(calls).toEqual([['save', 'c', 'up']])
  })

  it('ages what was on its way', async () => {
    hasCopy(heard(NOW - 8_000))
    await apply('attic', [up()], () => 2_999)
    expect(calls).toEqual([['save', 'c', 'up']])
    calls = []
    await apply('attic', [up()], () => 3_001)
    expect(calls).toEqual([])
  })

  it('gets a plan from its home alone', async () => {
    hasCopy()
    const other = { check: { ...CHECK, name: 'other' } }
    await apply('shed', [entryOf(other)])
    expect(calls).toEqual([])
    await apply('attic', [entryOf(other)])
    expect(calls).toEqual([['replan', 'c', 'other', NOW]])
    calls = []
    hasCopy(state(), { home: 'shed' })
    await apply('attic', [entryOf(other)])
    expect(calls).toEqual([])
  })

  it('is reviewed where somebody silenced or acknowledged it elsewhere, and not for a signal', async () => {
    const down = heard(NOW - 5_000, 'down')
    const edits = [
      { silenced: NOW + 60_000, silenceEdited: 1.5 },
      { acknowledged: { by: 'Anna', at: NOW }, acknowledgementEdited: 1.5 },
    ]
    for (const edit of edits) {
      calls = []
      hasCopy(down)
      await apply('attic', [up({ state: { ...down, ...edit }, by: 'barn' })])
      expect(calls).toEqual([
        ['save', 'c', 'down'],
        ['review', 'c'],
      ])
    }
  })
})

describe('a change of which somebody else was faster', () => {
  it.each([
    ['create', up()],
    ['replan', entryOf({ check: { ...CHECK, name: 'other' } })],
    ['save', up()],
    ['remove', { id: 'c', home: 'attic', isGone: true } as const],
  ])('to %s is made anew with what is here by then', async (call, entry) => {
    if (call !== 'create') hasCopy()
    races[call] = 2
    await apply('attic', [entry, { id: 'd', home: 'attic', isGone: true }])
    expect(calls.filter(([one]) => one === call)).toHaveLength(3)
    expect(reads).toEqual([['c', 'd'], ['c'], ['c']])
  })

  it('is left to the next page after ten races', async () => {
    hasCopy()
    races.save = 100
    await apply('attic', [up()])
    expect(calls).toHaveLength(10)
  })
})

describe('a check that its home has removed', () => {
  const gone = { id: 'c', home: 'attic', isGone: true } as const

  it('goes here, too, and is remembered as gone where it is not here', async () => {
    await apply('attic', [gone])
    expect(calls).toEqual([['noteGone', 'c']])
    calls = []
    hasCopy()
    await apply('attic', [gone])
    expect(calls).toEqual([['remove', 'c']])
  })

  it('stays by the word of another member, and where it has another home', async () => {
    hasCopy()
    await apply('shed', [gone])
    hasCopy(state(), { home: 'shed' })
    await apply('attic', [gone])
    expect(calls).toEqual([])
  })

  it('brings what was told of its end, where that is new', async () => {
    await apply('shed', [{ ...gone, told: OUTCOME }])
    expect(calls).toEqual([['tell', 'c', OUTCOME]])
    calls = []
    own.set('c', { told: OUTCOME })
    await apply('shed', [{ ...gone, told: OUTCOME }])
    expect(calls).toEqual([])
  })
})

describe('what was told', () => {
  it('of a check is put to what is known here, once', async () => {
    hasCopy()
    await apply('attic', [entryOf({ told: OUTCOME })])
    expect(calls).toEqual([['tell', 'c', OUTCOME]])
    calls = []
    hasCopy(state(), {}, OUTCOME)
    await apply('attic', [entryOf({ told: OUTCOME })])
    expect(calls).toEqual([])
  })

  it('of the group is, too, and of that more is kept', async () => {
    const many = Object.fromEntries(Array.from({ length: MOST_NEWS }, (_, n) => [`k${n}`, { by: 'shed', n }]))
    const [first] = Object.keys(many)
    const { [first ?? '']: _oldest, ...others } = many
    own.set(GROUP_NEWS, { told: others })
    const entry = { id: GROUP_NEWS, home: 'attic', told: { [first ?? '']: { by: 'shed', n: 0 } } } as const
    await apply('attic', [entry])
    expect(calls).toEqual([['tell', GROUP_NEWS, entry.told]])
    calls = []
    own.set(GROUP_NEWS, { told: many })
    await apply('attic', [entry])
    expect(calls).toEqual([])
  })

  it('of windows of maintenance is taken as far as it can be read', async () => {
    const window = { name: 'nas', settings: { start: '2026-12-24 22:00', duration: '2h', all: 'on' } }
    const windows = [window, { name: 'no window', settings: {} }]
    await apply('attic', [{ id: 'windows', home: 'attic', n: 3, windows }])
    expect(calls).toEqual([['windows', 'attic', { n: 3, windows: [window] }]])
  })
})

describe('an incident that another member has open', () => {
  const incident: Incident = { key: 'k', since: 0, reason: 'failure', notified: ['hook'] }

  it('is taken over with its age, and all that was told', async () => {
    hasCopy(state(), {}, { 'k blind hook': { by: 'barn', n: 1 } })
    await apply('attic', [entryOf({ incident, incidentAge: 7_000, told: OUTCOME })], () => 500)
    expect(calls.find(([call]) => call === 'incident')).toEqual([
      ...['incident', 'c', { incident, age: 7_500 }],
      ...[{ ...OUTCOME, 'k blind hook': { by: 'barn', n: 1 } }, 'c', 'new'],
    ])
  })

  it('is taken over with the check as it is after the change that came with it', async () => {
    hasCopy(heard(NOW - 8_000, 'down'))
    await apply('attic', [up({ incident })])
    expect(calls).toStrictEqual([
      ['save', 'c', 'up'],
      ['incident', 'c', { incident }, {}, 'c', 'up'],
    ])
  })

  it('has no age where its member does not know it', async () => {
    hasCopy()
    await apply('attic', [entryOf({ incident })])
    expect(calls).toStrictEqual([['incident', 'c', { incident }, {}, 'c', 'new']])
  })
})

it('a page of many is read five hundred at a time, and aged each time as it is then', async () => {
  let age = 0
  const entries = Array.from(
    { length: 501 },
    (_, n) => ({ id: `c${n}`, home: 'attic', isGone: true }) as const,
  )
  await apply('attic', entries, () => ++age)
  expect(reads.map(({ length }) => length)).toEqual([500, 1])
  expect(calls).toHaveLength(501)
})
