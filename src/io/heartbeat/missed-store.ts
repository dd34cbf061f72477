import { HEARTBEATS_KEPT, type HeartbeatRecord, jobOfSlot, wasQueued } from '../../domain/heartbeat/heartbeat'
import { type DueRule, type MissedSlot, missedRecord } from '../../domain/heartbeat/missed-slot'
import type { MissedStore } from '../../domain/heartbeat/ports'
import { forRequest, namesOf, type Redis } from '../redis/client'

/** The part of BullMQ's queue that names a job's key. */
interface Jobs {
  toKey(id: string): string
}

/** The missed slots in Redis, beside the queue. */
export function openMissedStore(
  connection: Redis,
  queue: Jobs,
  history: (limit: number) => Promise<readonly HeartbeatRecord[]>,
): MissedStore {
  const { missed, rule: ruleKey } = namesOf(connection).heartbeats

  /** The slots in which no heartbeat was queued, as far as the history reaches. */
  async function withoutHeartbeat(slots: readonly MissedSlot[]): Promise<readonly MissedSlot[]> {
    const jobs = await Promise.all(slots.map(({ slot }) => connection.exists(queue.toKey(jobOfSlot(slot)))))
    const without = slots.filter((_, index) => jobs[index] === 0)
    if (without.length === 0) return []
    // The heartbeats of a boot or of the button have no slot in the names of their jobs.
    const finished = (await history(2 * HEARTBEATS_KEPT)).filter(wasQueued)
    const oldest = finished.length < HEARTBEATS_KEPT ? 0 : Math.min(...finished.map(({ slot }) => slot))
    // The report of a gate is no heartbeat.
    const served = new Set(finished.filter(({ occasion }) => occasion !== 'gate').map(({ slot }) => slot))
    return without.filter(({ slot }) => slot >= oldest && !served.has(slot))
  }

  return {
    rule: () =>
      forRequest(connection, async () => {
        const text = await connection.get(ruleKey)
        return text === null ? undefined : (JSON.parse(text) as DueRule)
      }),

    add: (slots, rule, present) =>
      forRequest(connection, async () => {
        const [known, missing] = await Promise.all([connection.hkeys(missed), withoutHeartbeat(slots)])
        const fresh = missing.filter(({ slot }) => slot < present && !known.includes(String(slot)))
        const outdated = outdatedOf([...known.map(Number), ...fresh.map(({ slot }) => slot)], present)
        const changes = connection.multi()
        // The first reason stays, also when another worker writes at the same moment.
        for (const { slot, reason } of fresh) changes.hsetnx(missed, String(slot), reason)
        if (outdated.length > 0) changes.hdel(missed, ...outdated.map(String))
        if (rule !== undefined) changes.set(ruleKey, JSON.stringify(rule))
        if (changes.length === 0) return
        for (const [error] of (await changes.exec()) ?? []) if (error) throw error
      }),
  }
}

/** The slots beyond the number that is kept, and those ahead of a clock that was set back. */
function outdatedOf(slots: readonly number[], present: number): number[] {
  const past = slots.filter(slot => slot < present).sort((a, b) => b - a)
  return [...past.slice(HEARTBEATS_KEPT), ...slots.filter(slot => slot >= present)]
}

/** The newest missed slots as records. */
export async function readMissed(connection: Redis, limit: number): Promise<HeartbeatRecord[]> {
  const found = Object.entries(await connection.hgetall(namesOf(connection).heartbeats.missed))
  return found
    .map(([slot, reason]): MissedSlot => ({ slot: Number(slot), reason }))
    .sort((a, b) => b.slot - a.slot)
    .slice(0, limit)
    .map(missedRecord)
}
