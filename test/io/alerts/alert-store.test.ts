import { afterEach, beforeEach, expect, it } from 'vitest'
import { newRecord, type PlannedAlert } from '../../../src/domain/alerts/alert'
import { openAlertStore } from '../../../src/io/alerts/alert-store'
import { connectWorker, type Redis } from '../../../src/io/redis/client'
import { startRedis, type TestRedis } from '../../support/redis'

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
