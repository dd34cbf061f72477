import { readFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished, test, vi } from 'vitest'
import { type Identity, newIdentity } from '../../../src/domain/appliance/identity'
import { heartbeatOfSlot } from '../../../src/domain/heartbeat/heartbeat'
import { openHeartbeatQueue } from '../../../src/io/heartbeat/queue'
import { startHeartbeatWorker } from '../../../src/io/heartbeat/worker'
import {
  connectProducer,
  connectWorker,
  type Redis,
  type RedisTarget,
  untilReady,
} from '../../../src/io/redis/client'
import { openCheckStore } from '../../../src/io/watch/check-store'
import { openSchedules } from '../../../src/io/watch/schedules'
import { prefixAdvice, redisTarget, shardsFault } from '../../../src/wire/connections'
import { allChecks } from '../../support/all-checks'
import { commandsDuring } from '../../support/commands'
import { folderWith } from '../../support/folder'
import { shareRedis } from '../../support/shared-redis'
import { plan, START } from '../../support/watch'

const redis = await shareRedis()
const url = redis.place.socket
const FIRST = newIdentity('aaaaaaaaaaaa', false)
const SECOND = newIdentity('bbbbbbbbbbbb', false)
const OLDER = newIdentity('cccccccccccc', true)

function connect(target: RedisTarget, how: (target: RedisTarget) => Redis = connectProducer): Redis {
  const connection = how(target)
  connection.on('error', () => {})
  onTestFinished(() => connection.disconnect())
  return connection
}

/**
 * Why the appliance gets no connection; undefined where it gets one. It asks no longer then: it would be taken, and be the
 * first, as soon as the server has lost its data.
 */
async function refusal(target: RedisTarget): Promise<string | undefined> {
  const connection = connect(target)
  return await untilReady(connection)
    .then(
      () => undefined,
      error => error.message,
    )
    .finally(() => connection.disconnect())
}

const targetOf = (own: Identity, home: string, { prefix = 'home', join: mayJoin = false, shards = 1 } = {}) =>
  redisTarget({ url, prefix, join: mayJoin, shards }, home, own)

it('takes a fresh appliance where nobody has used the prefix, and no second one that did not say so', async () => {
  const homes = [await folderWith(), await folderWith()] as const
  expect(await refusal(targetOf(FIRST, homes[0]))).toBeUndefined()
  expect(await refusal(targetOf(FIRST, homes[0]))).toBeUndefined()
  expect(await refusal(targetOf(SECOND, homes[1]))).toBe(
    `Redis does not take this appliance into the watch "home", which ${hostname()} uses: set join = on under [Redis] to become a member of it, or give another prefix there`,
  )
  expect(await redis.admin.hkeys('{home}:members')).toEqual([FIRST.id])
  expect(await refusal(targetOf(SECOND, homes[1], { prefix: 'garden' }))).toBeUndefined()
  expect(await refusal(targetOf(SECOND, homes[1], { join: true }))).toBeUndefined()
  expect((await redis.admin.hkeys('{home}:members')).sort()).toEqual([FIRST.id, SECOND.id])
})

it('takes the members again after the server lost its data, whoever comes first', async () => {
  const homes = [await folderWith(), await folderWith()] as const
  await refusal(targetOf(FIRST, homes[0]))
  await refusal(targetOf(SECOND, homes[1], { join: true }))
  await redis.admin.flushall()
  expect(await refusal(targetOf(SECOND, homes[1]))).toBeUndefined()
  expect(await refusal(targetOf(FIRST, homes[0]))).toBeUndefined()
  expect(await readFile(join(homes[0], 'joined.txt'), 'utf8')).toBe(`${url} home\n`)
})

/** The day since 1970 by the server's clock. */
const serverDay = async () => Math.floor(Number((await redis.admin.time())[0]) / 86_400)

it('keeps the name of a member that has another one by now, and writes nothing for one that comes again', async () => {
  // The day is the server's: that of a machine whose clock is wrong would have it taken for gone.
  vi.setSystemTime(Date.UTC(2020, 0, 1, 12))
  onTestFinished(() => void vi.useRealTimers())
  const home = await folderWith()
  const before = await serverDay()
  await refusal(targetOf(FIRST, home))
  await redis.admin.hset('{home}:members', FIRST.id, '{"name":"attic"}')
  await refusal(targetOf(FIRST, home))
  const days = [before, await serverDay()]
  expect(days.map(seen => JSON.stringify({ name: hostname(), seen }))).toContain(
    await redis.admin.hget('{home}:members', FIRST.id),
  )
  const commands = await commandsDuring(redis.admin, () => refusal(targetOf(FIRST, home)))
  expect(Object.keys(commands).filter(name => name === 'hset' || name === 'set')).toEqual([])
  expect(commands.hget).toBe(1)
})

