import { beforeEach, describe, expect, it } from 'vitest'
import type { Contact, GroupBoard } from '../../../src/domain/peers/group-ports'
import { createKeepDuty } from '../../../src/operations/peers/keep-duty'
import { PEER_KEY } from '../../support/peers'

it('a member that stood still takes the others for silent only when they are since it goes on', async () => {
  let now = 100_000
  const barn: Contact = { id: 'b', rank: 1, state: 'on duty', isAble: true, at: now, since: 0, wholeAt: now }
  const board = {
    contacts: async () => new Map([['barn', { out: barn }]]),
    duty: async () => ({ term: 1, holder: 'b', rank: 1 }),
    noteDuty: async () => {},
    noteOwn: async () => {},
  } as unknown as GroupBoard
  const keepDuty = createKeepDuty({
    board,
    machine: () => now,
    self: 'a',
    settings: async () => ({
      rank: 2,
      takeover: 10_000,
      members: [{ name: 'barn', key: PEER_KEY, urls: [], looks: [], lookHosts: [], isMember: true }],
    }),
    isAble: async () => true,
    isOffline: () => false,
    sending: () => [],
    onChange: () => {},
  })
  const after = async (ms: number) => {
    now += ms
    const { state, members } = (await keepDuty()) ?? {}
    const [member] = members ?? []
    return [state, member?.silentFor, ...(member?.isPresumed ? ['presumed'] : [])]
  }

  expect(await after(1_000)).toEqual(['standing by', 1_000])
  expect(await after(30_000)).toEqual(['standing by', 0, 'presumed'])
  for (let seconds = 1; seconds < 10; seconds++)
    expect(await after(1_000)).toEqual(['standing by', seconds * 1_000, 'presumed'])
  expect(await after(1_000)).toEqual(['on duty', 10_000, 'presumed'])
})

describe('a member keeps the duty:', () => {
  const ATTIC = { name: 'attic', key: PEER_KEY, urls: [], looks: [], lookHosts: [], isMember: true }
  const BARN = { ...ATTIC, name: 'barn' }
  /** A contact that was just now, of a member that has long been there. */
  const answering = (more: Partial<Contact> = {}): { out: Contact } => ({
    out: { id: 'b', rank: 1, state: 'standing by', isAble: true, at: now, since: 0, wholeAt: now, ...more },
  })

  let now: number
  let members: (typeof BARN)[] | undefined
  let contacts: Map<string, { out: Contact }>
  let duty: { term: number; holder: string; rank: number } | undefined
  let isAble: boolean
  let sending: string[]
  let offlineCalls: number
  let noted: unknown[][]
  let keepDuty: ReturnType<typeof createKeepDuty>
  beforeEach(() => {
    now = 100_000
    members = [BARN]
    contacts = new Map()
    duty = undefined
    isAble = true
    sending = []
    offlineCalls = 0
    noted = []
    keepDuty = createKeepDuty({
      board: {
        contacts: async () => contacts,
        duty: async () => duty,
        noteDuty: async (next: unknown) => void noted.push(['duty', next]),
        noteOwn: async (own: unknown) => void noted.push(['own', own]),
      } as unknown as GroupBoard,
      machine: () => now,
      self: 'a',
      settings: async () => members && { rank: 2, takeover: 10_000, members },
      isAble: async () => isAble,
      isOffline: () => {
        offlineCalls++
        return true
      },
      sending: () => sending,
      onChange: state => void noted.push(['change', state]),
    })
  })

  it('without a group there is nothing to decide', async () => {
    members = undefined
    expect(await keepDuty()).toBeUndefined()
    expect(noted).toEqual([])
  })

  it('without other members it has the duty from the start', async () => {
    members = []
    expect(await keepDuty()).toEqual({
      ...{ state: 'on duty', next: { term: 1, holder: 'a', rank: 2 }, holder: 'a' },
      ...{ settings: { rank: 2, takeover: 10_000, members: [] }, members: [], at: 100_000 },
    })
    expect(noted).toEqual([
      ['duty', { term: 1, holder: 'a', rank: 2 }],
      ['own', { state: 'on duty', isAble: true, at: 100_000 }],
      ['change', 'on duty'],
    ])
  })

  it('while another has it, it stands by, and tells a change of its state once', async () => {
    contacts.set('barn', answering({ state: 'on duty' }))
    duty = { term: 4, holder: 'b', rank: 1 }
    isAble = false
    const found = await keepDuty()
    expect([found?.state, found?.holder, found && 'next' in found]).toEqual(['standing by', 'b', false])
    await keepDuty()
    const own = ['own', { state: 'standing by', isAble: false, at: 100_000 }]
    expect(noted).toEqual([own, ['change', 'standing by'], own])
    expect(offlineCalls).toBe(0)
  })

  it('at the start it catches up, and nobody is known to have the duty', async () => {
    contacts.set('barn', { out: { ...answering().out, wholeAt: 99_000 } })
    const found = await keepDuty()
    expect([found?.state, found && 'holder' in found]).toEqual(['catching up', false])
    // What it has got since its start is all that the other had.
    now += 1_500
    contacts.set('barn', answering({ wholeAt: now - 1_500 }))
    expect((await keepDuty())?.state).toBe('standing by')
  })

  it('it hands the duty over, but not while an alert is on its way, which it names', async () => {
    contacts.set('barn', answering())
    duty = { term: 4, holder: 'a', rank: 2 }
    sending = ['key trigger hook']
    const busy = await keepDuty()
    expect([busy?.state, busy?.holder]).toEqual(['on duty', 'a'])
    sending = []
    const free = await keepDuty()
    expect([free?.state, free?.holder]).toEqual(['on duty', 'b'])
    const own = { state: 'on duty', isAble: true, at: 100_000 }
    expect(noted).toEqual([
      ['own', { ...own, sending: ['key trigger hook'] }],
      ['change', 'on duty'],
      ['duty', { term: 5, holder: 'b', rank: 1 }],
      ['own', own],
    ])
  })

  it('it is cut off where it reaches neither a member nor the network, and not while one answers', async () => {
    members = [BARN, ATTIC]
    expect((await keepDuty())?.state).toBe('cut off')
    contacts.set('attic', answering({ id: 'c', rank: 3 }))
    expect((await keepDuty())?.state).toBe('catching up')
    expect(offlineCalls).toBe(1)
  })

  it('a member of which nothing was ever heard is not presumed to be silent since a standstill', async () => {
    await keepDuty()
    now += 60_000
    const [member] = (await keepDuty())?.members ?? []
    expect([member && 'silentFor' in member, member && 'isPresumed' in member]).toEqual([false, false])
  })

  it('a member that answers as it goes on is not presumed to be silent', async () => {
    await keepDuty()
    now += 60_000
    contacts.set('barn', answering())
    const [member] = (await keepDuty())?.members ?? []
    expect([member?.silentFor, member?.isPresumed]).toEqual([0, undefined])
  })

  it.each([
    [5_000, [5_000, undefined]],
    [5_001, [0, true]],
  ])('a pause of %i ms before a call counts as a silence of %o', async (pause, expected) => {
    contacts.set('barn', answering({ state: 'on duty' }))
    await keepDuty()
    now += pause
    const [member] = (await keepDuty())?.members ?? []
    expect([member?.silentFor, member?.isPresumed]).toEqual(expected)
  })
})
