import { expect, it } from 'vitest'
import { openGroupBoard } from '../../../src/io/peers/group-board'
import { openPeerIds, readPeerIds } from '../../../src/io/peers/peer-ids'
import { createMemberPingKeys } from '../../../src/operations/peers/member-ping-keys'
import { shareRedis } from '../../support/shared-redis'

const { admin } = await shareRedis()
const peer = (name: string) => ({
  ...{ name, key: name.repeat(8), urls: [], looks: [], lookHosts: [], isMember: true },
})
const [BARN, SHED, NEW] = [peer('barn'), peer('shed'), peer('new')]

it('the ping keys of members count, those of watches that are members no more do not', async () => {
  const board = openGroupBoard(admin, 'boot')
  const claim = openPeerIds(admin, 'self', async () => [BARN, SHED, NEW])
  await claim(BARN.key, 'b0')
  await claim(SHED.key, 's0')
  await board.notePingKey('b0', 'key of the barn')
  await board.notePingKey('s0', 'key of the shed')
  let members: ReturnType<typeof peer>[] | undefined = [BARN, SHED, NEW]
  const pingKeys = createMemberPingKeys({
    settings: async () => members && { rank: 1, takeover: 120_000, members },
    board,
    idsOf: peers => readPeerIds(admin, peers),
  })
  expect(await pingKeys()).toEqual(['key of the barn', 'key of the shed'])
  members = [SHED, NEW]
  expect(await pingKeys()).toEqual(['key of the shed'])
  // Its machine was set up anew.
  await claim(SHED.key, 's1')
  expect(await pingKeys()).toEqual([])
  await board.notePingKey('s1', 'new key of the shed')
  expect(await pingKeys()).toEqual(['new key of the shed'])
  members = undefined
  expect(await pingKeys()).toEqual([])
})
