import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import { connectStore, connectWorker, type Redis } from '../../../src/io/redis/client'
import { leaveWhenDeaf } from '../../../src/io/redis/deaf-connections'
import { shareRedis } from '../../support/shared-redis'

const redis = await shareRedis()
const PATIENCE_MS = 200

/** A way to Redis by TCP, on which the present connections can be made to lose all packets for good. */
async function openWay() {
  const sockets = new Set<Socket>()
  const deaf = new WeakSet<Socket>()
  const server = createServer(near => {
    const far = connect(redis.place.socket)
    const pass = (from: Socket, to: Socket) => {
      sockets.add(from)
      from.on('data', chunk => void (deaf.has(from) || to.write(chunk)))
      from.on('close', () => to.destroy())
      from.on('error', () => {})
    }
    pass(near, far)
    pass(far, near)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return {
    url: `redis://127.0.0.1:${(server.address() as AddressInfo).port}`,
    swallow: () => {
      for (const socket of sockets) deaf.add(socket)
    },
  }
}

const longerThanThePatience = () => redis.admin.blpop('{home}:none', (4 * PATIENCE_MS) / 1_000)

async function ready(connection: Redis): Promise<Redis> {
  connection.on('error', () => {})
  onTestFinished(() => connection.disconnect())
  leaveWhenDeaf(connection, PATIENCE_MS)
  await expect.poll(() => connection.status).toBe('ready')
  return connection
}

it('a worker whose connection went deaf has its answer by another one', async () => {
  const way = await openWay()
  const connection = await ready(connectWorker({ url: way.url }))
  const first = connection.stream
  way.swallow()
  expect(await connection.set('{home}:x', '1')).toBe('OK')
  expect(connection.stream).not.toBe(first)
}, 8_000)

it('a store whose connection went deaf has another one soon', async () => {
  const way = await openWay()
  const connection = await ready(connectStore({ url: way.url }))
  way.swallow()
  await expect(connection.get('{home}:x')).rejects.toThrow()
  await expect.poll(() => connection.get('{home}:x').catch(String), { timeout: 5_000 }).toBe(null)
})

it('a command that waits in Redis on purpose keeps its connection for that long', async () => {
  const way = await openWay()
  const connection = await ready(connectWorker({ url: way.url }))
  const first = connection.stream
  const waiting = connection.blpop('{home}:list', 20)
  await longerThanThePatience()
  await redis.admin.lpush('{home}:list', 'x')
  expect(await waiting).toEqual(['{home}:list', 'x'])
  expect(connection.stream).toBe(first)
  way.swallow()
  await redis.admin.lpush('{home}:list', 'y')
  expect(await connection.blpop('{home}:list', 0.1)).toEqual(['{home}:list', 'y'])
  expect(connection.stream).not.toBe(first)
})

it('a connection that waits for commands, or for no more than messages, stays', async () => {
  const way = await openWay()
  const [idle, subscriber] = [
    await ready(connectWorker({ url: way.url })),
    await ready(connectWorker({ url: way.url })),
  ]
  await subscriber.subscribe('{home}:messages')
  const before = [idle.stream, subscriber.stream]
  await longerThanThePatience()
  expect([idle.stream, subscriber.stream]).toEqual(before)
})
