import { afterEach, beforeEach, expect, it } from 'vitest'
import { type DeliveryRecord, newRecord, type PlannedAlert } from '../../../src/domain/alerts/alert'
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

const alertOf = (id: string, at: number, ...sources: readonly string[]): PlannedAlert => ({
  ...digest,
  ...{ id, at, sources },
})
const stateOf = async (source: string, id: string) =>
  (await openAlertStore(connection).record(source, id))?.state

it('an alert that was planned before is not planned again, but for a source that does not know it yet', async () => {
  const store = openAlertStore(connection)
  await store.commit([], [alertOf('one', 1, 'a')])
  await store.queued(['one'])
  await store.write(['a'], { ...newRecord(alertOf('one', 1, 'a')), state: 'delivered' })
  expect(await store.commit([], [alertOf('one', 1, 'a')])).toBe(true)
  expect([await planned(), await stateOf('a', 'one')]).toEqual([[], 'delivered'])
  expect(await store.commit([], [alertOf('one', 1, 'a', 'b')])).toBe(true)
  expect([await planned(), await stateOf('a', 'one'), await stateOf('b', 'one')]).toEqual([
    ['one'],
    'delivered',
    'queued',
  ])
})

it('fifty records of a check are kept, the newest by their moment, and half a year after the last one', async () => {
  const store = openAlertStore(connection)
  const add = async (n: number, state: DeliveryRecord['state']) => {
    const one = alertOf(`${n}`, n, 'a')
    await store.commit([], [one])
    await store.write(['a'], { ...newRecord(one), state })
  }
  await add(1, 'delivered')
  await add(2, 'retrying')
  for (let n = 3; n <= 50; n++) await add(n, 'failed')
  const ids = async () => (await store.forCheck('a', 99)).map(({ id }) => Number(id))
  expect(await ids()).toEqual(Array.from({ length: 50 }, (_, n) => 50 - n))
  await add(51, 'delivered')
  expect(await ids()).toEqual(Array.from({ length: 50 }, (_, n) => 51 - n))
  await add(52, 'delivered')
  // The second one is still on its way.
  expect(await ids()).toEqual(Array.from({ length: 51 }, (_, n) => 52 - n))
  await add(53, 'delivered')
  expect(await ids()).toEqual([...Array.from({ length: 50 }, (_, n) => 53 - n), 2])
  expect([await stateOf('a', '2'), await stateOf('a', '3')]).toEqual(['retrying', undefined])
  const left = await Promise.all(['book', 'order'].map(name => connection.ttl(`{intvlm8r}:alerts:${name}:a`)))
  expect(left.map(seconds => Math.ceil(seconds / 86_400))).toEqual([180, 180])
})

it('a record whose text is gone is cut like the others', async () => {
  const store = openAlertStore(connection)
  for (let n = 1; n <= 50; n++) await store.commit([], [alertOf(`${n}`, n, 'a')])
  await connection.hdel('{intvlm8r}:alerts:book:a', '1')
  await store.commit([], [alertOf('51', 51, 'a')])
  expect(await connection.zscore('{intvlm8r}:alerts:order:a', '1')).toBeNull()
})

it('a review is due at its moment, rounded up, the earliest first, until there is none to come', async () => {
  const store = openAlertStore(connection)
  const alerting = newAlerting({ ...plan('nas'), id: 'a', origin: 'page', createdAt: 1 })
  const remember = async (source: string, reviewAt: number | undefined) => {
    const before = (await store.remembered([source])).get(source) ?? NOTHING
    expect(await store.commit([{ source, before, after: alerting, reviewAt }], [])).toBe(true)
  }
  expect(await store.outlook()).toEqual({ isPlanned: false })
  await remember('late', 9)
  await remember('soon', 4.2)
  expect(await store.outlook()).toEqual({ isPlanned: false, next: 5 })
  expect([await store.dueReviews(4, 9), await store.dueReviews(5, 9), await store.dueReviews(9, 9)]).toEqual([
    [],
    ['soon'],
    ['soon', 'late'],
  ])
  expect(await store.dueReviews(9, 1)).toEqual(['soon'])
  await remember('soon', undefined)
  expect(await store.dueReviews(99, 9)).toEqual(['late'])
  await store.reviewAll(20)
  expect(await store.outlook()).toEqual({ isPlanned: false, next: 9 })
  await store.reviewAll(3)
  await store.commit([], [digest])
  expect(await store.outlook()).toEqual({ isPlanned: true, next: 3 })
})

it('what is remembered no more is gone, and what was never there is nothing', async () => {
  const store = openAlertStore(connection)
  const alerting = newAlerting({ ...plan('nas'), id: 'a', origin: 'page', createdAt: 1 })
  await store.commit([{ source: 'a', before: NOTHING, after: alerting, reviewAt: undefined }], [])
  const found = await store.remembered(['a', 'b'])
  expect([...found.keys()]).toEqual(['a', 'b'])
  expect([found.get('a')?.alerting, found.get('b')]).toEqual([alerting, NOTHING])
  const before = found.get('a') ?? NOTHING
  expect(await store.commit([{ source: 'a', before, after: undefined, reviewAt: undefined }], [])).toBe(true)
  expect(await connection.exists('{intvlm8r}:alerts:memory')).toBe(0)
  expect((await store.remembered([])).size).toBe(0)
})

it.each(['delivered', 'failed', 'dropped'] as const)('a record that says %s stays', async state => {
  const store = openAlertStore(connection)
  const record = newRecord(digest)
  await store.write(['a'], { ...record, state })
  await store.write(['a', 'b'], { ...record, state: 'retrying' })
  expect([await stateOf('a', digest.id), await stateOf('b', digest.id)]).toEqual([state, 'retrying'])
  await store.write(['b'], { ...record, state: 'queued' })
  expect(await stateOf('b', digest.id)).toBe('queued')
})

it('the channels through which nothing gets are found with what is wrong', async () => {
  const store = openAlertStore(connection)
  const health = { since: 1, failures: 1, detail: 'answered 500', reported: false }
  await store.commit([], [], { channel: 'hook', before: undefined, after: health })
  expect([await store.health('hook'), await store.health('mail')]).toEqual([health, undefined])
  expect([...(await store.failing())]).toEqual([['hook', health]])
})
