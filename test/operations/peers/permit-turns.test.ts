import { beforeEach, describe, expect, it } from 'vitest'
import type { Alert, PlannedAlert } from '../../../src/domain/alerts/alert'
import type { Member, MemberState } from '../../../src/domain/peers/group'
import type { OwnCopy } from '../../../src/domain/peers/group-ports'
import type { Told } from '../../../src/domain/peers/told'
import type { Check } from '../../../src/domain/watch/check'
import { newState } from '../../../src/domain/watch/check-state'
import { createPermitAlert } from '../../../src/operations/peers/permit-alert'
import { alertMemory, CHECK, planned, TRIGGER } from '../../support/alert-memory'

const TAKEOVER = 20_000
const NAME = 'k trigger hook'
const BARN: Member = {
  ...{ name: 'barn', id: 'id-barn', rank: 2, state: 'standing by', isAble: true },
  ...{ silentFor: 0, answeredFor: 0, sameFor: 90_000 },
}
const SILENT: Member = { ...BARN, silentFor: TAKEOVER / 2, answeredFor: TAKEOVER / 2 }

let machine: number
/** Milliseconds since the alert was planned. */
let waited: number
let state: MemberState
let members: readonly Member[]
let isGroup: boolean
let copies: Map<string, OwnCopy>
let calls: unknown[][]
let answering: ReadonlySet<string>
/** Happens at each look at the members, and before each note for them. */
let onSync: (count: number) => void
let onNote: () => void
let syncs: number

beforeEach(() => {
  machine = 500_000
  waited = 0
  state = 'on duty'
  members = [BARN]
  isGroup = true
  copies = new Map([['c', copyOf()]])
  calls = []
  answering = new Set(['barn'])
  syncs = 0
  onSync = () => {}
  onNote = () => {}
})

function copyOf(told: Told = {}, check: Partial<Check> = {}, status: 'down' | 'up' = 'down'): OwnCopy {
  return { told, watched: { check: { ...CHECK, ...check }, state: { ...newState(0), status }, version: '1' } }
}

/** This watch, with the id `id-attic` and the rank 1. */
function open() {
  const { permit, sending } = createPermitAlert({
    self: 'id-attic',
    state: async () =>
      isGroup
        ? {
            ...{ state, members, at: 0, settings: { rank: 1, takeover: TAKEOVER, members: [] } },
            holder: state === 'on duty' ? 'id-attic' : 'id-barn',
          }
        : undefined,
    sync: async since => {
      calls.push(['sync', since])
      onSync(++syncs)
      return answering
    },
    copies: {
      read: async ids => new Map([...copies].filter(([id]) => ids.includes(id))),
      tell: async (id, told) => void calls.push(['tell', id, told]),
      review: async () => {},
    },
    store: alertMemory().store,
    noteSending: async () => {
      calls.push(['note', sending()])
      onNote()
    },
    now: () => 1_000_000 + waited,
    machine: () => machine,
  })
  return {
    sending,
    permit: (alert: Partial<Alert> = {}, channel = 'hook') => {
      const of: PlannedAlert = { ...planned(alert, { channel }), at: 1_000_000 }
      return permit(of, of.alert, new Set())
    },
  }
}
type Watch = ReturnType<typeof open>

async function permitted(watch: Watch, alert: Partial<Alert> = {}) {
  const found = await watch.permit(alert)
  if (found.kind !== 'send') throw new Error(`it is to be sent, not ${found.kind}`)
  return found
}
function endGroup(): void {
  isGroup = false
}
function beginRival(): void {
  members = [rival()]
}
const rival = (more: Partial<Member> = {}): Member => ({ ...BARN, sending: [NAME], ...more })

