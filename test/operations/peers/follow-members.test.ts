import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type {
  Cursor,
  Duty,
  GroupAnswer,
  GroupQuestion,
  LogEntry,
  Page,
} from '../../../src/domain/peers/group'
import type { Contact, Contacts, GroupBoard, OwnCopy } from '../../../src/domain/peers/group-ports'
import type { Peer } from '../../../src/domain/peers/peer'
import { createFollowMembers } from '../../../src/operations/peers/follow-members'
import { createPageAges } from '../../../src/operations/peers/page-ages'
import { CHECK } from '../../support/alert-memory'
import { PEER_KEY } from '../../support/peers'

/** The waits of loops: each ends when the test says so. */
const waits: { readonly ms: number; readonly end: () => void }[] = []

const TAKEOVER = 8_000
const at = (seq: number, epoch = 'e'): Cursor => ({ epoch, seq })
const entryOf = (id: string): LogEntry => ({ id, home: 'id-barn', check: CHECK }) as unknown as LogEntry
const page = (more: Partial<Page> = {}): Page => ({
  ...{ entries: [], next: at(1), isMore: false, isFirst: false },
  ...more,
})

let machine: number
let members: readonly string[]
let isGroup: boolean
let cursors: Map<string, Cursor>
let contacts: Map<string, Contacts>
let calls: unknown[][]
let noted: [string, string, Contact][]
/** The page of the answer to each question; undefined: none comes. */
let answer: (
  name: string,
  question: GroupQuestion,
  count: number,
) => Page | undefined | Promise<Page | undefined>
let questions: [string, GroupQuestion, number][]
let home: string[]
let duty: Duty | undefined
let sending: readonly string[]
/** What the taking of a page waits for. */
let taking: () => Promise<void>
let errors: string[]
let following: ReturnType<typeof createFollowMembers>

beforeEach(() => {
  machine = 50_000
  members = ['barn']
  isGroup = true
  cursors = new Map()
  contacts = new Map()
  calls = []
  noted = []
  answer = () => page()
  questions = []
  home = []
  duty = undefined
  sending = []
  taking = async () => {}
  errors = []
  following = open()
})
afterEach(() => {
  following.close()
  for (const { end } of waits.splice(0)) end()
})

const memberOf = (name: string): Peer => ({
  ...{ name, key: PEER_KEY, urls: [], looks: [], lookHosts: [], isMember: true },
})

function open() {
  return createFollowMembers({
    board: {
      own: async () => undefined,
      duty: async () => undefined,
      noteDuty: async (duty: Duty) => void calls.push(['duty', duty]),
      contacts: async () => contacts,
      notePingKey: async () => {},
      noteContact: async (way: string, name: string, contact: Contact) =>
        void noted.push([way, name, contact]),
      cursor: async (way: string, name: string) => (way === 'out' ? cursors.get(name) : undefined),
      noteCursor: async (way: string, name: string, cursor: Cursor) => {
        cursors.set(name, cursor)
        calls.push(['cursor', way, name, cursor])
      },
    } as unknown as GroupBoard,
    pingKey: async () => 'own key',
    machine: () => machine,
    settings: async () =>
      isGroup ? { rank: 1, takeover: TAKEOVER, members: members.map(memberOf) } : undefined,
    ask: async ({ name }, question, deadlineMs) => {
      questions.push([name, question, deadlineMs])
      const found = await answer(name, question, questions.length)
      machine += 30
      return found && { id: `id-${name}`, answer: answerOf(found) }
    },
    copies: {
      copiesOf: async id => {
        calls.push(['copies of', id])
        return home
      },
      read: async ids => new Map(ids.map((id): [string, OwnCopy] => [id, copyOf(id)])),
      remove: async ({ check }) => {
        calls.push(['remove', check.id])
        return true
      },
    },
    apply: async (sender, entries, age) => {
      calls.push(['apply', sender, entries.map(({ id }) => id), age?.()])
      await taking()
    },
    ages: createPageAges(() => machine),
    onError: error => errors.push(error.message),
    idle: ms => new Promise<void>(end => waits.push({ ms, end })),
  })
}
const answerOf = (page: Page): GroupAnswer => ({
  rank: 2,
  pingKey: 'key',
  state: 'on duty',
  isAble: true,
  ...(duty && { duty }),
  sending,
  page,
})
const copyOf = (id: string): OwnCopy =>
  id === 'unknown'
    ? { told: {} }
    : { told: {}, watched: { check: { ...CHECK, id }, state: {} as never, version: '1' } }
const sync = (since = machine) => following.sync(since)
const callsOf = (name: string) => calls.filter(([call]) => call === name)

