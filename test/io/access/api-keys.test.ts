import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import { openApiKeys } from '../../../src/io/access/api-keys'
import { connectStore, untilReady } from '../../../src/io/redis/client'
import { shareRedis } from '../../support/shared-redis'

const redis = await shareRedis()
const { admin } = redis
const NOW = Date.UTC(2026, 10, 20, 12)
const DAY = 86_400_000
const KEYS = '{intvlm8r}:watch:api-keys'
const USED = '{intvlm8r}:watch:api-keys-used'
const hashOf = (secret: string) => createHash('sha256').update(secret).digest('hex')

it('a key is known by its secret, of which only the hash is kept', async () => {
  const keys = openApiKeys(admin)
  const { key, secret } = await keys.create('grafana', 'read', NOW)
  expect(secret).toMatch(/^intvlm8r_[\w-]{32}$/)
  const hash = hashOf(secret)
  const expected = { id: hash.slice(0, 16), name: 'grafana', access: 'read', createdAt: NOW }
  expect(key).toEqual(expected)
  expect(await admin.hgetall(KEYS)).toEqual({ [hash]: JSON.stringify(expected) })
  expect(await keys.find(secret, NOW)).toEqual(expected)
  expect(await keys.find(`${secret}x`, NOW)).toBeUndefined()
  expect(await admin.hget('{intvlm8r}:backup:mark', 'revision')).toBe('1')
})

it('a key with an end is refused from it on', async () => {
  const keys = openApiKeys(admin)
  const { key, secret } = await keys.create('script', 'full', NOW, '30d')
  expect(key).toEqual({
    id: hashOf(secret).slice(0, 16),
    name: 'script',
    access: 'full',
    createdAt: NOW,
    expiresAt: NOW + 30 * DAY,
  })
  expect(await keys.find(secret, NOW + 30 * DAY - 1)).toEqual(key)
  expect(await keys.find(secret, NOW + 30 * DAY)).toBe('expired')
})

it('the use of a key is written at most every ten minutes, also after the clock was set back', async () => {
  const keys = openApiKeys(admin)
  const { key, secret } = await keys.create('grafana', 'read', NOW)
  const usedAt = async (now: number) => {
    await keys.find(secret, now)
    return (await keys.list())[0]?.usedAt
  }
  expect((await keys.list())[0]).toEqual(key)
  expect(await usedAt(NOW)).toBe(NOW)
  expect(await usedAt(NOW + 599_999)).toBe(NOW)
  expect(await usedAt(NOW + 600_000)).toBe(NOW + 600_000)
  expect(await usedAt(NOW + 1)).toBe(NOW + 600_000)
  expect(await usedAt(NOW)).toBe(NOW)
  expect(await admin.hgetall(USED)).toEqual({ [key.id]: String(NOW) })
})

it('a use that could not be written is written with the next one', async () => {
  const connection = connectStore(redis.target)
  connection.on('error', () => {})
  await untilReady(connection)
  const keys = openApiKeys(connection)
  const { key, secret } = await keys.create('grafana', 'read', NOW)
  await admin.set(USED, 'no hash')
  expect(await keys.find(secret, NOW)).toEqual(key)
  await connection.ping()
  await admin.del(USED)
  await keys.find(secret, NOW + 1)
  expect(await keys.list()).toEqual([{ ...key, usedAt: NOW + 1 }])
  connection.disconnect()
})

it('keys are listed from the oldest on, and those of one moment by their names', async () => {
  const keys = openApiKeys(admin)
  for (const [name, at] of [
    ['b', NOW],
    ['c', NOW - 1],
    ['a', NOW],
  ] as const)
    await keys.create(name, 'read', at)
  expect((await keys.list()).map(({ name }) => name)).toEqual(['c', 'a', 'b'])
})

it('a key is revoked once, with its use, and no other one', async () => {
  const keys = openApiKeys(admin)
  const { key, secret } = await keys.create('one', 'read', NOW)
  const other = await keys.create('other', 'read', NOW)
  await keys.find(secret, NOW)
  expect(await keys.revoke(key.id)).toBe(true)
  expect(await keys.revoke(key.id)).toBe(false)
  expect(await keys.find(secret, NOW)).toBeUndefined()
  expect([await keys.list(), await admin.exists(USED)]).toEqual([[other.key], 0])
  expect(await admin.hget('{intvlm8r}:backup:mark', 'revision')).toBe('3')
})

it('the secret of the installation is drawn once, for all its processes', async () => {
  const drawn = await openApiKeys(admin).installationSecret()
  expect(drawn).toHaveLength(32)
  expect(await openApiKeys(admin).installationSecret()).toEqual(drawn)
  expect(await admin.get('{intvlm8r}:watch:secret')).toBe(drawn.toString('base64'))
})