describe('an alert that is none of the group', () => {
  it.each<[string, () => void, Partial<Alert>]>([
    ['without a group', endGroup, {}],
    ['of a check that is not shared', () => copies.set('c', copyOf({}, { shared: 'off' })), {}],
    ['about the watch itself', () => {}, { check: undefined as never }],
    [
      'of a digest with such checks alone',
      () => {
        for (const id of ['c', 'd']) copies.set(id, copyOf({}, { shared: 'off' }))
      },
      { items: [TRIGGER, { ...TRIGGER, check: 'd' }] },
    ],
  ])('is this watch’s own: %s', async (_what, given, alert) => {
    given()
    expect(await open().permit(alert)).toEqual({ kind: 'own' })
    expect(calls).toEqual([])
  })

  it('is so also where it becomes one while the others are asked', async () => {
    onSync = () => {
      isGroup = false
    }
    expect(await open().permit()).toEqual({ kind: 'own' })
    isGroup = true
    onSync = () => void copies.set('c', copyOf({}, { shared: 'off' }))
    expect(await open().permit()).toEqual({ kind: 'own' })
  })

  it('is one of the group where nothing is known of its check', async () => {
    copies.clear()
    expect(await open().permit()).toMatchObject({ kind: 'send' })
  })
})

describe('an alert of the group', () => {
  it('is sent by the member on duty, once the others know that it will be', async () => {
    const watch = open()
    expect(await permitted(watch)).toStrictEqual({
      ...{ kind: 'send', isOpened: false, withinMs: TAKEOVER / 2, done: expect.any(Function) },
    })
    expect(calls).toEqual([
      ['sync', 499_750],
      ['note', [NAME]],
      ['sync', 500_000],
    ])
    expect(watch.sending()).toEqual([NAME])
  })

  it('that was delivered is told to the others', async () => {
    const watch = open()
    const found = await permitted(watch)
    calls = []
    waited = 300
    await found.done(true)
    expect(calls).toStrictEqual([['tell', 'c', { [NAME]: { by: 'id-attic', at: 1_000_300, n: 1 } }]])
    expect(watch.sending()).toEqual([])
  })

  it('that was not is told by nobody, and is on its way no more', async () => {
    const watch = open()
    const found = await permitted(watch)
    calls = []
    await found.done(false)
    expect([calls, watch.sending()]).toEqual([[], []])
  })

  it('whose end is told names those that told of its beginning', async () => {
    copies.set('c', copyOf({ [NAME]: { by: 'id-barn', n: 4 } }, {}, 'up'))
    const found = await permitted(open(), { kind: 'resolve', status: 'up' })
    expect(found.isOpened).toBe(true)
    calls = []
    await found.done(true)
    expect(calls).toEqual([
      [
        'tell',
        'c',
        { 'k resolve hook': { by: 'id-attic', at: 1_000_000, n: 5, after: { 'id-barn': true } } },
      ],
    ])
  })

  it.each<[string, string, string]>([
    ['barn', 'id-barn', 'that has told it'],
    ['this watch', 'id-attic', 'which has told it'],
    ['this watch', 'id-gone', 'where that is no member any more'],
  ])('is told by %s (%s), %s', async (by, id) => {
    copies.set('c', copyOf({ [NAME]: { by: id, n: 1 } }))
    expect(await open().permit()).toEqual({ kind: 'told', by })
    expect(await open().permit({}, 'phone')).toMatchObject({ kind: 'send' })
  })

  it('is nobody’s news where the check was never down by a signal that another member had', async () => {
    copies.set('c', copyOf({}, {}, 'up'))
    const end = { kind: 'resolve', status: 'up', since: 5_000, until: 5_000 } as const
    expect(await open().permit(end)).toEqual({ kind: 'void' })
    expect(await open().permit({ ...end, until: 5_001 })).toMatchObject({ kind: 'send' })
  })

  it('waits a moment where its check is well by now: the news of that follow', async () => {
    copies.set('c', copyOf({}, {}, 'up'))
    expect(await open().permit()).toEqual({ kind: 'wait', ms: 300 })
    expect(await open().permit({ kind: 'resolve', status: 'up' })).toMatchObject({ kind: 'send' })
  })

  it('that reminds is sent by the member on duty alone, and has no outcome', async () => {
    const watch = open()
    const found = await permitted(watch, { kind: 'reminder' })
    expect(watch.sending()).toEqual(['k'])
    calls = []
    await found.done(true)
    expect([calls, watch.sending()]).toEqual([[], []])
    state = 'standing by'
    waited = 900_000
    expect(await open().permit({ kind: 'reminder' })).toEqual({ kind: 'void' })
  })

  it('that is about the whole group is told once, by its key', async () => {
    const week = { kind: 'digest', key: 'intvlm8r-week-hook-1', check: undefined as never } as const
    const name = 'intvlm8r-week-hook-1 trigger hook'
    const watch = open()
    const found = await permitted(watch, week)
    expect(watch.sending()).toEqual([name])
    calls = []
    await found.done(true)
    expect(calls).toEqual([['tell', 'group', { [name]: { by: 'id-attic', at: 1_000_000, n: 1 } }]])
    copies.set('group', { told: { [name]: { by: 'id-barn', n: 1 } } })
    expect(await open().permit(week)).toEqual({ kind: 'told', by: 'barn' })
  })

  it('about a silent member has a permit of its own kind', async () => {
    members = [SILENT]
    expect(await open().permit({ key: 'intvlm8r-silent-id-barn-0' })).toMatchObject({ kind: 'send' })
    expect(calls.at(-2)).toEqual(['note', ['silent id-barn 0 hook']])
    expect(await open().permit({ key: 'intvlm8r-silent-id-barn-0', kind: 'resolve' })).toMatchObject({
      kind: 'send',
    })
    expect(calls.at(-1)).toEqual(['note', ['intvlm8r-silent-id-barn-0 resolve hook']])
  })
})

