/** The share of the memory on servers that are not the appliance's own. */
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { connectStore, type Redis } from '../../../src/io/redis/client'
import { startRedis, type TestRedis } from '../../support/redis'
import { openStore, plan, START, signal } from '../../support/watch'

const LUA = `${readFileSync(join(import.meta.dirname, '../../../src/io/redis/memory-share.lua'), 'utf8')}
return tostring(memoryShare())`

let redis: TestRedis
let admin: Redis

beforeAll(async () => {
  redis = await startRedis()
  admin = connectStore(redis.target)
  await once(admin, 'ready')
})
afterAll(async () => {
  admin.disconnect()
  await redis.close()
})

const field = async (name: string) =>
  Number(new RegExp(`^${name}:(\\d+)`, 'm').exec(await admin.info('memory'))?.[1])

test('without a limit, half of the machine is one', async () => {
  await admin.config('SET', 'maxmemory', '0')
  const share = Number(await admin.eval(LUA, 0))
  expect(share).toBeCloseTo((await field('used_memory')) / ((await field('total_system_memory')) / 2), 4)
})

test('a server that does not say is taken to have room, and check-ins are stored', async () => {
  const { store } = await openStore(redis)
  const { check } = await store.create(plan('far away'), 'page', START)
  await admin.acl('SETUSER', 'default', '-info')
  try {
    expect(await admin.eval(LUA, 0)).toBe('0')
    expect((await store.record({ id: check.id }, signal('fail', START, { body: 'words' }))).kind).toBe(
      'accepted',
    )
  } finally {
    await admin.acl('SETUSER', 'default', '+info')
    await store.close()
  }
})

test('from shares on, bodies take the place of older ones, histories stay, and flips are refused', async () => {
  const { store } = await openStore(redis)
  const { check } = await store.create(plan('chatty'), 'page', START)
  const record = (kind: 'success' | 'fail', body = '') =>
    store.record({ id: check.id }, signal(kind, START, { body }))
  const words = (letter: string) => letter.repeat(200)
  for (const letter of 'abc') await record('success', words(letter))
  const bodies = async () => (await store.bodies(check.id)).map(({ body }) => body[0])
  const limit = async (share: number) =>
    await admin.config('SET', 'maxmemory', String(Math.round((await field('used_memory')) / share)))

  await limit(0.65)
  await record('success', words('d'))
  expect(await bodies()).toEqual(['d', 'c', 'b'])
  expect(await store.history(check.id)).toHaveLength(4)

  await limit(0.75)
  await record('success', words('e'))
  expect(await bodies()).toEqual(['e', 'd', 'c'])
  expect((await store.history(check.id)).map(({ n }) => n)).toEqual([5, 4, 3, 2])
  await expect(store.create(plan('one more'), 'page', START)).rejects.toThrow('share of the memory')

  // Larger than all older ones together, also where bodies are stored packed: they stay.
  await record('success', randomBytes(4_000).toString('base64'))
  expect(await bodies()).toEqual(['e', 'd', 'c'])

  await limit(0.9)
  expect((await record('success')).kind).toBe('accepted')
  await expect(record('fail')).rejects.toThrow('share of the memory')
  expect((await store.get(check.id))?.state).toMatchObject({ status: 'up', signals: 7 })
  expect((await store.pause(check.id, START)).kind).toBe('changed')
  await admin.config('SET', 'maxmemory', '0')
  await store.close()
})
