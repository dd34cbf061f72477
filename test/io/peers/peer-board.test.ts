import { expect, it } from 'vitest'
import type { SeenPeer } from '../../../src/domain/probes/look'
import { openPeerBoard } from '../../../src/io/peers/peer-board'
import { shareRedis } from '../../support/shared-redis'

const { admin } = await shareRedis()
const board = openPeerBoard(admin)
const ASKING = { id: 'c0', boot: 'b', version: '1.0', name: 'attic', at: 1_795_867_200_000 }
const SEEN: SeenPeer = { at: 7, words: 'fine', url: 'http://attic' }

it('the last answer of each peer and the last question of each are kept apart', async () => {
  expect(await board.answers()).toEqual(new Map())
  expect(await board.questions()).toEqual(new Map())
  await board.noteQuestion('attic', ASKING)
  await board.noteQuestion('cellar', { ...ASKING, name: 'cellar', passesFor: 'attic' })
  await board.noteQuestion('attic', { ...ASKING, at: ASKING.at + 1 })
  await board.noteAnswer('http://attic', SEEN)
  expect(await board.questions()).toEqual(
    new Map([
      ['attic', { ...ASKING, at: 1_795_867_200_001 }],
      ['cellar', { ...ASKING, name: 'cellar', passesFor: 'attic' }],
    ]),
  )
  expect(await board.answers()).toEqual(new Map([['http://attic', SEEN]]))
})

it('a note is written to no disk', async () => {
  const written = async () => /aof_current_size:(\d+)/.exec(await admin.info('persistence'))?.[1]
  const before = await written()
  await board.noteQuestion('attic', ASKING)
  await board.noteAnswer('http://attic', SEEN)
  expect(await written()).toBe(before)
  expect(before).not.toBe('0')
})