describe('a digest of the group', () => {
  const items = [TRIGGER, { ...TRIGGER, check: 'd', key: 'kd' }]

  beforeEach(() => {
    copies.set('d', copyOf())
  })

  it('is sent with what nobody has told', async () => {
    copies.set('d', copyOf({ 'kd trigger hook': { by: 'id-barn', n: 1 } }))
    const watch = open()
    const found = await permitted(watch, { kind: 'digest', items })
    expect(found.left).toEqual([TRIGGER])
    expect(watch.sending()).toEqual([NAME])
    calls = []
    await found.done(true)
    expect(calls.map(([call, id]) => [call, id])).toEqual([['tell', 'c']])
  })

  it('is sent as a whole where nobody has told any', async () => {
    const found = await permitted(open(), { kind: 'digest', items })
    expect(found.left).toEqual(items)
    calls = []
    await found.done(true)
    expect(calls.map(([call, id]) => [call, id])).toEqual([
      ['tell', 'c'],
      ['tell', 'd'],
    ])
  })

  it('waits for each of its alerts', async () => {
    members = [rival({ state: 'on duty', sending: ['kd trigger hook'] })]
    state = 'standing by'
    waited = TAKEOVER
    expect(await open().permit({ kind: 'digest', items })).toMatchObject({ kind: 'wait' })
    expect(calls.map(([call]) => call)).toEqual(['sync'])
  })

  it('waits where one of its checks is well by now', async () => {
    copies.set('d', copyOf({}, {}, 'up'))
    expect(await open().permit({ kind: 'digest', items })).toEqual({ kind: 'wait', ms: 300 })
  })
})

