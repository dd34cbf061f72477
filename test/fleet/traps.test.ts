/** Known traps of BullMQ and ioredis on a failover, each with the thread that it was reported in. */
import { afterEach, beforeEach, expect, it } from 'vitest'
import { StoreUnavailable } from '../../src/domain/net/unavailable'
import { openQueue, type Queue, type RunningWorker, startWorker } from '../../src/io/redis/bullmq'
import {
  connectProducer,
  connectStore,
  connectWorker,
  forRequest,
  type Redis,
  type RedisTarget,
} from '../../src/io/redis/client'
import { untilAnother } from '../support/failovers'
import { type Group, startCluster, startSentinelGroup } from '../support/redis-group'

let ends: (() => Promise<unknown> | void)[]
let done: number[]

beforeEach(() => {
  ends = []
  done = []
})
afterEach(async () => {
  for (const end of ends.toReversed()) await end()
})

function opened(connection: Redis): Redis {
  connection.on('error', () => {})
  ends.push(() => connection.disconnect())
  return connection
}

/** A worker that waits for jobs, and a queue to put them in. */
async function openJobs(group: Group): Promise<{ queue: Queue<{ n: number }>; worker: RunningWorker }> {
  ends.push(group.close)
  const target: RedisTarget = { url: group.url, prefix: 'home' }
  const onError = () => {}
  const queue = openQueue<{ n: number }>(opened(connectProducer(target)), 'jobs', {
    events: 10,
    jobs: {},
    onError,
  })
  const worker = startWorker(opened(connectWorker(target)), queue, {
    process: async job => {
      done.push(job.data.n)
      return null
    },
    atOnce: 1,
    lockDuration: 5_000,
    maxTakeOvers: 1,
    onError,
  })
  ends.push(() => worker.close(true))
  await processes(queue, 1)
  return { queue, worker }
}

/** A job is put in as soon as the server takes it, and processed once. */
async function processes(queue: Queue<{ n: number }>, n: number): Promise<void> {
  await expect
    .poll(() => queue.add('job', { n }, { jobId: `job-${n}` }).then(() => 'queued', String), {
      timeout: 60_000,
      interval: 200,
    })
    .toBe('queued')
  await expect.poll(() => done, { timeout: 60_000 }).toContain(n)
  expect(done.filter(each => each === n)).toHaveLength(1)
}

it('a worker goes on after Sentinels made another server the primary (BullMQ #3088)', async () => {
  const group = await startSentinelGroup()
  const { queue, worker } = await openJobs(group)
  const before = await group.primary()
  before.signal('SIGSTOP')
  await untilAnother(group, before)
  await processes(queue, 2)
  before.signal('SIGCONT')
  expect(worker.isRunning()).toBe(true)
})

it('a worker goes on after servers and Sentinels were all away for longer than it waits for a job (BullMQ #4378, #4585)', async () => {
  const group = await startSentinelGroup()
  const { queue } = await openJobs(group)
  const all = [...group.nodes, ...group.sentinels]
  for (const node of all) node.signal('SIGKILL')
  await new Promise(resolve => setTimeout(resolve, 70_000))
  await Promise.all(all.map(node => node.restart()))
  await processes(queue, 2)
}, 240_000)

it('a worker goes on after the node of a Cluster died, and its list of workers has it (BullMQ #4138, #3340)', async () => {
  const cluster = await startCluster('{home}', { replicasEach: 1 })
  const { queue } = await openJobs(cluster)
  const before = await cluster.primary()
  await before.admin.set('{home}:x', '1')
  await before.admin.wait(1, 2_000)
  before.signal('SIGKILL')
  await expect.poll(async () => (await cluster.primary()).port, { timeout: 30_000 }).not.toBe(before.port)
  await processes(queue, 2)
  await expect.poll(async () => (await queue.getWorkers()).length, { timeout: 10_000 }).toBeGreaterThan(0)
  await before.restart()
})

it('requests to a Cluster that is away are refused in time, and none of them waits to be sent later (ioredis #1604)', async () => {
  const cluster = await startCluster('{home}', { masters: 3 })
  ends.push(cluster.close)
  const store = opened(connectStore({ url: cluster.url, prefix: 'home' }))
  const count = () => forRequest(store, () => store.incr('{home}:n'))
  await expect.poll(() => count().catch(String), { timeout: 10_000 }).toBe(1)
  /** Milliseconds until each of many was refused. */
  const refusals = async (many: number) =>
    await Promise.all(
      Array.from({ length: many }, async () => {
        const began = performance.now()
        await expect(count()).rejects.toThrow(StoreUnavailable)
        return performance.now() - began
      }),
    )
  // The connection stands, and nothing answers.
  for (const node of cluster.nodes) node.signal('SIGSTOP')
  for (let round = 0; round < 3; round++) expect(Math.max(...(await refusals(20)))).toBeLessThan(3_000)
  // There is no connection, and none can be made.
  for (const node of cluster.nodes) node.signal('SIGKILL')
  await expect.poll(() => store.status, { timeout: 10_000 }).not.toBe('ready')
  expect(Math.max(...(await refusals(100)))).toBeLessThan(1_000)
  await Promise.all(cluster.nodes.map(node => node.restart()))
  await expect.poll(() => count().catch(String), { timeout: 30_000 }).toBe(2)
})