describe('a member that is asked for its news', () => {
  it('is told the place up to which they are here, and the new one is noted', async () => {
    cursors.set('barn', at(4))
    answer = () => page({ entries: [entryOf('a')], next: at(5) })
    expect(await sync()).toEqual(new Set(['barn']))
    expect(questions).toStrictEqual([
      [
        'barn',
        { rank: 1, pingKey: 'own key', state: 'catching up', isAble: false, hold: 0, from: at(4) },
        2_000,
      ],
    ])
    expect(calls).toEqual([
      ['apply', 'id-barn', ['a'], 0],
      ['cursor', 'out', 'barn', at(5)],
    ])
    expect(noted).toMatchObject([['out', 'barn', { id: 'id-barn', at: 50_030, wholeAt: 50_000, took: 30 }]])
  })

  it('leaves what it said last of itself, also where the news of an earlier answer take longer', async () => {
    let take = () => {}
    taking = () =>
      new Promise(resolve => {
        take = resolve
      })
    const first = sync()
    await vi.waitFor(() => expect(callsOf('apply')).toHaveLength(1))
    taking = async () => {}
    sending = ['k trigger mail']
    machine += 1
    await sync()
    take()
    await first
    expect(noted.map(([, , contact]) => contact.sending)).toEqual([['k trigger mail'], ['k trigger mail']])
  })

  it('leaves the duty ahead of its news, so that nobody tells of what its teller is to tell', async () => {
    duty = { term: 2, holder: 'id-barn', rank: 2 }
    await sync()
    expect(calls.slice(0, 2)).toEqual([
      ['duty', { term: 2, holder: 'id-barn', rank: 2 }],
      ['apply', 'id-barn', [], 0],
    ])
  })

  it('is asked from the beginning where nothing is here', async () => {
    await sync()
    expect(questions.map(([, question]) => 'from' in question)).toEqual([false])
  })

  it.each<[string, Cursor, boolean]>([
    ['the same', at(1), false],
    ['of a log that began anew', at(1, 'new'), true],
    ['further on', at(2), true],
  ])('has its place noted only where it is another one: %s', async (_what, next, isNoted) => {
    cursors.set('barn', at(1))
    answer = () => page({ next })
    await sync()
    expect(callsOf('cursor')).toHaveLength(isNoted ? 1 : 0)
  })

  it('is asked again while there is more, and all of it is here after the last page', async () => {
    answer = (_name, _question, count) => page({ next: at(count), isMore: count < 3 })
    expect(await sync()).toEqual(new Set(['barn']))
    expect(questions.map(([, { from }]) => from?.seq)).toEqual([undefined, 1, 2])
    expect(noted.map(([, , { wholeAt }]) => wholeAt)).toEqual([undefined, undefined, 50_060])
  })

  it('is not asked for longer than an answer may take', async () => {
    answer = (_name, _question, count) => {
      machine += 970
      return page({ next: at(count), isMore: true })
    }
    expect(await sync()).toEqual(new Set())
    expect(questions).toHaveLength(2)
  })

  it('counts as one that has not answered where it does not, or its page cannot be taken', async () => {
    answer = () => undefined
    expect(await sync()).toEqual(new Set())
    answer = () => {
      throw new Error('Redis is away')
    }
    machine += 1
    expect(await sync()).toEqual(new Set())
    expect([questions.length, calls, noted]).toEqual([2, [], []])
  })

  it('is asked again where nobody knows how long its page was on its way', async () => {
    answer = (_name, _question, count) => {
      // The first one took four seconds.
      machine += count === 1 ? 1_900 : 0
      return page({ at: 9_000 + (count === 1 ? 0 : 1_900), next: at(7) })
    }
    expect(await sync()).toEqual(new Set(['barn']))
    expect(questions).toHaveLength(2)
    expect(callsOf('apply')).toHaveLength(1)
    expect(noted).toEqual([
      ['out', 'barn', expect.objectContaining({ id: 'id-barn', at: 51_930 })],
      ['out', 'barn', expect.objectContaining({ id: 'id-barn', at: 51_960 })],
    ])
    expect(noted.map(([, , { wholeAt }]) => wholeAt)).toEqual([undefined, 51_930])
  })
})

