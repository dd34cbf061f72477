import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Cursor, GroupQuestion } from '../../../src/domain/peers/group'
import type { Contacts, GroupBoard } from '../../../src/domain/peers/group-ports'
import { createPushNews } from '../../../src/operations/peers/push-news'

/** The pauses between two turns: each ends when the test says so. */
const pauses: { readonly ms: number; readonly end: () => void }[] = []
const A_SECOND = 1_000

const NOW = 1_000_000
const MEMBER = { name: 'attic', key: 'k', urls: [], looks: [], lookHosts: [], isMember: true }
const heardAt = (at: number, since: number) =>
  ({ rank: 2, state: 'standing by', isAble: true, id: 'a', at, since }) as const
/** It has answered for longer than half of the take-over, and never asked. */
const ONE_WAY: Contacts = { out: heardAt(NOW - 100, NOW - 4_000) }
const GREETING = { rank: 1, pingKey: 'key', state: 'catching up', isAble: false, got: 100 }
const place = (seq: number): Cursor => ({ epoch: 'e', seq })
const NEWS = [{ id: 'check', home: 'home', isGone: true }] as const
const settled = () => new Promise(resolve => setImmediate(resolve))

let contacts: Contacts | undefined
let away: boolean
let cursor: Cursor | undefined
let last: { epoch: string; at: number; ago: number } | undefined
/** Ids in the log behind each place. */
let behind: readonly string[]
let yours: Cursor | undefined
let calls: unknown[][]
let asked: { question: GroupQuestion; deadline: number }[]
let onChange: () => void
let pushing: ReturnType<typeof createPushNews>

beforeEach(() => {
  pauses.length = 0
  contacts = ONE_WAY
  away = false
  cursor = undefined
  last = undefined
  behind = ['check']
  yours = undefined
  calls = []
  asked = []
  pushing = createPushNews({
    board: {
      contacts: async () => {
        if (away) throw new Error('the store is away')
        return new Map(contacts && [['attic', contacts]])
      },
      own: async () => undefined,
      duty: async () => undefined,
      cursor: async (way, name) => {
        calls.push(['cursor', way, name])
        return cursor
      },
    } as Partial<GroupBoard> as GroupBoard,
    pingKey: async () => 'key',
    machine: () => NOW,
    ages: { ageOf: () => undefined, last: () => last },
    now: () => 4_711,
    settings: async () => ({ rank: 1, takeover: 8_000, members: [MEMBER] }),
    ask: async (_member, question, deadline) => {
      asked.push({ question, deadline })
      return yours && { id: 'a', answer: { yours } as never }
    },
    copies: {
      entries: async (ids, now) => {
        calls.push(['entries', ids, now])
        return NEWS
      },
    },
    log: async () => ({
      after: (from, most) => {
        calls.push(['after', from?.seq, most])
        return { ids: behind, next: place(9), isMore: false, isFirst: true }
      },
      changed: (from, withinMs) => {
        calls.push(['changed', from.seq, withinMs])
        return new Promise(resolve => {
          onChange = resolve
        })
      },
    }),
    onError: error => void calls.push(['error', error.message]),
    idle: ms => new Promise<void>(end => pauses.push({ ms, end })),
  })
})
afterEach(async () => {
  pushing.close()
  onChange?.()
  for (const { end } of pauses) end()
  await settled()
})

async function begin() {
  await pushing.onSettings()
  await settled()
}

it.each<[what: string, isBrought: boolean, contacts: Contacts | undefined]>([
  ['has not been heard of', false, undefined],
  ['has asked, and not answered', false, { in: heardAt(NOW - 100, NOW - 100_000) }],
  ['answers, and had the time to ask', true, { out: heardAt(NOW - 3_999, NOW - 4_000) }],
  ['answers no more', false, { out: heardAt(NOW - 4_000, NOW - 100_000) }],
  ['has just begun to answer', false, { out: heardAt(NOW, NOW - 3_999) }],
  ['asks, too', false, { ...ONE_WAY, in: heardAt(NOW - 3_999, NOW - 100_000) }],
  ['asks no more', true, { ...ONE_WAY, in: heardAt(NOW - 4_000, NOW - 100_000) }],
])('that a member %s makes it one that news is brought to: %s', async (_what, isBrought, known) => {
  contacts = known
  await begin()
  expect(asked).toHaveLength(isBrought ? 1 : 0)
  expect(pauses.map(({ ms }) => ms)).toEqual([A_SECOND])
  pauses[0]?.end()
  await settled()
  expect(pauses).toHaveLength(2)
})

it('the question brings a page from the beginning of the log, read at a moment of the machine', async () => {
  await begin()
  const push = { at: NOW, entries: NEWS, next: place(9), isMore: false, isFirst: true }
  expect(asked).toEqual([{ question: { ...GREETING, hold: 0, push }, deadline: 2_000 }])
  expect(calls).toEqual([
    ['after', undefined, 250],
    ['entries', ['check'], 4_711],
    ['cursor', 'out', 'attic'],
  ])
})

it('the question has the place up to which this watch has the log of the member, and its last page', async () => {
  cursor = { epoch: 'other', seq: 3 }
  last = { epoch: 'other', at: 55, ago: 66 }
  await begin()
  expect(asked[0]?.question).toMatchObject({ from: { epoch: 'other', seq: 3 }, last })
})

it('the next page begins where the member has come to, and is brought when there is news', async () => {
  yours = place(5)
  behind = []
  await begin()
  expect(asked).toHaveLength(1)
  expect(calls.slice(3)).toEqual([['changed', 5, 1_000]])
  onChange()
  await settled()
  // There was none: it waits for some again.
  expect(asked).toHaveLength(1)
  expect(calls.slice(4)).toEqual([
    ['after', 5, 1],
    ['changed', 5, 1_000],
  ])
  behind = ['check']
  yours = undefined
  onChange()
  await settled()
  expect(asked).toHaveLength(2)
  expect(calls.slice(6)).toEqual([
    ['after', 5, 1],
    ['after', 5, 250],
    ['entries', ['check'], 4_711],
    ['cursor', 'out', 'attic'],
  ])
  // It did not answer, and gets all from the beginning a while later.
  expect(pauses.map(({ ms }) => ms)).toEqual([A_SECOND])
  pauses[0]?.end()
  await settled()
  expect(calls[10]).toEqual(['after', undefined, 250])
})

it('what a member has come to counts no more once it has asked itself', async () => {
  yours = place(5)
  await begin()
  onChange()
  await settled()
  expect(asked).toHaveLength(2)
  contacts = { ...ONE_WAY, in: heardAt(NOW, NOW) }
  onChange()
  await settled()
  expect(asked).toHaveLength(3)
  expect(pauses.map(({ ms }) => ms)).toEqual([A_SECOND])
  contacts = ONE_WAY
  calls = []
  pauses[0]?.end()
  await settled()
  expect(calls[0]).toEqual(['after', undefined, 250])
})

it('a member that cannot ask gets the news also after the store was away for a moment', async () => {
  away = true
  await begin()
  expect(calls).toEqual([['error', 'the store is away']])
  expect(asked).toEqual([])
  away = false
  pauses[0]?.end()
  await settled()
  expect(asked.map(({ question }) => question.push?.entries)).toEqual([NEWS])
})
