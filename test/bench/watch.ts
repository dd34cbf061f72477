/** Alerts, and the memory of checks. */
import { once } from 'node:events'
import { appendFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import type { PlannedAlert } from '../../src/domain/alerts/alert'
import { planOf } from '../../src/domain/watch/check-plan'
import type { CheckPlan } from '../../src/domain/watch/plan-fields'
import type { CheckStore } from '../../src/domain/watch/ports'
import type { Signal } from '../../src/domain/watch/signal'
import { openQueue, type Queue } from '../../src/io/redis/bullmq'
import { connectStore, connectWorker, type Redis } from '../../src/io/redis/client'
import { redisPlace } from '../../src/io/redis/private-server/place'
import { openCheckStore } from '../../src/io/watch/check-store'
import { openSchedules } from '../../src/io/watch/schedules'
import type { Installed } from './installed'
import { field } from './proc'
import { median } from './statistics'

const CHANNEL = 'bench'
/** Checks that are made or signalled at the same time. */
const AT_ONCE = 100
/** Alerts that take longer count as lost. */
const PATIENCE_MS = 60_000

/** The bench's own way to the appliance's checks. */
export interface Watch {
  readonly store: CheckStore
  readonly redis: Redis
  readonly alerts: Queue<PlannedAlert>
  /** All checks that `grow` made. */
  readonly ids: string[]
  close(): Promise<void>
}

/** Opens them with a channel that never answers, so that all alerts stay in its queue. */
export async function openWatch({ home }: Installed): Promise<Watch> {
  const target = { path: redisPlace(home).socket }
  const redis = connectStore(target)
  await once(redis, 'ready')
  const worker = connectWorker(target)
  const silent = createServer(socket => socket.on('error', () => undefined))
  silent.listen(0, '127.0.0.1')
  await once(silent, 'listening')
  const url = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`
  appendFileSync(
    join(home, 'intvlm8r.ini'),
    `\n[channel.${CHANNEL}]\nkind = pagerduty\nroutingkey = ${'0'.repeat(32)}\nurl = ${url}\n`,
  )
  const store = openCheckStore(redis, openSchedules())
  const alerts = openQueue<PlannedAlert>(worker, `alerts-${CHANNEL}`, {
    events: 10,
    jobs: {},
    onError: () => undefined,
  })
  return {
    store,
    redis,
    alerts,
    ids: [],
    close: async () => {
      await store.close()
      await alerts.close()
      worker.disconnect()
      silent.close()
    },
  }
}

/** Makes checks until there are so many; they expect a signal a day. */
export async function grow({ store, ids }: Watch, count: number): Promise<void> {
  const names = Array.from({ length: count - ids.length }, (_, index) => `check ${ids.length + index}`)
  await inBatches(names, async name => {
    const { check } = await store.create(planOf({ name }), 'api', Date.now())
    ids.push(check.id)
  })
}

/** Bytes that Redis takes for a check with 100 kept signals: mean of `count` checks, which are gone afterwards. */
export async function memoryPerCheck(watch: Watch, count: number): Promise<number> {
  const { store, redis } = watch
  const before = await usedMemory(redis)
  const ids: string[] = []
  await grow({ ...watch, ids }, count)
  const detail = { via: 'healthchecks', method: 'GET', from: '192.168.100.23', agent: 'curl/8.14.1' }
  for (let signal = 0; signal < 100; signal++)
    await inBatches(ids, id => store.record({ id }, { kind: 'success', at: Date.now(), detail }))
  const used = (await usedMemory(redis)) - before
  await inBatches(ids, id => store.remove(id))
  return used / count
}

async function usedMemory(redis: Redis): Promise<number> {
  return field(await redis.info('memory'), 'used_memory')
}

/** Milliseconds from a deadline to the alert in the channel's queue, of checks that fall silent one by one: median. */
export async function timeToAlert(watch: Watch, count: number): Promise<number> {
  const ids = watch.ids.slice(0, count)
  for (const id of ids) {
    await expectWithin(watch.store, [id], 2_000)
    await setTimeout(157)
  }
  return median(await delays(watch, ids))
}

/** Milliseconds from the one deadline of `count` checks to the last of their alerts in the channel's queue. */
export async function timeToAllAlerts(watch: Watch, count: number): Promise<number> {
  const ids = watch.ids.slice(-count)
  await expectWithin(watch.store, ids, 10_000)
  return Math.max(...(await delays(watch, ids)))
}

/** Makes a signal due in so many milliseconds, without grace; it will not come. */
async function expectWithin(store: CheckStore, ids: readonly string[], period: number): Promise<void> {
  const silence: Partial<CheckPlan> = { schedule: { kind: 'period', period }, grace: 0, channels: [CHANNEL] }
  const signal: Signal = { kind: 'success', at: Date.now(), detail: {} }
  await inBatches(ids, async id => {
    await store.record({ id }, signal)
    await store.update(id, silence, signal.at)
  })
  if (Date.now() > signal.at + period) throw new Error('the machine is too slow to set the checks up in time')
}

/** The delays of the checks' alerts, once all are queued: from the due moment until BullMQ has them. */
async function delays({ alerts }: Watch, ids: readonly string[]): Promise<number[]> {
  const giveUp = Date.now() + PATIENCE_MS
  for (;;) {
    const jobs = await alerts.getJobs(['waiting', 'active', 'delayed'])
    const found = jobs.flatMap(({ timestamp, data: { alert } }) =>
      alert.check !== undefined && ids.includes(alert.check) ? [timestamp - (alert.since ?? Number.NaN)] : [],
    )
    if (found.length === ids.length) return found
    if (Date.now() > giveUp) throw new Error(`${found.length} of ${ids.length} alerts were queued`)
    await setTimeout(200)
  }
}

async function inBatches<T>(all: readonly T[], work: (one: T) => Promise<unknown>): Promise<void> {
  for (let from = 0; from < all.length; from += AT_ONCE)
    await Promise.all(all.slice(from, from + AT_ONCE).map(work))
}