describe('a log that is followed from its beginning', () => {
  it('shows which copies its member, their home, no longer has', async () => {
    home = ['a', 'gone', 'unknown', 'b']
    answer = (_name, _question, count) =>
      count === 1
        ? page({ entries: [entryOf('a')], next: at(1), isMore: true, isFirst: true })
        : page({ entries: [entryOf('b'), { id: 'gone', home: 'id-barn', isGone: true }], next: at(3) })
    await sync()
    expect(calls.slice(-3)).toEqual([
      ['copies of', 'id-barn'],
      ['remove', 'gone'],
      ['cursor', 'out', 'barn', at(3)],
    ])
    // A page behind it shows nothing of the kind.
    calls = []
    machine += 1
    answer = () => page({ next: at(4) })
    await sync()
    expect(callsOf('copies of')).toEqual([])
  })

  it('keeps all copies though another call got its first page late, while the rest was taken', async () => {
    home = ['a', 'b', 'c']
    const pages: Page[] = [
      page({ entries: [entryOf('a')], next: at(1), isMore: true, isFirst: true }),
      page({ entries: [entryOf('b')], next: at(2), isMore: true }),
      page({ entries: [entryOf('c')], next: at(3) }),
    ]
    const noted = (count: number) =>
      vi.waitFor(() => expect(callsOf('cursor').length).toBeGreaterThanOrEqual(count), 60_000)
    const whole = new Promise<void>(resolve => {
      answer = async (_name, { from, hold }, count) => {
        // The late page comes when the loop has taken two, and the loop's third one before that call goes on.
        if (count === 1) await noted(2)
        if (count === 4) await noted(3)
        if (count === 5) await noted(4)
        if (hold === 0) return pages[from?.seq ?? 0] ?? page({ next: at(3) })
        resolve()
        return await new Promise(() => {})
      }
    })
    const synced = sync()
    await vi.waitFor(() => expect(questions).toHaveLength(1), 60_000)
    await following.onSettings()
    await Promise.all([synced, whole])
    expect(callsOf('remove')).toEqual([])
    expect(errors).toEqual([])
  })

  it('of a member that lost its data removes nothing', async () => {
    home = ['a']
    answer = () => page({ isFirst: true })
    await sync()
    expect(callsOf('copies of')).toEqual([])
  })
})

describe('all members', () => {
  const contact = (ago: number): Contacts => ({
    out: { id: 'x', rank: 2, state: 'on duty', isAble: true, at: machine - ago, since: 0 },
  })

  beforeEach(() => {
    members = ['barn', 'shed']
  })

  it('are asked, but for those that are silent while others are not', async () => {
    contacts.set('shed', contact(0))
    contacts.set('barn', contact(TAKEOVER / 2))
    expect(await sync()).toEqual(new Set(['shed']))
    expect(questions.map(([name]) => name)).toEqual(['shed'])
  })

  it('are asked where all are silent', async () => {
    contacts.set('barn', contact(TAKEOVER / 2))
    expect(await sync()).toEqual(new Set(['barn', 'shed']))
  })

  it('are asked once for those that want the news of a moment before', async () => {
    const [one, other] = [sync(50_000), sync(50_000)]
    expect([await one, await other]).toEqual([new Set(['barn', 'shed']), new Set(['barn', 'shed'])])
    await sync(50_000)
    expect(questions).toHaveLength(2)
    await sync(50_001)
    expect(questions).toHaveLength(4)
  })

  it('are none without a group', async () => {
    isGroup = false
    expect(await sync()).toEqual(new Set())
  })
})

describe('the loop of a member', () => {
  it('waits for news once it has all, and asks for the next page while it takes one', async () => {
    const asked: number[] = []
    await new Promise<void>(resolve => {
      answer = (_name, { hold, from }, count) => {
        asked.push(hold)
        if (count === 1) return page({ next: at(1), isMore: true })
        if (count === 2) {
          expect([from, callsOf('cursor')]).toEqual([at(1), []])
          return page({ next: at(2) })
        }
        resolve()
        return new Promise(() => {})
      }
      void following.onSettings()
    })
    expect(asked).toEqual([0, 0, TAKEOVER / 4])
    expect(questions.map(([, , deadline]) => deadline)).toEqual([2_000, 2_000, 4_000])
    // The second answer has waited for the page before it, so that its time says nothing.
    expect(noted.map(([, , { took }]) => took)).toEqual([expect.any(Number), undefined])
    expect(errors).toEqual([])
  })
  const settled = () => new Promise(resolve => setImmediate(resolve))

  it('asks again a while later where no answer comes, and then for what there is at once', async () => {
    cursors.set('barn', at(1))
    let count = 0
    answer = () => (++count === 3 ? new Promise(() => {}) : count === 1 ? page() : undefined)
    await following.onSettings()
    await settled()
    expect(questions.map(([, { hold }]) => hold)).toEqual([0, TAKEOVER / 4])
    expect(waits.map(({ ms }) => ms)).toEqual([1_000])
    waits[0]?.end()
    await settled()
    expect(questions.map(([, { hold }]) => hold)).toEqual([0, TAKEOVER / 4, 0])
    expect(errors).toEqual([])
  })

  it('knows all news up to the end of a wait for some, and up to the question where that did not wait', async () => {
    cursors.set('barn', at(1))
    answer = (_name, _question, count) => {
      machine += 500
      return count === 3 ? new Promise(() => {}) : page()
    }
    await following.onSettings()
    await settled()
    expect(noted.map(([, , { wholeAt, took }]) => [wholeAt, took])).toEqual([
      [50_000, 530],
      [51_060, undefined],
    ])
  })
})
