import { expect, it } from 'vitest'
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
