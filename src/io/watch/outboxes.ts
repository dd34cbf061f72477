/** The outboxes of all parts of the checks as one: of each check the order stays, since it is in one part. */
import { setTimeout as pause } from 'node:timers/promises'
import type { Outbox, OutboxEntry } from '../../domain/watch/outbox'
import type { Redis } from '../redis/client'
import { shardsOf } from '../redis/shards'
import { openOutbox } from './outbox'

/** After a gap of the watch each part has a digest: these are waited for, so that they become one. */
const DIGESTS_MS = 250

/** Stands between the number of a part and the id of an entry there. */
const OF_PART = '/'

/** `connection`: as for `openOutbox`. */
export function openOutboxes(connection: Redis, handOverMs?: number, forgetMs?: number): Outbox {
  const shards = shardsOf(connection)
  const parts = shards.map(shard => openOutbox(shard, handOverMs, forgetMs))
  const [only] = parts as [Outbox]
  if (shards.length === 1) return only

  /** The calls that wait in Redis, by their parts. */
  const waiting = new Map<number, Promise<void>>()
  let taken: OutboxEntry[] = []
  let failure: Error | undefined

  function begin(limit: number, waitMs: number): void {
    for (const [part, outbox] of parts.entries()) {
      if (waiting.has(part)) continue
      const call = outbox.take(limit, waitMs).then(
        entries =>
          void taken.push(...entries.map(entry => ({ ...entry, id: `${part}${OF_PART}${entry.id}` }))),
        error => {
          failure = error as Error
        },
      )
      waiting.set(
        part,
        call.finally(() => waiting.delete(part)),
      )
    }
  }

  return {
    take: async (limit, waitMs) => {
      const end = AbortSignal.timeout(waitMs)
      while (taken.length === 0 && failure === undefined && !end.aborted) {
        begin(limit, waitMs)
        await Promise.race([...waiting.values(), ended(end)])
      }
      if (taken.some(({ record }) => record.kind === 'blind')) {
        begin(limit, DIGESTS_MS)
        await pause(DIGESTS_MS)
      }
      const entries = taken.slice(0, limit)
      taken = taken.slice(limit)
      const failed = failure
      failure = undefined
      // The entries of the other parts do not wait for the one that is away.
      if (failed !== undefined && entries.length === 0) throw failed
      return entries
    },

    done: async ids => {
      await Promise.all(
        parts.map(async (outbox, part) => {
          const start = `${part}${OF_PART}`
          const own = ids.filter(id => id.startsWith(start))
          await outbox.done(own.map(id => id.slice(start.length)))
        }),
      )
    },

    close: async () => connection.disconnect(),
  }
}

function ended(end: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    if (end.aborted) resolve()
    else end.addEventListener('abort', () => resolve(), { once: true })
  })
}