test('each watch that was joined stands in the file in the state folder', async () => {
  const home = await folderWith()
  for (const [prefix, shards] of [
    ['home', 1],
    ['garden', 2],
    ['home', 1],
  ] as const)
    await refusal(targetOf(FIRST, home, { prefix, shards }))
  expect(await readFile(join(home, 'joined.txt'), 'utf8')).toBe(`${url} home\n${url} garden 2\n`)
})

it('refuses a fresh one where checks are that an earlier version made', async () => {
  const connection = connect(redis.target)
  const store = openCheckStore(connection, openSchedules())
  await untilReady(connection)
  await store.create(plan('nas'), 'page', START)
  const refused = 'Redis does not take this appliance into the watch "intvlm8r", which others use'
  expect(await refusal(targetOf(FIRST, await folderWith(), { prefix: 'intvlm8r' }))).toContain(refused)
})

test('an appliance from before there were names goes on with its checks, with advice', async () => {
  const connection = connect(redis.target)
  const store = openCheckStore(connection, openSchedules())
  await untilReady(connection)
  await store.create(plan('nas'), 'page', START)
  const nameless = { url, prefix: '', join: false, copies: 1, shards: 1 }
  const target = redisTarget(nameless, await folderWith(), OLDER)
  expect(await refusal(target)).toBeUndefined()
  const upgraded = openCheckStore(connect(target), openSchedules())
  await expect.poll(() => allChecks(upgraded).catch(() => [])).toHaveLength(1)
  expect(prefixAdvice(nameless, OLDER)).toContain('set prefix = intvlm8r under [Redis]')
  expect(prefixAdvice({ ...nameless, prefix: 'intvlm8r' }, OLDER)).toBeUndefined()
  expect(prefixAdvice({ ...nameless, url: '' }, OLDER)).toBeUndefined()
})

test('a fresh appliance has to name its watch on a server that others may use', async () => {
  const target = redisTarget(
    { url, prefix: '', join: false, copies: 1, shards: 1 },
    await folderWith(),
    FIRST,
  )
  expect(await refusal(target)).toBe(
    'Redis may have other users, so the watch needs a name there: set prefix = NAME under [Redis], the same on all members of one watch',
  )
  expect(await redis.admin.keys('*')).toEqual([])
})

test('a refused connection is made as soon as the appliance is taken', async () => {
  const home = await folderWith()
  await refusal(targetOf(FIRST, await folderWith()))
  const waiting = connect(targetOf(SECOND, home))
  await expect(untilReady(waiting)).rejects.toThrow('does not take this appliance')
  await redis.admin.flushall()
  await untilReady(waiting)
  expect(waiting.status).toBe('ready')
})

test('a member whose server has no memory left gets its connection, and fails to be seen until there is some', async () => {
  const home = await folderWith()
  expect(await refusal(targetOf(FIRST, home))).toBeUndefined()
  await redis.admin.del('{home}:members')
  await redis.admin.config('SET', 'maxmemory', '1')
  onTestFinished(async () => void (await redis.admin.config('SET', 'maxmemory', '0')))
  const target = targetOf(FIRST, home)
  expect(await refusal(target)).toBeUndefined()
  await expect(target.rejoin?.()).rejects.toThrow('OOM')
  expect(await redis.admin.exists('{home}:members')).toBe(0)
  await redis.admin.config('SET', 'maxmemory', '0')
  await target.rejoin?.()
  expect(await redis.admin.hkeys('{home}:members')).toEqual([FIRST.id])
})

test('a private server has the id of its appliance as prefix, and asks nobody', () => {
  const redis = { url: '', prefix: '', join: false, copies: 1, shards: 1 }
  expect(redisTarget(redis, '/var/lib/intvlm8r', FIRST)).toEqual({
    path: '/var/lib/intvlm8r/redis/redis.sock',
    prefix: FIRST.id,
  })
  expect(redisTarget(redis, '/var/lib/intvlm8r', OLDER)).toMatchObject({ prefix: 'intvlm8r' })
})

