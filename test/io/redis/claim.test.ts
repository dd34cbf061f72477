import { afterEach, expect, onTestFinished, test, vi } from 'vitest'
import { claimsIn, renewClaim } from '../../../src/io/redis/claim'
import { connectWorker, type Redis } from '../../../src/io/redis/client'
import { commandsDuring } from '../../support/commands'
import { shareRedis } from '../../support/shared-redis'

const redis = await shareRedis()
const VALID_MS = 2_000
const open: { close(): void }[] = []

afterEach(() => {
  for (const each of open.splice(0)) each.close()
})

function connect(): Redis {
  const connection = connectWorker(redis.target)
  connection.on('error', () => {})
  open.push({ close: () => connection.disconnect() })
  return connection
}

const claims = async () => claimsIn((await redis.admin.client('LIST')) as string, 'some-work', VALID_MS)
const NEVER = { timeout: 10_000, interval: 100 }

test('a claim holds while it is renewed, lapses when the work stands still, and holds again when it goes on', async () => {
  let works = true
  const connection = connect()
  open.push(renewClaim(connection, 'some-work', () => works, 100))
  await expect.poll(claims, NEVER).toEqual({ renewed: 1 })
  works = false
  await expect.poll(claims, NEVER).toEqual({ renewed: 0, lapsedFor: 3_000 })
  works = true
  await expect.poll(claims, NEVER).toEqual({ renewed: 1 })
})

test('a claim lapses when the work fails, though its commands go on', async () => {
  let works = true
  const connection = connect()
  open.push(renewClaim(connection, 'some-work', () => works, 100))
  const failing = setInterval(() => void connection.ping(), 50)
  open.push({ close: () => clearInterval(failing) })
  await expect.poll(claims, NEVER).toEqual({ renewed: 1 })
  works = false
  await expect.poll(claims, NEVER).toEqual({ renewed: 0, lapsedFor: VALID_MS })
  works = true
  await expect.poll(claims, NEVER).toEqual({ renewed: 1 })
})

test('a claim is made again on a connection that was cut, and ends with it', async () => {
  const connection = connect()
  open.push(renewClaim(connection, 'some-work', undefined, 100))
  await expect.poll(claims, NEVER).toEqual({ renewed: 1 })
  // The errors of the connection that is cut are no end of it.
  const again = new Promise<void>(resolve => connection.once('ready', () => resolve()))
  await redis.admin.client('KILL', 'ID', await connection.client('ID'))
  await again
  await expect.poll(claims, NEVER).toEqual({ renewed: 1 })
  connection.disconnect()
  await expect.poll(claims, NEVER).toEqual({ renewed: 0 })
})

test('renewing writes nothing to the append-only file', async () => {
  const size = async () => /aof_current_size:(\d+)/.exec(await redis.admin.info('persistence'))?.[1]
  const before = await size()
  const connection = connect()
  const pings = async () => {
    const stats = await redis.admin.info('commandstats')
    return Number(/cmdstat_ping:calls=(\d+)/.exec(stats)?.[1] ?? 0)
  }
  const sofar = await pings()
  open.push(renewClaim(connection, 'some-work', undefined, 20))
  await expect.poll(pings, NEVER).toBeGreaterThan(sofar + 20)
  expect(await size()).toBe(before)
})

test('all claims of a process are renewed at the same moments, whenever they began', async () => {
  const connections = [connect(), connect()] as const
  await Promise.all(connections.map(connection => connection.ping()))
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'], now: 0 })
  onTestFinished(() => void vi.useRealTimers())
  const renewals = async (ms: number) => {
    const commands = await commandsDuring(redis.admin, async () => {
      vi.advanceTimersByTime(ms)
      await Promise.all(connections.map(connection => connection.client('ID')))
    })
    return commands.ping ?? 0
  }
  open.push(renewClaim(connections[0], 'some-work', undefined, 4_000))
  expect(await renewals(1_500)).toBe(0)
  open.push(renewClaim(connections[1], 'other-work', undefined, 4_000))
  expect(await renewals(2_400)).toBe(0)
  expect(await renewals(200)).toBe(2)
  expect(await renewals(3_800)).toBe(0)
  expect(await renewals(200)).toBe(2)
})
