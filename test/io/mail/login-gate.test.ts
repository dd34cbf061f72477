import { afterAll, beforeAll, expect, it } from 'vitest'
import type { MailServer } from '../../../src/domain/mail/account'
import { openLoginGate } from '../../../src/io/mail/login-gate'
import { connectWorker, type Redis } from '../../../src/io/redis/client'
import { startRedis, type TestRedis } from '../../support/redis'

const MINUTE = 60_000
const NOW = Date.parse('2026-11-28T12:00:00Z')
const SERVER: MailServer = { host: 'imap.example.org', port: 993, security: 'tls', user: 'me', password: 'x' }

let redis: TestRedis
let connections: Redis[]
beforeAll(async () => {
  redis = await startRedis()
  connections = [connectWorker(redis.target), connectWorker(redis.target)]
})
afterAll(async () => {
  for (const connection of connections) connection.disconnect()
  await redis.close()
})

it('keeps all workers from a log-in that was refused, at most one a minute', async () => {
  const [one, other] = connections.map(openLoginGate)
  if (one === undefined || other === undefined) throw new Error('two gates')
  const closed = async (at: number, secret = 'x') => (await other.closed(SERVER, secret, at)) !== undefined
  expect(await closed(NOW)).toBe(false)
  await one.refused(SERVER, 'x', 'log-in refused', NOW)
  expect(await other.closed(SERVER, 'x', NOW + MINUTE - 1)).toMatchObject({
    detail: 'log-in refused',
    until: NOW + MINUTE,
  })
  expect(await closed(NOW + MINUTE)).toBe(false)
  for (let more = 1; more <= 3; more++)
    await other.refused(SERVER, 'x', 'log-in refused', NOW + more * MINUTE)
  expect(await closed(NOW + 5 * MINUTE - 1)).toBe(true)
  // Another password is another log-in.
  expect(await closed(NOW + 4 * MINUTE, 'new')).toBe(false)
  await one.taken(SERVER, 'x')
  expect(await closed(NOW + 4 * MINUTE)).toBe(false)
})

it('names neither user nor password in Redis', async () => {
  const [connection] = connections
  if (connection === undefined) throw new Error('no connection')
  await openLoginGate(connection).refused({ ...SERVER, user: 'somebody' }, 'hush-hush', 'log-in refused', NOW)
  const keys = await connection.keys('*')
  const all = [...keys, ...(await connection.mget(...keys))].join(' ')
  expect(all).not.toMatch(/somebody|hush-hush/)
})
