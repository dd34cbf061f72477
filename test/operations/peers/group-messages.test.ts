import { describe, expect, it } from 'vitest'
import type { Greeting } from '../../../src/domain/peers/group'
import type { Contact, Contacts, GroupBoard, OwnMark } from '../../../src/domain/peers/group-ports'
import { greetingOf, membersOf, noteHeard, wayOf } from '../../../src/operations/peers/group-messages'
import { PEER_KEY } from '../../support/peers'

const NOW = 100_000
const TAKEOVER = 20_000
const DUTY = { term: 3, holder: 'id-barn', rank: 2 }
const BARN: Greeting = { rank: 2, pingKey: 'their key', state: 'on duty', isAble: true }
const contactAt = (at: number, more: Partial<Contact> = {}): Contact => ({
  ...{ id: 'id-barn', rank: 2, state: 'on duty', isAble: true, at, since: 50_000 },
  ...more,
})

function open({ own = undefined as OwnMark | undefined, hasDuty = false, contacts = {} as Contacts } = {}) {
  const calls: unknown[][] = []
  const note =
    (name: string) =>
    async (...given: unknown[]) =>
      void calls.push([name, ...given])
  const board = {
    own: async () => own,
    duty: async () => (hasDuty ? DUTY : undefined),
    contacts: async () => new Map([['barn', contacts]]),
    notePingKey: note('ping key'),
    noteContact: note('contact'),
  } as unknown as GroupBoard
  return { ports: { board, pingKey: async () => 'own key', machine: () => NOW }, calls }
}
const mark = (at: number, more: Partial<OwnMark> = {}): OwnMark => ({
  ...{ state: 'standing by', isAble: true, at },
  ...more,
})

describe('what a member says of itself', () => {
  it('is little before it has decided anything', async () => {
    const { ports } = open()
    expect(await greetingOf(ports, { rank: 1 }, 'barn')).toStrictEqual({
      ...{ rank: 1, pingKey: 'own key', state: 'catching up', isAble: false },
    })
  })

  it('has its state, the duty, what it sends, and how long ago it had an answer', async () => {
    const contacts = { out: contactAt(99_000), in: contactAt(NOW) }
    const { ports } = open({ own: mark(99_000, { sending: ['k'] }), hasDuty: true, contacts })
    expect(await greetingOf(ports, { rank: 1 }, 'barn')).toStrictEqual({
      ...{ rank: 1, pingKey: 'own key', state: 'standing by', isAble: true, duty: DUTY },
      ...{ got: 1_000, sending: ['k'] },
    })
    expect(await greetingOf(ports, { rank: 1 }, 'shed')).not.toHaveProperty('got')
  })

  it.each([
    [14_999, true],
    [15_000, false],
  ])('%i ms after its worker noted it shows that it can deliver: %s', async (ago, isFresh) => {
    const { ports } = open({ own: mark(NOW - ago, { sending: ['k'] }) })
    expect(await greetingOf(ports, { rank: 1 }, 'barn')).toStrictEqual({
      ...{ rank: 1, pingKey: 'own key', state: 'standing by', isAble: isFresh },
      ...(isFresh && { sending: ['k'] }),
    })
  })

  it('is not able where its worker says so', async () => {
    const { ports } = open({ own: mark(NOW, { isAble: false }) })
    expect(await greetingOf(ports, { rank: 1 }, 'barn')).toStrictEqual({
      ...{ rank: 1, pingKey: 'own key', state: 'standing by', isAble: false },
    })
  })
})

describe('a message of a member', () => {
  const heard = async (way: 'in' | 'out', greeting: Greeting, contacts: Contacts = {}, more: object = {}) => {
    const { ports, calls } = open({ contacts })
    await noteHeard(ports, { takeover: TAKEOVER }, greeting, {
      way,
      name: 'barn',
      id: 'id-barn',
      at: NOW,
      ...more,
    })
    return calls
  }

  it('leaves its ping key, and the contact', async () => {
    expect(await heard('out', { ...BARN, duty: DUTY }, {}, { wholeAt: 90_000, took: 30 })).toEqual([
      ['ping key', 'id-barn', 'their key'],
      ['contact', 'out', 'barn', { ...contactAt(NOW, { since: NOW }), wholeAt: 90_000, took: 30 }],
    ])
  })

  it('goes on with the contacts of before', async () => {
    const calls = await heard('out', BARN, { in: contactAt(95_000) })
    expect(calls).toEqual([
      ['ping key', 'id-barn', 'their key'],
      ['contact', 'out', 'barn', contactAt(NOW)],
    ])
  })

  it.each<[string, Partial<Greeting>, boolean]>([
    ['had an answer a moment ago', { got: 9_999 }, true],
    ['had none for half of the take-over', { got: 10_000 }, false],
    ['never had one', {}, false],
  ])('that is a question counts as a contact where its sender %s', async (_what, more, isContact) => {
    const calls = await heard('in', { ...BARN, ...more })
    expect(calls.map(([call]) => call)).toEqual(['ping key', ...(isContact ? ['contact'] : [])])
    expect((await heard('out', { ...BARN, ...more })).map(([call]) => call)).toEqual(['ping key', 'contact'])
  })
})

describe('the members', () => {
  it('are those of the INI, with what is known of each', async () => {
    const { ports } = open({ contacts: { out: contactAt(99_000) } })
    const members = ['barn', 'shed'].map(name => ({
      ...{ name, key: PEER_KEY, urls: [], looks: [], lookHosts: [], isMember: true },
    }))
    expect(await membersOf(ports, { rank: 1, takeover: TAKEOVER, members })).toEqual([
      {
        ...{ name: 'barn', id: 'id-barn', rank: 2, state: 'on duty', isAble: true },
        ...{ silentFor: 1_000, answeredFor: 1_000, sameFor: 50_000 },
      },
      { name: 'shed', isAble: false, sameFor: 0 },
    ])
  })
})

it.each([
  [5_000, 1_500],
  [6_000, 1_500],
  [8_000, 2_000],
  [20_000, 5_000],
  [120_000, 5_000],
])('with a take-over of %i ms a question and its answer may take %i ms', (takeover, way) => {
  expect(wayOf(takeover)).toBe(way)
})