describe('an alert that another member may tell', () => {
  it.each([
    [0, 250],
    [2_000, 250],
    [8_000, 1_000],
    [16_000, 2_000],
    [19_999, 2_000],
  ])('that has waited %i ms is tried again in %i ms', async (ms, again) => {
    state = 'standing by'
    waited = ms
    expect(await open().permit()).toEqual({ kind: 'wait', ms: again })
    expect(calls).toEqual([['sync', 499_750]])
  })

  it('is sent after a take-over', async () => {
    state = 'standing by'
    waited = TAKEOVER
    expect(await open().permit()).toMatchObject({ kind: 'send' })
  })

  it('is not sent while this watch does not know what there is', async () => {
    state = 'catching up'
    waited = 900_000
    expect(await open().permit()).toEqual({ kind: 'wait', ms: 2_000 })
  })

  it('waits while that sends it, and no longer once that is silent', async () => {
    members = [rival({ state: 'on duty' })]
    state = 'standing by'
    waited = TAKEOVER
    expect(await open().permit()).toEqual({ kind: 'wait', ms: 2_000 })
    members = [rival({ silentFor: TAKEOVER / 2 })]
    expect(await open().permit()).toMatchObject({ kind: 'send' })
  })

  it('gives way to a member that comes to send it at the same moment, and leaves no trace', async () => {
    state = 'standing by'
    waited = TAKEOVER
    onNote = () => {
      members = [rival({ state: 'on duty' })]
    }
    const watch = open()
    expect(await watch.permit()).toEqual({ kind: 'wait', ms: TAKEOVER / 10 })
    expect(calls.filter(([call]) => call === 'note')).toEqual([
      ['note', [NAME]],
      ['note', []],
    ])
    expect(watch.sending()).toEqual([])
  })

  it('goes first where it has the duty, once the other one has given way', async () => {
    onNote = () => {
      members = [rival()]
    }
    onSync = count => {
      if (count === 4) members = [BARN]
    }
    expect(await open().permit()).toMatchObject({ kind: 'send' })
    expect(syncs).toBe(4)
  })

  it('is tried again first by the member on duty, where both gave way', async () => {
    onNote = () => {
      members = [rival()]
    }
    onSync = count => {
      if (count === 3) machine += 7_500
    }
    expect(await open().permit()).toEqual({ kind: 'wait', ms: 250 })
    expect(syncs).toBe(3)
  })

  it('was told just now', async () => {
    onSync = count => {
      if (count === 2) copies.set('c', copyOf({ [NAME]: { by: 'id-barn', n: 1 } }))
    }
    const watch = open()
    expect(await watch.permit()).toEqual({ kind: 'wait', ms: 250 })
    expect(await watch.permit()).toEqual({ kind: 'told', by: 'barn' })
  })

  it('is sent where the group ends just then', async () => {
    onSync = count => {
      if (count === 2) isGroup = false
    }
    expect(await open().permit()).toMatchObject({ kind: 'send' })
  })

  it('is on its way no more where the members cannot be asked', async () => {
    onNote = () => {
      throw new Error('Redis is away')
    }
    const watch = open()
    await expect(watch.permit()).rejects.toThrow('Redis is away')
    expect(watch.sending()).toEqual([])
  })
})

describe('a member that has not answered the second question', () => {
  it.each<[string, Partial<Member>, number, boolean]>([
    ['answers as a rule', {}, 0, false],
    ['answers as a rule, when half of the take-over has passed', {}, TAKEOVER / 2 - 1, false],
    ['answers as a rule, and the alert has waited long enough', {}, TAKEOVER / 2, true],
    ['asks alone', { answeredFor: TAKEOVER / 2 }, 0, true],
    [
      'is just back, however long the alert has waited',
      { sameFor: 5_000, answeredFor: TAKEOVER },
      TAKEOVER,
      false,
    ],
  ])('holds an alert up where it %s', async (_what, more, ms, isSent) => {
    answering = new Set()
    waited = ms
    members = [{ ...BARN, ...more }]
    expect(await open().permit()).toMatchObject({ kind: isSent ? 'send' : 'wait' })
  })

  it('holds it up longer where another has the duty: nobody needs to hurry', async () => {
    answering = new Set()
    state = 'standing by'
    waited = TAKEOVER
    expect(await open().permit()).toMatchObject({ kind: 'wait' })
  })
})

describe('an alert while no member answers', () => {
  beforeEach(() => {
    members = [SILENT]
    answering = new Set()
  })

  it('says so, and is noted as one that others may have told', async () => {
    const found = await permitted(open())
    expect(found.line).toBe('barn does not answer this watch, and may tell it, too.')
    expect(syncs).toBe(1)
    calls = []
    await found.done(true)
    expect(calls).toMatchObject([['tell', 'c', { [NAME]: { by: 'id-attic', isSplit: true } }]])
  })

  it('is confirmed once a service can be reached: it is news while nobody answers', async () => {
    const { confirm } = await permitted(open())
    calls = []
    expect(await confirm?.()).toBe(true)
    expect(calls).toEqual([['sync', 500_000]])
    isGroup = false
    expect(await confirm?.()).toBe(true)
  })

  it.each<[string, boolean, () => void]>([
    ['nothing of it is known there', true, () => {}],
    ['the check is well', false, () => copies.set('c', copyOf({}, {}, 'up'))],
    ['another one has told it', false, () => copies.set('c', copyOf({ [NAME]: { by: 'id-barn', n: 1 } }))],
    ['another one sends it', false, beginRival],
  ])('is news where a member answers again, and %s: %s', async (_what, isNews, happens) => {
    const { confirm } = await permitted(open())
    members = [BARN]
    happens()
    expect(await confirm?.()).toBe(isNews)
  })
})
