import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type ChannelQueues, openChannelQueues } from '../../../src/io/alerts/channel-queues'
import { connectWorker, type Redis } from '../../../src/io/redis/client'
import { plannedAt } from '../../support/alerts'
import { startRedis, type TestRedis } from '../../support/redis'

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

it('an alert that waits for another one is attempted when that one has ended', async () => {
  const attempts: string[] = []
  let ended = false
  const timesOf = (wanted: string) => attempts.filter(id => id === wanted).length
  const queues = openChannelQueues(connectWorker(redis.target), {
    deliver: async ({ id }) => {
      attempts.push(id)
      if (id === 'second') return ended ? {} : { retryInMs: 3_600_000, waitsFor: 'first' }
      await expect.poll(() => timesOf('second')).toBe(2)
      await expect.poll(() => admin.zcard('{intvlm8r}:alerts-hook:delayed')).toBe(1)
      ended = true
      return {}
    },
    onError: error => {
      throw error
    },
  })
  await queues.add([plannedAt(0, 'first'), plannedAt(0, 'second')])
  await queues.serve(['hook'])
  await expect.poll(() => timesOf('second'), { timeout: 10_000 }).toBe(3)
  await expect.poll(() => admin.keys('*waiting*')).toEqual([])
  await queues.close()
})

describe('of two machines of which one knows the channel', () => {
  const delivered = { knowing: [] as string[], other: [] as string[] }
  function open(who: keyof typeof delivered): ChannelQueues {
    delivered[who] = []
    return openChannelQueues(connectWorker(redis.target), {
      deliver: async ({ id }) => {
        delivered[who].push(id)
        return {}
      },
      onError: error => {
        throw error
      },
    })
  }
  const ids = Array.from({ length: 20 }, (_, i) => `alert-${i}`)

  it('the other one leaves all alerts and the queue to it', async () => {
    const [knowing, other] = [open('knowing'), open('other')]
    await knowing.serve(['hook'])
    await other.serve([])
    await knowing.add([plannedAt(0, 'first')])
    await expect.poll(() => delivered.knowing).toEqual(['first'])
    await other.add(ids.map(id => plannedAt(0, id)))
    await other.serve([])
    await expect.poll(() => delivered.knowing, { timeout: 10_000 }).toHaveLength(21)
    await other.serve([])
    await other.add([plannedAt(0, 'last')])
    await other.serve([])
    await expect.poll(() => delivered.knowing, { timeout: 10_000 }).toContain('last')
    expect(delivered.other).toEqual([])
    expect(await admin.exists('{intvlm8r}:alerts-hook:meta')).toBe(1)
    await Promise.all([knowing.close(), other.close()])
  })

  it('the other one stands in while that is away, and no longer', async () => {
    const other = open('other')
    await other.add([plannedAt(0, 'first')])
    await other.serve([])
    await expect.poll(() => delivered.other).toEqual(['first'])
    await other.add([plannedAt(0, 'second')])
    const knowing = open('knowing')
    await knowing.serve(['hook'])
    await expect.poll(() => admin.client('LIST')).toMatch(/name=\S+:w:.*name=\S+:w:/s)
    await other.serve([])
    await other.add([plannedAt(0, 'third')])
    await expect.poll(() => delivered.knowing, { timeout: 10_000 }).toContain('third')
    await Promise.all([knowing.close(), other.close()])
  })
})
