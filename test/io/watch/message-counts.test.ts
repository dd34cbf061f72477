import { expect, it } from 'vitest'
import { openMessageCounts, readMessages } from '../../../src/io/watch/message-counts'
import { shareRedis } from '../../support/shared-redis'

const redis = await shareRedis()
const TROUBLE = 'tcp://192.168.1.9:5659 cannot be listened at: Cannot assign requested address'

it('a trouble goes with its program: it may not come back on that machine', async () => {
  const [attic, barn] = ['attic', 'barn'].map(id => openMessageCounts(redis.admin, id))
  attic?.noteTrouble(TROUBLE)
  barn?.noteTrouble('another one')
  const troubles = async () => [...((await readMessages(redis.admin)).troubles ?? [])].sort()
  await expect.poll(troubles).toEqual(['another one', TROUBLE])
  attic?.add('taken', 3)
  await attic?.close()
  expect(await troubles()).toEqual(['another one'])
  expect((await readMessages(redis.admin)).counts).toEqual({ taken: 3 })
  await barn?.close()
  expect(await troubles()).toEqual([])
})
