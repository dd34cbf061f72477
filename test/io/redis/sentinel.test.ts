import { afterAll, expect, it, onTestFinished } from 'vitest'
import { connectStore, connectWorker, forRequest, type Redis } from '../../../src/io/redis/client'
import { failOver, untilAnother } from '../../support/failovers'
import { startSentinelGroup } from '../../support/redis-group'

const group = await startSentinelGroup()
afterAll(() => group.close())

const target = { url: group.url, prefix: 'home' }

async function ready(connection: Redis): Promise<Redis> {
  connection.on('error', () => {})
  onTestFinished(() => connection.disconnect())
  await expect.poll(() => connection.status).toBe('ready')
  return connection
}

const portOf = ({ stream }: Redis) => (stream as { remotePort?: number }).remotePort

it('the primary is used that the Sentinels name, also by duplicates', async () => {
  const { port } = await group.primary()
  const store = await ready(connectStore(target))
  expect(portOf(store)).toBe(port)
  expect(portOf(await ready(store.duplicate()))).toBe(port)
})

it('a planned failover moves every connection, and what is written then is on the new primary', async () => {
  const connections = [
    await ready(connectStore(target)),
    await ready(connectWorker(target)),
    await ready(connectWorker(target).duplicate()),
  ]
  await failOver(group)
  const after = await group.primary()
  await expect
    .poll(() => connections.map(connection => [connection.status, portOf(connection)]))
    .toEqual(connections.map(() => ['ready', after.port]))
  await connections[0]?.set('{home}:x', '1')
  expect(await after.admin.get('{home}:x')).toBe('1')
})

it('a primary that stands still is left once the Sentinels name another, though its connections stand', async () => {
  const before = await group.primary()
  const store = await ready(connectStore(target))
  before.signal('SIGSTOP')
  onTestFinished(() => before.signal('SIGCONT'))
  await untilAnother(group, before)
  await expect.poll(() => [store.status, portOf(store)]).toEqual(['ready', (await group.primary()).port])
})

it('a primary that is named by its own address is left at once when a write shows that it was demoted', async () => {
  const demoted = await group.primary()
  const store = await ready(connectStore({ url: `redis://127.0.0.1:${demoted.port}` }))
  const first = store.stream
  const other = group.nodes.find(({ port }) => port !== demoted.port)
  // As in a planned failover, but for the connections, which stand.
  await demoted.admin.replicaof('127.0.0.1', other?.port ?? 0)
  // Its Sentinels mend that only after 20 s.
  onTestFinished(async () => void (await demoted.admin.replicaof('NO', 'ONE')))
  await expect(forRequest(store, () => store.set('x', '1'))).rejects.toThrow(
    'Redis takes no writes: it is a replica',
  )
  await expect.poll(() => store.stream !== first && store.status).toBe('ready')
})

it.each([
  [
    'Sentinels that do not know the name',
    '/other',
    /Redis cannot be found: its Sentinels know no primary "other"/,
  ],
])('%s are named', async (_, path, words) => {
  const store = connectStore({ ...target, url: target.url.replace(/\/mymaster$/, path) })
  store.on('error', () => {})
  onTestFinished(() => store.disconnect())
  await expect
    .poll(() => forRequest(store, () => store.ping()).catch((error: Error) => error.message))
    .toMatch(words)
})
