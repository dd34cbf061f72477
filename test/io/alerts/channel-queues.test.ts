import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { PlannedAlert } from '../../../src/domain/alerts/alert'
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
  await expect.poll(() => timesOf('second')).toBe(3)
  await expect.poll(() => admin.keys('*waiting*')).toEqual([])
  await queues.close()
})

it('an alert that is tried again later is tried at once when the clock was set back', async () => {
  const present = Date.now
  const ahead = vi.spyOn(Date, 'now').mockImplementation(() => present() + 7_200_000)
  let attempts = 0
  const queues = openChannelQueues(connectWorker(redis.target), {
    deliver: async () => (++attempts === 1 ? { retryInMs: 5_000 } : {}),
    onError: error => {
      throw error
    },
  })
  await queues.serve(['hook'])
  await queues.add([plannedAt(0, 'first')])
  await expect.poll(() => attempts).toBe(1)
  await expect.poll(() => admin.zcard('{intvlm8r}:alerts-hook:delayed')).toBe(1)
  ahead.mockRestore()
  await queues.serve(['hook'])
  await expect.poll(() => attempts).toBe(2)
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
  const workers = async (): Promise<readonly string[]> =>
    String(await admin.client('LIST')).match(/name=\S+:w:\S+/g) ?? []
  const ids = Array.from({ length: 20 }, (_, i) => `alert-${i}`)

  it('the other one leaves all alerts and the queue to it', async () => {
    const [knowing, other] = [open('knowing'), open('other')]
    await knowing.serve(['hook'])
    await other.serve([])
    await knowing.add([plannedAt(0, 'first')])
    await expect.poll(() => delivered.knowing).toEqual(['first'])
    await other.add(ids.map(id => plannedAt(0, id)))
    await other.serve([])
    await expect.poll(() => delivered.knowing).toHaveLength(21)
    await other.serve([])
    await other.add([plannedAt(0, 'last')])
    await other.serve([])
    await expect.poll(() => delivered.knowing).toContain('last')
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
    // Connections of an earlier test may end late.
    const before = await workers()
    const knowing = open('knowing')
    await knowing.serve(['hook'])
    await expect.poll(async () => (await workers()).filter(name => !before.includes(name))).toHaveLength(1)
    await other.serve([])
    await other.add([plannedAt(0, 'third')])
    await expect.poll(() => delivered.knowing).toContain('third')
    await Promise.all([knowing.close(), other.close()])
  })
})

describe('a flood of alerts', () => {
  /** Adds the alerts, the real one last, none of which ends; returns what was attempted by the time at which that was. */
  async function attemptedIn(
    flood: readonly PlannedAlert[],
    real: PlannedAlert,
    batches: number,
  ): Promise<ReadonlySet<string>> {
    const attempted = new Set<string>()
    let release = () => {}
    const released = new Promise<void>(resolve => {
      release = resolve
    })
    const queues = openChannelQueues(connectWorker(redis.target), {
      deliver: async ({ id }) => {
        attempted.add(id)
        await released
        return {}
      },
      onError: error => {
        throw error
      },
    })
    await queues.serve(['hook'])
    const size = Math.ceil(flood.length / batches)
    for (let from = 0; from < flood.length; from += size) await queues.add(flood.slice(from, from + size))
    await expect.poll(() => attempted.size).toBeGreaterThan(0)
    await queues.add([real])
    await expect.poll(() => attempted.has(real.id), { interval: 10 }).toBe(true)
    release()
    await queues.close()
    return attempted
  }

  const of = (origin: string | undefined, id: string): PlannedAlert => {
    const planned = plannedAt(0, id)
    return { ...planned, alert: { ...planned.alert, ...(origin !== undefined && { origin }) } }
  }
  const hundred = (origin: (n: number) => string) =>
    Array.from({ length: 100 }, (_, n) => of(origin(n), `flood-${n}`))

  it.each([
    ['of one network', 1, () => 'checkin 192.0.2.1', 'page'],
    ['of one network, in many batches', 50, () => 'checkin 192.0.2.1', 'checkin 192.0.2.2'],
    ['of a hundred networks', 1, (n: number) => `checkin 192.0.2.${n}`, 'page'],
    ['of the API', 10, () => 'api', 'ini'],
    ['of the page', 1, () => 'page', undefined],
  ])(
    '%s (%i batches) holds no other origin up, though none of its alerts ends',
    async (_name, batches, origin, other) => {
      expect((await attemptedIn(hundred(origin), of(other, 'real'), batches)).size).toBeLessThan(100)
    },
  )

  it('of one check holds no other check up, though one of its alerts hangs', async () => {
    const chain = Array.from({ length: 100 }, (_, n) => of('page', `flood-${n}`))
    const ended = new Set<string>()
    const attempted = new Set<string>()
    let release = () => {}
    const released = new Promise<void>(resolve => {
      release = resolve
    })
    const queues = openChannelQueues(connectWorker(redis.target), {
      // Each waits for the end of the one before it, as alerts of one check do.
      deliver: async ({ id }) => {
        const n = Number(id.replace('flood-', ''))
        if (n > 0 && !ended.has(`flood-${n - 1}`)) return { retryInMs: 60_000, waitsFor: `flood-${n - 1}` }
        attempted.add(id)
        if (id !== 'real') await released
        ended.add(id)
        return {}
      },
      onError: error => {
        throw error
      },
    })
    await queues.serve(['hook'])
    await queues.add(chain)
    await expect.poll(() => attempted.size).toBeGreaterThan(0)
    await queues.add([of('page', 'real')])
    await expect.poll(() => [...attempted]).toEqual(['flood-0', 'real'])
    release()
    await queues.close()
  })

  it('is worked off to its last alert', async () => {
    const delivered = new Set<string>()
    const queues = openChannelQueues(connectWorker(redis.target), {
      deliver: async ({ id }) => {
        delivered.add(id)
        return {}
      },
      onError: error => {
        throw error
      },
    })
    await queues.serve(['hook'])
    await queues.add(hundred(() => 'checkin 192.0.2.1'))
    await expect.poll(() => delivered.size).toBe(100)
    await queues.close()
  })
})

it('a worker may send an alert for half the time of its lock', async () => {
  const leases: number[] = []
  const queues = openChannelQueues(connectWorker(redis.target), {
    deliver: async (_planned, leaseMs) => {
      leases.push(leaseMs)
      return {}
    },
    onError: error => {
      throw error
    },
    lockDuration: 6_000,
  })
  await queues.add([plannedAt(0, 'only')])
  await queues.serve(['hook'])
  await expect.poll(() => leases).toEqual([3_000])
  await queues.close()
})
