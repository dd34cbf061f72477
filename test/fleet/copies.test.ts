/** `[Redis] copies` with a primary and two replicas behind Sentinels, on Redis 8.0 of Debian 13. */
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest'
import { serverFaults } from '../../src/domain/redis/server-faults'
import { acknowledged, connectStore, forRequest, type Redis } from '../../src/io/redis/client'
import { openServerLook } from '../../src/io/redis/server-look'
import { type SentinelGroup, startSentinelGroup } from '../support/redis-group'
import { trixieServer } from './servers'

const command = trixieServer('redis-server')
const onTrixie = it.skipIf(command === undefined)
let group: SentinelGroup

beforeAll(async () => {
  if (command !== undefined) group = await startSentinelGroup({ command })
})
afterAll(() => group?.close())

async function open(copies: number): Promise<Redis> {
  const store = connectStore({ url: group.url, prefix: 'home', copies })
  store.on('error', () => {})
  onTestFinished(() => store.disconnect())
  // A replica that has just copied the data first writes a file of its own.
  await isWritten(store)
  return store
}

const isWritten = (store: Redis) =>
  expect.poll(() => write(store).catch(String), { timeout: 20_000 }).toEqual(expect.any(Number))
const write = (store: Redis) => forRequest(store, () => acknowledged(store, store.incr('{home}:n')))
const faults = async (store: Redis) => serverFaults(await openServerLook(store)()).map(({ words }) => words)

onTrixie(
  'a write is on the disks of two servers when it is acknowledged, and that takes milliseconds',
  async () => {
    const store = await open(2)
    const began = performance.now()
    for (let writes = 0; writes < 50; writes++) await write(store)
    const took = (performance.now() - began) / 50
    console.log(`a write on two disks: ${took.toFixed(1)} ms`)
    expect(took).toBeLessThan(200)
    expect(await faults(store)).toEqual([])
  },
)

onTrixie(
  'with fewer servers than that it is refused, and the server is named',
  async () => {
    const store = await open(2)
    const { port } = await group.primary()
    const replicas = group.nodes.filter(node => node.port !== port)
    for (const replica of replicas) replica.signal('SIGKILL')
    await expect
      .poll(() => write(store).catch(String), { timeout: 10_000 })
      .toBe('StoreUnavailable: Redis has a write on the disk of 1 server so far, and [Redis] copies is 2')
    expect(await faults(store)).toEqual([expect.stringMatching(/^has 0 replicas for \[Redis\] copies = 2/)])
    const [first] = replicas
    await first?.restart()
    await isWritten(store)
    await replicas[1]?.restart()
  },
  60_000,
)

onTrixie('a replica that stands still delays a write or two, and no more', async () => {
  const store = await open(2)
  const { port } = await group.primary()
  await expect
    .poll(async () => /connected_slaves:(\d)/.exec(await store.info())?.[1], { timeout: 20_000 })
    .toBe('2')
  const replica = group.nodes.find(node => node.port !== port)
  replica?.signal('SIGSTOP')
  onTestFinished(() => replica?.signal('SIGCONT'))
  await isWritten(store)
  const began = performance.now()
  for (let writes = 0; writes < 20; writes++) await write(store)
  expect(performance.now() - began).toBeLessThan(2_000)
})

onTrixie(
  'replicas that keep nothing on their disks are named, and well again once they do',
  async () => {
    const store = await open(2)
    const { port } = await group.primary()
    const replicas = group.nodes.filter(node => node.port !== port)
    const setAll = async (value: 'yes' | 'no') => {
      for (const { admin } of replicas) await admin.config('SET', 'appendonly', value)
    }
    onTestFinished(() => setAll('yes'))
    expect(await faults(store)).toEqual([])
    await setAll('no')
    await expect(write(store)).rejects.toThrow('on the disk of 1 server so far')
    expect(await faults(store)).toEqual([expect.stringMatching(/^had no write on the disks of 2 servers/)])
    await setAll('yes')
    await isWritten(store)
    expect(await faults(store)).toEqual([])
  },
  60_000,
)

onTrixie(
  'a server that takes no writes while its replicas stand still is named, though they are connected',
  async () => {
    const store = await open(2)
    await group.whole()
    await isWritten(store)
    const { port } = await group.primary()
    const replicas = group.nodes.filter(node => node.port !== port)
    await store.config('SET', 'min-replicas-to-write', '1', 'min-replicas-max-lag', '1')
    onTestFinished(async () => {
      for (const replica of replicas) replica.signal('SIGCONT')
      await store.config('SET', 'min-replicas-to-write', '0', 'min-replicas-max-lag', '10')
    })
    for (const replica of replicas) replica.signal('SIGSTOP')
    await expect
      .poll(() => write(store).catch(String), { timeout: 10_000 })
      .toMatch(/NOREPLICAS|takes no writes: its replicas are away/)
    expect(await faults(store)).toEqual([expect.stringMatching(/^had no write on the disks of 2 servers/)])
  },
  60_000,
)

onTrixie(
  'without a replica and a Sentinel no write is acknowledged, and that is named',
  async () => {
    const store = await open(2)
    await group.whole()
    const { port } = await group.primary()
    const lost = [group.nodes.find(node => node.port !== port), group.sentinels[0]]
    for (const node of lost) node?.signal('SIGKILL')
    onTestFinished(async () => {
      for (const node of lost) await node?.restart()
    })
    await expect
      .poll(() => write(store).catch(String), { timeout: 10_000 })
      .toBe(
        'StoreUnavailable: Redis may be being replaced: one of its replicas is away, and one of its Sentinels does not answer',
      )
    expect(await faults(store)).toEqual([
      expect.stringMatching(/^lacks a replica, and one of its Sentinels does not answer/),
    ])
  },
  60_000,
)
