import { afterEach, beforeEach, expect, it } from 'vitest'
import { newRecord, type PlannedAlert } from '../../../src/domain/alerts/alert'
import { newAlerting } from '../../../src/domain/alerts/alerting'
import { openAlertStore } from '../../../src/io/alerts/alert-store'
import { connectWorker, type Redis } from '../../../src/io/redis/client'
import { startRedis, type TestRedis } from '../../support/redis'
import { plan } from '../../support/watch'

let redis: TestRedis
let connection: Redis

beforeEach(async () => {
  redis = await startRedis()
  connection = connectWorker(redis.target)
})

afterEach(async () => {
  connection.disconnect()
  await redis.close()
})

const digest: PlannedAlert = {
  id: 'digest-1',
  channel: 'hook',
  alert: { kind: 'digest', key: 'k', name: 'n', status: 'mixed', tags: [], subject: 's', text: 't', at: 0 },
  after: {},
  sources: ['a', 'b'],
  at: 0,
}

const scriptsRun = async () =>
  Number(/cmdstat_evalsha:calls=(\d+)/.exec(await connection.info('commandstats'))?.[1] ?? 0)

it('how a digest ended is written for all its checks in one step, and stays', async () => {
  const store = openAlertStore(connection)
  await store.commit([], [digest])
  const record = newRecord(digest)
  await store.write(digest.sources, { ...record, state: 'retrying' })
  const before = await scriptsRun()
  await store.write(digest.sources, { ...record, state: 'delivered' })
  expect((await scriptsRun()) - before).toBe(1)
  await store.write(digest.sources, { ...record, state: 'retrying' })
  for (const source of digest.sources)
    expect(await store.record(source, digest.id)).toMatchObject({ state: 'delivered' })
})

const NOTHING = { alerting: undefined, raw: '' }
const planned = async () => (await openAlertStore(connection).planned(9)).map(({ id }) => id)

it('what starts from a memory that has changed meanwhile changes nothing', async () => {
  const store = openAlertStore(connection)
  const alerting = newAlerting({ ...plan('nas'), id: 'a', origin: 'page', createdAt: 1 })
  const change = { source: 'a', before: NOTHING, after: { ...alerting, routed: 1 }, reviewAt: 5 }
  expect(await store.commit([change], [digest])).toBe(true)
  const health = { since: 1, failures: 1, detail: 'answered 500', reported: false }
  const other = { ...change, after: { ...alerting, routed: 2 }, reviewAt: 1 }
  const noted = { channel: 'hook', before: undefined, after: health }
  expect(await store.commit([other], [{ ...digest, id: 'digest-2' }], noted)).toBe(false)
  expect((await store.remembered(['a'])).get('a')?.alerting).toEqual({ ...alerting, routed: 1 })
  expect([await planned(), await store.health('hook'), await store.dueReviews(4, 9)]).toEqual([
    ['digest-1'],
    undefined,
    [],
  ])
})

it('what starts from a health that has changed meanwhile changes nothing', async () => {
  const store = openAlertStore(connection)
  const health = { since: 1, failures: 1, detail: 'answered 500', reported: false }
  expect(await store.commit([], [], { channel: 'hook', before: undefined, after: health })).toBe(true)
  const again = { channel: 'hook', before: undefined, after: { ...health, failures: 2 } }
  expect(await store.commit([], [digest], again)).toBe(false)
  expect([await store.health('hook'), await planned()]).toEqual([health, []])
  expect(await store.commit([], [digest], { channel: 'hook', before: health, after: undefined })).toBe(true)
  expect([await store.health('hook'), await planned()]).toEqual([undefined, ['digest-1']])
})

it('five records of a check are kept while the memory is nearly full, and those that are on their way', async () => {
  const store = openAlertStore(connection)
  const add = async (n: number, ends = true) => {
    const one = { ...digest, id: `${n}`, sources: ['a'], at: n }
    await store.commit([], [one])
    if (ends) await store.write(one.sources, { ...newRecord(one), state: 'delivered' })
  }
  const ids = async () => (await store.forCheck('a', 99)).map(({ id }) => id)
  await add(0, false)
  for (let n = 1; n < 9; n++) await add(n)
  expect(await ids()).toEqual(['8', '7', '6', '5', '4', '3', '2', '1', '0'])
  const used = Number(/used_memory:(\d+)/.exec(await connection.info('memory'))?.[1])
  await connection.config('SET', 'maxmemory', `${Math.round(used / 0.75)}`)
  await add(9)
  expect(await ids()).toEqual(['9', '8', '7', '6', '5', '0'])
})
