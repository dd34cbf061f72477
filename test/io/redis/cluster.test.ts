import { afterAll, expect, it, onTestFinished } from 'vitest'
import type { CheckStore } from '../../../src/domain/watch/ports'
import { openHeartbeatQueue } from '../../../src/io/heartbeat/queue'
import { openQueue, startWorker } from '../../../src/io/redis/bullmq'
import {
  connectProducer,
  connectStore,
  connectWorker,
  forRequest,
  type Redis,
} from '../../../src/io/redis/client'
import { openCheckStore } from '../../../src/io/watch/check-store'
import { openSchedules } from '../../../src/io/watch/schedules'
import { allChecks } from '../../support/all-checks'
import { freePort } from '../../support/port'
import { startRedis } from '../../support/redis'
import { startCluster } from '../../support/redis-group'
import { plan, signal } from '../../support/watch'

const cluster = await startCluster('{home}', { replicasEach: 1 })
afterAll(() => cluster.close())

const target = { url: cluster.url, prefix: 'home' }

async function ready(connection: Redis): Promise<Redis> {
  connection.on('error', () => {})
  onTestFinished(() => connection.disconnect())
  await expect.poll(() => connection.status).toBe('ready')
  return connection
}

const portOf = ({ stream }: Redis) => (stream as { remotePort?: number }).remotePort

async function openWatch(): Promise<CheckStore> {
  return openCheckStore(await ready(connectStore(target)), openSchedules())
}

async function otherMaster() {
  const { port } = await cluster.primary()
  const all = await Promise.all(
    cluster.nodes.map(async node => ({ node, role: (await node.admin.role())[0] })),
  )
  const found = all.find(({ node, role }) => role === 'master' && node.port !== port)
  if (found === undefined) throw new Error('no other master')
  return found.node
}

it('the node is used that has the keys of the watch, and all of the watch works there', async () => {
  const checks = await openWatch()
  const { check } = await checks.create(plan('nas'), 'page', Date.now())
  expect(await checks.record({ id: check.id }, signal('success', Date.now()))).toMatchObject({
    kind: 'accepted',
  })
  const states = (await allChecks(checks)).filter(each => each.check.id === check.id)
  expect(states.map(({ state }) => state.status)).toEqual(['up'])
  const { admin } = await cluster.primary()
  expect(await admin.hexists('{home}:watch:plans', check.id)).toBe(1)
})

it('a heartbeat is queued, and jobs run, by connections that need no offline queue (ioredis #581)', async () => {
  const producer = await ready(connectProducer(target))
  expect((await openHeartbeatQueue(producer, Date.now).pulse()).faults ?? []).toEqual([])
  const queue = openQueue<{ n: number }>(producer, 'jobs', { events: 10, jobs: {}, onError: () => {} })
  const done: number[] = []
  const worker = startWorker(await ready(connectWorker(target)), queue, {
    process: async job => {
      done.push(job.data.n)
      return null
    },
    name: 'w1',
    atOnce: 1,
    lockDuration: 5_000,
    maxTakeOvers: 1,
    onError: () => {},
  })
  onTestFinished(() => worker.close(true))
  await queue.add('job', { n: 1 })
  await expect.poll(() => done).toEqual([1])
  // With a client for clusters this list is empty (BullMQ #3340).
  const names = async () => (await queue.getWorkers()).map(({ rawname }) => rawname?.split(':w:')[1])
  await expect.poll(names).toEqual(['w1'])
})

it('while a slot moves, check-ins are refused or stored, and never an error; none that was taken is lost', async () => {
  const checks = await openWatch()
  const { check } = await checks.create(plan('moving'), 'page', Date.now())
  let [taken, refused] = [0, 0]
  const odd: string[] = []
  let isMoving = true
  const senders = Array.from({ length: 4 }, async () => {
    while (isMoving) {
      await new Promise(setImmediate)
      await checks.record({ id: check.id }, signal('success', Date.now())).then(
        () => taken++,
        error => {
          refused++
          if (error.name !== 'StoreUnavailable') odd.push(String(error))
        },
      )
    }
  })
  const target = await otherMaster()
  await cluster.moveSlot(target)
  expect((await cluster.primary()).port).toBe(target.port)
  const before = taken
  await expect.poll(() => taken).toBeGreaterThan(before + 20)
  isMoving = false
  await Promise.all(senders)
  expect(odd).toEqual([])
  const stored = (await checks.get(check.id))?.state.signals ?? 0
  expect(stored).toBeGreaterThanOrEqual(taken)
  expect(stored).toBeLessThanOrEqual(taken + refused)
  console.log(`a slot moved: ${taken} check-ins taken, ${refused} refused, ${stored} stored`)
})

it('a node that is killed is followed by its replica', async () => {
  const store = await ready(connectStore(target))
  const checks = openCheckStore(store, openSchedules())
  const { check } = await checks.create(plan('killed'), 'page', Date.now())
  const before = await cluster.primary()
  await expect.poll(() => store.wait(1, 1_000)).toBe(1)
  before.signal('SIGKILL')
  await expect.poll(() => [store.status, portOf(store) !== before.port]).toEqual(['ready', true])
  await expect
    .poll(() => checks.record({ id: check.id }, signal('success', Date.now())).catch(String))
    .toMatchObject({ kind: 'accepted' })
  await before.restart()
  // Until it knows of its successor, it answers the next test as if it still had the keys.
  await cluster.whole()
})

it('a server that is no Cluster is called that', async () => {
  const redis = await startRedis()
  onTestFinished(() => redis.close())
  const port = await freePort()
  const admin = connectWorker(redis.target)
  onTestFinished(() => admin.disconnect())
  await admin.config('SET', 'port', `${port}`)
  const store = connectStore({ ...target, url: `redis+cluster://127.0.0.1:${port}` })
  store.on('error', () => {})
  onTestFinished(() => store.disconnect())
  const reason = () => forRequest(store, () => store.ping()).catch((error: Error) => error.message)
  await expect.poll(reason).toBe('Redis is no Cluster: write redis:// in [Redis] url')
})
