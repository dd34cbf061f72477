import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { Cursor, Duty, GroupQuestion, LogEntry, Page } from '../../../src/domain/peers/group'
import type { Contact, GroupBoard } from '../../../src/domain/peers/group-ports'
import { seal } from '../../../src/io/peers/sealed'
import { createAnswerMember } from '../../../src/operations/peers/answer-member'
import { CHECK } from '../../support/alert-memory'
import { PEER_KEY } from '../../support/peers'
import { createRandom } from '../../support/random'

const TAKEOVER = 20_000
const DIGITS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+/'
const ENTRY: LogEntry = { id: 'c', home: 'id-attic', isGone: true }
const THEIRS: LogEntry = { id: 'd', home: 'id-barn', isGone: true }
const at = (seq: number): Cursor => ({ epoch: 'e', seq })
const QUESTION: GroupQuestion = {
  ...{ rank: 2, pingKey: 'their key', state: 'on duty', isAble: true, got: 10, hold: 5_000 },
}

/** The log of this watch: its places from 1 on, with the check of each. */
let places: string[]
let entries: Map<string, LogEntry>
let now: number
let calls: unknown[][]
let contacts: [string, string, Contact][]
/** Happens while the log is waited on. */
let meanwhile: () => void
let isFirst: boolean
let cursor: Cursor | undefined
/** What the taking of a page waits for. */
let taking: () => Promise<void>

beforeEach(() => {
  places = ['c']
  entries = new Map([['c', ENTRY]])
  now = 50_000
  calls = []
  contacts = []
  meanwhile = () => {}
  isFirst = false
  cursor = undefined
  taking = async () => {}
})

const board = {
  own: async () => undefined,
  duty: async () => undefined,
  noteDuty: async (duty: Duty) => void calls.push(['duty', duty]),
  contacts: async () => new Map(),
  notePingKey: async () => {},
  noteContact: async (way: string, name: string, contact: Contact) =>
    void contacts.push([way, name, contact]),
  cursor: async (way: string, name: string) => {
    calls.push(['cursor', way, name])
    return cursor
  },
  noteCursor: async (...given: unknown[]) => void calls.push(['note cursor', ...given]),
} as unknown as GroupBoard

const open = (name = 'barn') => {
  const answerMember = createAnswerMember({
    ...{ board, pingKey: async () => 'own key', machine: () => now, now: () => 7 },
    settings: async () =>
      name === 'nobody'
        ? undefined
        : {
            ...{ rank: 1, takeover: TAKEOVER },
            members: ['shed', 'barn'].map(member => ({
              ...{ name: member, key: PEER_KEY, urls: [], looks: [], lookHosts: [], isMember: true },
            })),
          },
    copies: {
      entries: async (ids, clock) => {
        calls.push(['entries', ids, clock])
        return ids.flatMap(id => entries.get(id) ?? [])
      },
    },
    apply: async (sender, taken, age) => {
      calls.push(['apply', sender, taken, age?.()])
      now += 40
      await taking()
    },
    log: async () => ({
      after: (from, most) => ({
        ids: places.slice(from?.seq ?? 0, (from?.seq ?? 0) + most),
        ...{ next: at(Math.min((from?.seq ?? 0) + most, places.length)), isFirst },
        isMore: places.length > (from?.seq ?? 0) + most && most > 0,
      }),
      changed: async (from, withinMs) => {
        calls.push(['changed', from, withinMs])
        now += withinMs
        meanwhile()
      },
    }),
  })
  return async (question: Partial<GroupQuestion> = {}) =>
    await answerMember(name, 'id-barn', { ...QUESTION, ...question })
}
const ask = async (question: Partial<GroupQuestion> = {}, name = 'barn') => await open(name)(question)

const waits = () => calls.filter(([call]) => call === 'changed')

