import { afterEach, beforeEach, expect, it } from 'vitest'
import type { PlannedAlert } from '../../src/domain/alert'
import { openAlertLanes } from '../../src/io/alert-lanes'
import { connectWorker, type Redis } from '../../src/io/redis'
import { startRedis, type TestRedis } from '../support/redis'

let redis: TestRedis
let admin: Redis

beforeEach(async () => {
  redis = await startRedis()
  admin = connectWorker(redis.target)
})

afterEach(async () => {
  admin.disconnect()
  await redis.close()
})

function alertOf(id: string): PlannedAlert {
  const alert = {
    kind: 'trigger',
    key: id,
    name: id,
    status: 'down',
    tags: [],
    subject: id,
    text: id,
    at: 0,
  } as const
  return { id, channel: 'hook', alert, after: {}, books: ['book'], at: 0 }
}

it('an alert that waits for another one is looked at when that one has ended', async () => {
  const looked: string[] = []
  let ended = false
  const timesOf = (wanted: string) => looked.filter(id => id === wanted).length
  const lanes = openAlertLanes(connectWorker(redis.target), {
    deliver: async ({ id }) => {
      looked.push(id)
      if (id === 'second') return ended ? {} : { again: 3_600_000, behind: 'first' }
      await expect.poll(() => timesOf('second')).toBe(2)
      await expect.poll(() => admin.zcard('{intvlm8r}:alerts-hook:delayed')).toBe(1)
      ended = true
      return {}
    },
    onError: error => {
      throw error
    },
  })
  await lanes.add([alertOf('first'), alertOf('second')])
  await expect.poll(() => timesOf('second'), { timeout: 10_000 }).toBe(3)
  await expect.poll(() => admin.keys('*waiting*')).toEqual([])
  await lanes.close()
})
