/** The content of Redis, read past the webs and workers. */
import { setTimeout as pause } from 'node:timers/promises'
import type { DeliveryRecord } from '../../src/domain/alerts/alert'
import { StoreUnavailable } from '../../src/domain/net/unavailable'
import { openApiKeys } from '../../src/io/access/api-keys'
import { openAlertStore } from '../../src/io/alerts/alert-store'
import { connectStore, namesOf, untilReady } from '../../src/io/redis/client'
import { shardsOf } from '../../src/io/redis/shards'
import { openCheckStore } from '../../src/io/watch/check-store'
import { openSchedules } from '../../src/io/watch/schedules'
import type { Stored } from './verdict'

export interface Ledger {
  /** Settles when so many appliances have joined the watch: what is written before might make it one of another kind. */
  joined(count: number): Promise<void>
  apiKey(): Promise<string>
  pingKey(): Promise<string>
  statusOf(id: string): Promise<string | undefined>
  deliveriesOf(id: string): Promise<readonly DeliveryRecord[]>
  stored(id: string): Promise<Stored>
  /** The number of flips that are still in the outbox, and of alerts that are planned and not queued. */
  waiting(): Promise<number>
  close(): void
}

/** Every reading waits for a Redis that is away. */
export function openLedger(url: string, shards = 1): Ledger {
  const connection = connectStore({ url, shards })
  connection.on('error', () => {})
  connection.setMaxListeners(0) // Every client may wait for it.
  const checks = openCheckStore(connection, openSchedules())
  const alerts = openAlertStore(connection)

  async function patiently<T>(read: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        await untilReady(connection)
        return await read()
      } catch (error) {
        if (!(error instanceof StoreUnavailable) && connection.status === 'ready') throw error
        await pause(20)
      }
    }
  }

  return {
    joined: async count => {
      const { members } = namesOf(connection)
      while ((await patiently(() => connection.hlen(members))) < count) await pause(50)
    },
    apiKey: async () =>
      (await patiently(() => openApiKeys(connection).create('kills', 'full', Date.now()))).secret,
    pingKey: () => patiently(() => checks.pingKey()),
    statusOf: async id => (await patiently(() => checks.get(id)))?.state.status,
    deliveriesOf: id => patiently(() => alerts.forCheck(id, 50)),
    stored: id =>
      patiently(async () => {
        const [watched, signals, flips, deliveries] = await Promise.all([
          checks.get(id),
          checks.history(id, 1_000),
          checks.flips(id),
          alerts.forCheck(id, 50),
        ])
        if (!watched) throw new Error(`the check ${id} is gone`)
        return { watched, signals, flips, deliveries }
      }),
    waiting: () =>
      patiently(async () => {
        const outboxes = shardsOf(connection).map(shard => shard.xlen(namesOf(shard).watch.outbox))
        const left = await Promise.all([...outboxes, connection.hlen(namesOf(connection).alerts.planned)])
        return left.reduce((sum, count) => sum + count, 0)
      }),
    close: () => connection.disconnect(),
  }
}
