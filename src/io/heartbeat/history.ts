import type { HeartbeatRecord } from '../../domain/heartbeat/heartbeat'
import type { Redis } from '../redis/client'
import { recordOf, type StoredHeartbeat } from './job'
import { readMissed } from './missed-store'

/** The part of BullMQ's queue that the history reads. */
interface StoredHeartbeats {
  toKey(set: string): string
  getJob(id: string): Promise<StoredHeartbeat | undefined>
}

/** Returns finished heartbeats and missed slots, newest first. */
export type ReadHistory = (limit: number) => Promise<HeartbeatRecord[]>

/**
 * Reads the newest finished heartbeats, each one only once, since they never change. (After the clock was set back, a slot
 * may have a new one, which finished at another time.)
 */
export function openHistory(connection: Redis, queue: StoredHeartbeats): ReadHistory {
  let known = new Map<string, HeartbeatRecord>()

  async function read(key: string): Promise<HeartbeatRecord | undefined> {
    const job = known.has(key) ? undefined : await queue.getJob(key.slice(0, key.indexOf(' ')))
    return job === undefined ? known.get(key) : recordOf(job)
  }

  return async limit => {
    const [missed, ...finished] = await Promise.all([
      readMissed(connection, limit),
      ...['completed', 'failed'].map(set =>
        connection.zrevrange(queue.toKey(set), 0, limit - 1, 'WITHSCORES').then(inPairs),
      ),
    ])
    const newest = finished.flat().sort(([, a = 0], [, b = 0]) => Number(b) - Number(a))
    const keys = newest.slice(0, limit).map(([id, at]) => `${id} ${at}`)
    const records = await Promise.all(keys.map(read))
    known = new Map(keys.flatMap((key, index) => (records[index] ? [[key, records[index]]] : [])))
    return [...known.values(), ...missed].sort((a, b) => b.finishedAt - a.finishedAt).slice(0, limit)
  }
}

function inPairs(flat: readonly string[]): (readonly string[])[] {
  return Array.from({ length: flat.length / 2 }, (_, index) => flat.slice(2 * index, 2 * index + 2))
}