test.each([
  ['two appliances with watches of their own', { prefix: 'garden' }],
  ['two members of one watch', { join: true }],
])('%s send their own heartbeats only', async (_, second) => {
  const targets = [targetOf(FIRST, await folderWith()), targetOf(SECOND, await folderWith(), second)]
  const sent: string[] = []
  const now = Date.now()
  for (const [index, target] of targets.entries()) {
    // Of the first one only the worker of the second runs.
    const queue = openHeartbeatQueue(connect(target), () => now)
    await queue.connected()
    await queue.addForSlot(heartbeatOfSlot(now, 'due', `${index}`))
    onTestFinished(() => queue.close())
  }
  const worker = startHeartbeatWorker(connect(targets[1] as RedisTarget, connectWorker), {
    send: async heartbeat => {
      sent.push(heartbeat.target ?? '')
      return { kind: 'done', end: { outcome: 'delivered', attempts: [], receiver: '', reason: '' } }
    },
    record: async () => {},
    onError: () => {},
  })
  onTestFinished(() => worker.close())
  const [first, own] = targets.map(target => openHeartbeatQueue(connect(target), () => now))
  await expect
    .poll(async () => (await own?.history(5).catch(() => []))?.map(({ outcome }) => outcome))
    .toEqual(['delivered'])
  expect(sent).toEqual(['1'])
  expect(await first?.history(5)).toEqual([])
  expect((await first?.pulse())?.workers).toBe(0)
  expect((await own?.pulse())?.workers).toBe(1)
})

test('the number of parts is fixed by the first member, also where it lost its file, and told by name to those with another', async () => {
  const [home, other] = [await folderWith(), await folderWith()] as const
  const settings = { url, prefix: 'home', join: false, copies: 1 }
  expect(await refusal(targetOf(FIRST, home, { shards: 4 }))).toBeUndefined()
  expect(await redis.admin.get('{home}:shards')).toBe('4')
  const told =
    'has the checks of the watch "home" in 4 parts, which was fixed at its first start: set shards = 4 under [Redis], or begin another watch with another prefix'
  expect(await refusal(targetOf(FIRST, home, { shards: 2 }))).toBe(`Redis ${told}`)
  expect(await refusal(targetOf(FIRST, other))).toBe(`Redis ${told}`)
  expect(await refusal(targetOf(SECOND, other, { join: true }))).toBe(`Redis ${told}`)
  expect(await refusal(targetOf(SECOND, other, { join: true, shards: 4 }))).toBeUndefined()
  expect(await shardsFault({ ...settings, shards: 2 }, home)).toBe(`Redis ${told}`)
  expect(await shardsFault({ ...settings, shards: 4 }, home)).toBeUndefined()
  expect(await shardsFault({ ...settings, prefix: 'garden', shards: 2 }, home)).toBeUndefined()
  // A server that has lost its data is a first start again.
  await redis.admin.flushall()
  expect(await refusal(targetOf(FIRST, home, { shards: 2 }))).toBeUndefined()
  expect(await shardsFault({ ...settings, shards: 2 }, home)).toBeUndefined()
})

test('a member puts the number of parts back that the server lost while its programs ran, and restored the checks', async () => {
  const [home, other] = [await folderWith(), await folderWith()] as const
  expect(await refusal(targetOf(FIRST, home, { shards: 4 }))).toBeUndefined()
  await redis.admin.flushall()
  await redis.admin.hset('{home}:watch:plans', 'id', '{}')
  expect(await refusal(targetOf(SECOND, other, { join: true, shards: 4 }))).toContain('undivided')
  expect(await refusal(targetOf(FIRST, home, { shards: 4 }))).toBeUndefined()
  expect(await redis.admin.get('{home}:shards')).toBe('4')
  expect(await refusal(targetOf(SECOND, other, { join: true, shards: 4 }))).toBeUndefined()
})

test('a number of parts is put back in no watch that others have begun anew undivided', async () => {
  const [home, other] = [await folderWith(), await folderWith()] as const
  expect(await refusal(targetOf(FIRST, home, { shards: 4 }))).toBeUndefined()
  await redis.admin.flushall()
  expect(await refusal(targetOf(SECOND, other))).toBeUndefined()
  expect(await refusal(targetOf(FIRST, home, { shards: 4 }))).toContain('undivided')
  expect(await redis.admin.exists('{home}:shards')).toBe(0)
})

test('a watch from before there were parts stays in one, and no key is written about it', async () => {
  const home = await folderWith()
  expect(await refusal(targetOf(FIRST, home))).toBeUndefined()
  expect(await redis.admin.exists('{home}:shards')).toBe(0)
  expect(await readFile(join(home, 'joined.txt'), 'utf8')).toBe(`${url} home\n`)
  expect(await refusal(targetOf(FIRST, home, { shards: 4 }))).toContain(
    'has the checks of the watch "home" undivided',
  )
})
