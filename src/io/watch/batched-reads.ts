/** Checks on their way from Redis: those that are wanted at the same moment are read together. */
import { namesOf, type Redis } from '../redis/client'
import { ofShards } from '../redis/shards'
import { inBatches } from './batches'
import { decodeWatched } from './codec'
import type { Found } from './read-checks'

interface PendingRead {
  readonly id: string
  resolve(found: Found | undefined): void
  reject(error: Error): void
}

/** Reads checks, whether they are divided or not. */
export function openReads(connection: Redis): (id: string) => Promise<Found | undefined> {
  const reads = ofShards(connection, createReads)
  return id => reads.of(id)(id)
}

/**
 * After a start, or with more checks than the memory of this process has, each check-in has to read its check: one by one
 * that costs more than the check-in itself.
 */
function createReads(connection: Redis): (id: string) => Promise<Found | undefined> {
  const { states, plans } = namesOf(connection).watch
  const batches = inBatches(call)

  async function call(batch: readonly PendingRead[]): Promise<() => void> {
    try {
      const ids = batch.map(({ id }) => id)
      // The states first; see read-checks.
      const [found, planned] = await Promise.all([
        connection.hmget(states, ...ids),
        connection.hmget(plans, ...ids),
      ])
      return () => {
        for (const [index, read] of batch.entries()) settle(read, planned[index], found[index])
      }
    } catch (error) {
      return () => {
        for (const { reject } of batch) reject(error as Error)
      }
    }
  }

  function settle({ resolve, reject }: PendingRead, plan?: string | null, state?: string | null): void {
    try {
      if (!plan || !state) resolve(undefined)
      else resolve({ watched: decodeWatched(plan, state), bytes: plan.length + state.length })
    } catch (error) {
      reject(error as Error)
    }
  }

  return id =>
    new Promise((resolve, reject) => {
      batches.add({ id, resolve, reject })
    })
}