describe('a question of another member', () => {
  it('is answered at once where there is news', async () => {
    expect(await ask()).toEqual({
      ...{ rank: 1, pingKey: 'own key', state: 'catching up', isAble: false },
      page: { at: 50_000, entries: [ENTRY], next: at(1), isMore: false, isFirst: false },
    })
    expect(calls).toEqual([
      ['entries', ['c'], 7],
      ['cursor', 'in', 'barn'],
    ])
    expect(contacts).toMatchObject([['in', 'barn', { id: 'id-barn', at: 50_000 }]])
    expect(contacts[0]![2]).not.toHaveProperty('wholeAt')
  })

  it('of a stranger has no answer, nor one without a group', async () => {
    expect(await ask({}, 'stranger')).toBeUndefined()
    expect(await ask({}, 'nobody')).toBeUndefined()
    expect([calls, contacts]).toEqual([[], []])
  })

  it('waits for news as long as it wishes, and gets none then', async () => {
    expect((await ask({ from: at(1) }))?.page).toEqual({
      ...{ at: 55_000, entries: [], next: at(1), isMore: false, isFirst: false },
    })
    expect(waits()).toEqual([['changed', at(1), 5_000]])
  })

  it('waits a minute at most', async () => {
    await ask({ from: at(1), hold: 3_600_000 })
    expect(waits()).toEqual([['changed', at(1), 60_000]])
  })

  it('that does not wait is answered at once', async () => {
    expect((await ask({ from: at(1), hold: 0 }))?.page.entries).toEqual([])
    expect(waits()).toEqual([])
  })

  it('gets the news that come while it waits', async () => {
    meanwhile = () => void places.push('d')
    entries.set('d', THEIRS)
    now = 50_000
    expect((await ask({ from: at(1) }))?.page).toMatchObject({ entries: [THEIRS], next: at(2) })
  })

  it('goes on behind places whose checks are nobody’s news', async () => {
    meanwhile = () => {
      places.push('own')
      now = 49_000 + 1_000 * places.length
      if (places.length > 2) meanwhile = () => {}
    }
    expect((await ask({ from: at(1) }))?.page).toMatchObject({ entries: [], next: at(3) })
    expect(waits()).toEqual([
      ['changed', at(1), 5_000],
      ['changed', at(2), 4_000],
      ['changed', at(3), 3_000],
    ])
  })

  it('from the beginning is answered, also with nothing', async () => {
    isFirst = true
    entries.clear()
    expect((await ask())?.page).toMatchObject({ entries: [], isFirst: true })
    expect(waits()).toEqual([])
  })

  it('has 250 checks in its answer at most, and is told of more', async () => {
    places = Array.from({ length: 251 }, (_, n) => `c${n}`)
    entries.clear()
    expect((await ask())?.page).toMatchObject({ entries: [], next: at(250), isMore: true })
    expect(waits()).toEqual([])
  })

  it('has an answer that fits into a message where all of many checks are down, with output that cannot be packed', async () => {
    const random = createRandom(1)
    const draw = (length: number) =>
      Array.from({ length }, () => DIGITS[Math.floor(random() * DIGITS.length)]).join('')
    places = Array.from({ length: 1_000 }, (_, n) => `c${n}`)
    for (const id of places) {
      const told = Object.fromEntries(
        Array.from({ length: 24 }, () => [`intvlm8r-${id}-${draw(8)} trigger mail`, { by: 'id-barn', n: 1 }]),
      )
      const incident = { key: `intvlm8r-${id}-1`, notified: ['mail'], signal: { words: draw(2_000) } }
      const entry = { id, home: 'id-attic', check: { ...CHECK, id }, told, incident }
      entries.set(id, entry as unknown as LogEntry)
    }
    const answer = await ask()
    expect(answer?.page.entries).toHaveLength(250)
    const mebibyte = 1024 * 1024
    expect(seal(PEER_KEY, answer ?? {}).length).toBeLessThan(mebibyte - 1_000)
  })

  it('learns how far this watch has the asker’s own log', async () => {
    cursor = at(9)
    expect(await ask()).toMatchObject({ yours: at(9) })
  })
})

describe('a page that a member brings', () => {
  const pushed = (more: Partial<Page> = {}): Page => ({
    ...{ entries: [THEIRS], next: { epoch: 'theirs', seq: 4 }, isMore: false, isFirst: false },
    ...more,
  })
  const taken = () => calls.filter(([call]) => call === 'apply' || call === 'note cursor')

  it('is taken, and its place noted; all that the member has is here then', async () => {
    await ask({ push: pushed() })
    expect(taken()).toEqual([
      ['apply', 'id-barn', [THEIRS], 0],
      ['note cursor', 'in', 'barn', { epoch: 'theirs', seq: 4 }],
    ])
    expect(contacts[0]?.[2].wholeAt).toBe(50_000)
  })

  it('comes behind the duty, so that nobody tells of what its teller is to tell', async () => {
    const duty = { term: 2, holder: 'id-barn', rank: 2 }
    await ask({ push: pushed(), duty })
    expect(calls.slice(0, 2)).toEqual([
      ['duty', duty],
      ['apply', 'id-barn', [THEIRS], 0],
    ])
  })

  it('leaves what its member said last of itself, also where it takes longer than a later question', async () => {
    const asked = open()
    let take = () => {}
    taking = () =>
      new Promise(resolve => {
        take = resolve
      })
    const first = asked({ push: pushed() })
    await vi.waitFor(() => expect(taken()).toHaveLength(1))
    await asked({ sending: ['k trigger mail'] })
    take()
    await first
    expect(contacts.map(([, , { sending, at }]) => [sending, at])).toEqual([
      [['k trigger mail'], 50_040],
      [['k trigger mail'], 50_040],
    ])
  })

  it('is not all where more follows', async () => {
    await ask({ push: pushed({ isMore: true }) })
    expect(taken()).toHaveLength(2)
    expect(contacts[0]![2]).not.toHaveProperty('wholeAt')
  })

  it('of which nobody knows how long it was on its way is not taken', async () => {
    await ask({ push: pushed({ at: 3_000 }) })
    expect(taken()).toEqual([])
    expect(contacts[0]![2]).not.toHaveProperty('wholeAt')
  })

  it.each<[string, object, boolean]>([
    ['by a page of this program', { epoch: 'e', at: 49_500, ago: 600 }, true],
    ['by a page of another program', { epoch: 'other', at: 49_500, ago: 400 }, false],
    ['by a page of long ago', { epoch: 'e', at: 40_000, ago: 400 }, false],
  ])('is known not to have been on its way for long: %s, %o, %s', async (_what, last, isTaken) => {
    await ask({ push: pushed({ at: 3_000 }), last: last as never })
    expect(taken()).toHaveLength(isTaken ? 2 : 0)
  })
})
