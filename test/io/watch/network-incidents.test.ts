import { afterEach, beforeEach, expect, it } from 'vitest'
import { connectWorker, type Redis } from '../../../src/io/redis/client'
import { openNetworkIncidents } from '../../../src/io/watch/network-incidents'
import { openOutboxes } from '../../../src/io/watch/outboxes'
import { startRedis, type TestRedis } from '../../support/redis'

const INCIDENT = { since: 1_000, why: 'no cable or WLAN is connected', channels: ['mail'] }

let redis: TestRedis
const connections: Redis[] = []

function connected(): Redis {
  const connection = connectWorker(redis.target)
  connections.push(connection.on('error', () => {}))
  return connection
}

beforeEach(async () => {
  redis = await startRedis()
})
afterEach(async () => {
  for (const connection of connections.splice(0)) connection.disconnect()
  await redis.close()
})

it('of several workers, one opens an incident and one ends it', async () => {
  const workers = [1, 2, 3].map(() => openNetworkIncidents(connected()))
  await Promise.all(workers.map(worker => worker.open(INCIDENT)))
  await Promise.all(workers.map(worker => worker.end(9_000)))
  await Promise.all(workers.map(worker => worker.end(9_000)))
  const taken = await openOutboxes(connected()).take(10, 1)
  expect(taken.map(({ record }) => record)).toEqual([
    { kind: 'network-away', ...INCIDENT },
    { kind: 'network-back', ...INCIDENT, at: 9_000 },
  ])
})
