/**
 * Many checks in a Cluster of six nodes, divided into parts: the memory of each node, pages of the list, and check-ins.
 * FLEET_CHECKS chooses their number.
 */
import { setTimeout as pause } from 'node:timers/promises'
import { expect, it, onTestFinished } from 'vitest'
import { connectStore, connectWorker, namesOf, untilReady } from '../../src/io/redis/client'
import { infoField } from '../../src/io/redis/errors'
import { shardsOf } from '../../src/io/redis/shards'
import { openCheckStore } from '../../src/io/watch/check-store'
import { openListMending } from '../../src/io/watch/mend-lists'
import { openSchedules } from '../../src/io/watch/schedules'
import { openSweepStore } from '../../src/io/watch/sweep-store'
import { idOf, seedChecks } from '../bench/seed'
import { type ClusterGroup, DURABLE, startCluster } from '../support/redis-group'
import { note } from './report'

const CHECKS = Number(process.env.FLEET_CHECKS || 100_000)
const CHECK_INS = 20_000
const AT_ONCE = 100
const MB = 1024 * 1024

const tagOf = (part: number) => (part === 0 ? '{home}' : `{home:${part}}`)

it.each([1, 4, 6])('%i parts: many checks fit, and each answer is as fast as with few', run, 1_200_000)

async function run(shards: number): Promise<void> {
  const cluster = await startCluster(tagOf(0), { replicasEach: 1, options: DURABLE, nodeTimeoutMs: 15_000 })
  onTestFinished(() => cluster.close())
  await spread(cluster, shards)
  const target = { url: cluster.url, prefix: 'home', shards }
  const redis = connectWorker(target)
  redis.on('error', () => {})
  onTestFinished(() => redis.disconnect())
  shardsOf(redis)
  await untilReady(redis)

  const before = await memoryOf(cluster)
  await configure(cluster, 'no')
  await seedChecks(redis, 0, CHECKS)
  await openListMending(redis).mend()
  await configure(cluster, 'always')
  const after = await memoryOf(cluster)
  const used = after.map((bytes, node) => (bytes - (before[node] ?? 0)) / MB)
  const parts = await Promise.all(shardsOf(redis).map(shard => shard.hlen(namesOf(shard).watch.plans)))
  expect(parts.reduce((sum, count) => sum + count, 0)).toBe(CHECKS)
  const even = CHECKS / shards
  expect(Math.max(...parts) / even).toBeLessThan(1.05)
  expect(Math.min(...parts) / even).toBeGreaterThan(0.95)

  const connection = connectStore(target)
  connection.on('error', () => {})
  const store = openCheckStore(connection, openSchedules())
  onTestFinished(() => store.close())
  await untilReady(connection)
  const page = async (skip: number) => (await store.lists.page({}, Date.now(), 100, { skip })).rows.length
  const first = await fastest(() => page(0))
  const last = await fastest(() => page(CHECKS - 100))
  const overview = await fastest(() => store.lists.overview(Date.now(), []))
  const rate = await checkInRate(store)
  const next = await fastest(() =>
    Promise.all(
      shardsOf(redis).map(shard => openSweepStore(shard, openSchedules(), Date.now).nextDeadline()),
    ),
  )
  const cells = [
    shards,
    CHECKS.toLocaleString('en'),
    parts.map(count => count.toLocaleString('en')).join(', '),
    used.map(size => Math.round(size)).join(', '),
    `${Math.round((1024 * 1024 * used.reduce((sum, size) => sum + size, 0)) / CHECKS)}`,
    `${first} / ${last} ms`,
    `${overview} ms`,
    `${next} ms`,
    rate.toLocaleString('en'),
  ]
  note('room', cells.join(' | '))
}

/** Moves the slots of the parts, so that each primary has as many as another. */
async function spread(cluster: ClusterGroup, shards: number): Promise<void> {
  const most = Math.ceil(shards / cluster.masters.length)
  const held = new Map(cluster.masters.map(({ port }) => [port, 0]))
  for (let part = 0; part < shards; part++) {
    const slot = await cluster.slotOf(tagOf(part))
    const { port } = await slot.primary()
    const room = cluster.masters.find(node => (held.get(node.port) ?? 0) < most)
    const to = (held.get(port) ?? 0) < most ? port : (room?.port ?? port)
    const node = cluster.masters.find(each => each.port === to)
    if (node !== undefined && to !== port) await slot.moveSlot(node)
    held.set(to, (held.get(to) ?? 0) + 1)
  }
}

async function memoryOf({ masters }: ClusterGroup): Promise<readonly number[]> {
  return await Promise.all(
    masters.map(async ({ admin }) => Number(infoField(await admin.info('memory'), 'used_memory_dataset'))),
  )
}

async function configure({ nodes }: ClusterGroup, appendfsync: string): Promise<void> {
  await Promise.all(nodes.map(({ admin }) => admin.config('SET', 'appendfsync', appendfsync)))
}

/** Milliseconds of the fastest of five, the first of which may have to connect. */
async function fastest(work: () => Promise<unknown>): Promise<number> {
  let least = Number.POSITIVE_INFINITY
  for (let run = 0; run < 5; run++) {
    const begun = performance.now()
    await work()
    least = Math.min(least, performance.now() - begun)
    await pause(5)
  }
  return Math.round(10 * least) / 10
}

/** Check-ins a second of this process alone, each of another check, whose record has to be read first. */
async function checkInRate(store: ReturnType<typeof openCheckStore>): Promise<number> {
  const step = Math.max(1, Math.floor(CHECKS / CHECK_INS))
  let at = 0
  let taken = 0
  const client = async () => {
    for (let index = at++; index < CHECK_INS; index = at++) {
      const id = idOf((index * step) % CHECKS)
      const { kind } = await store.record({ id }, { kind: 'success', at: Date.now(), detail: {} })
      if (kind === 'accepted') taken++
    }
  }
  const begun = performance.now()
  await Promise.all(Array.from({ length: AT_ONCE }, client))
  const rate = Math.round((1_000 * CHECK_INS) / (performance.now() - begun))
  expect(taken).toBe(CHECK_INS)
  return rate
}
