import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { GroupSettings } from '../../../src/domain/peers/group-ports'
import type { Peer } from '../../../src/domain/peers/peer'
import { againOf, createFollowEach, type Turn } from '../../../src/operations/peers/follow-each'
import { idle } from '../../../src/operations/peers/idle'
import { PEER_KEY } from '../../support/peers'

let group: GroupSettings | undefined
let errors: string[]
/** The turns that were begun, by the number of the loop and the member; each waits to be ended. */
let turns: { readonly words: string; readonly end: (error?: Error) => void }[]
let loops: number
let each: ReturnType<typeof createFollowEach>

const groupOf = (...names: string[]): GroupSettings => ({
  rank: 1,
  takeover: 8,
  members: names.map(
    (name): Peer => ({ name, key: PEER_KEY, urls: [], looks: [], lookHosts: [], isMember: true }),
  ),
})
const begin = (): Turn => {
  const loop = ++loops
  return ({ members }, { name }) =>
    new Promise((resolve, reject) => {
      const end = (error?: Error) => (error ? reject(error) : resolve())
      turns.push({ words: `${loop}: ${name} of ${members.length}`, end })
    })
}
const words = () => turns.map(turn => turn.words)
const untilTurn = (count: number) => vi.waitFor(() => expect(turns).toHaveLength(count))
/** All that can run without another event has run. */
const settled = () => new Promise(resolve => setImmediate(resolve))

beforeEach(() => {
  group = groupOf('attic', 'barn')
  errors = []
  turns = []
  loops = 0
  each = createFollowEach(
    {
      settings: async () => group,
      onError: error => void errors.push(error.message),
      idle,
    },
    begin,
  )
})
afterEach(() => each.close())

it('each member has one loop, whose turns follow each other', async () => {
  await each.onSettings()
  await each.onSettings()
  await untilTurn(2)
  turns[0]?.end()
  await untilTurn(3)
  expect(words()).toEqual(['1: attic of 2', '2: barn of 2', '1: attic of 2'])
})

it('the loop of one that is no member any more ends, and begins anew should it come back', async () => {
  await each.onSettings()
  await untilTurn(2)
  group = groupOf('barn')
  turns[0]?.end()
  await settled()
  expect(turns).toHaveLength(2)
  group = groupOf('attic', 'barn')
  await each.onSettings()
  await untilTurn(3)
  expect(words().at(-1)).toBe('3: attic of 2')
})

it('without a group there is no loop, and those that there were end', async () => {
  await each.onSettings()
  await untilTurn(2)
  group = undefined
  for (const { end } of turns) end()
  await each.onSettings()
  await settled()
  expect([turns.length, errors]).toEqual([2, []])
})

it('a loop goes on after a turn that failed, a while later', async () => {
  await each.onSettings()
  await untilTurn(2)
  turns[0]?.end(new Error('Redis is away'))
  await settled()
  expect([errors, turns.length]).toEqual([['Redis is away'], 2])
  await vi.waitFor(() => expect(turns).toHaveLength(3), 60_000)
  expect(words().at(-1)).toBe('1: attic of 2')
})

it('after the end no turn begins, and the trouble of one under way is not told', async () => {
  await each.onSettings()
  await untilTurn(2)
  each.close()
  turns[0]?.end()
  turns[1]?.end(new Error('cut'))
  await settled()
  expect([turns.length, errors]).toEqual([2, []])
})

it.each([
  [0, 500],
  [4_000, 500],
  [8_000, 1_000],
  [40_000, 5_000],
  [80_000, 5_000],
])('with a take-over of %i ms another attempt is made after %i ms', (takeover, again) => {
  expect(againOf(takeover)).toBe(again)
})
