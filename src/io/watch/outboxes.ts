/** The outboxes of all parts of the checks as one: of each check the order stays, since it is in one part. */
import { setTimeout as pause } from 'node:timers/promises'
import type { Outbox, OutboxEntry } from '../../domain/watch/outbox'
import type { Redis } from '../redis/client'
import { shardsOf } from '../redis/shards'
import { openOutbox } from './outbox'

/** Milliseconds for which the answer of a part is waited for, beside the time of the call. */
const AWAY_MS = 1_000
/**
 * Milliseconds for which the other parts are waited for once one has something: what happens to many checks at once becomes one
 * digest, and so do the gaps of the parts.
 */
const TOGETHER_MS = 100

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

  /** Begins the calls that are not under way. */
  function begin(limit: number, waitMs: number): readonly Promise<void>[] {
    const begun: Promise<void>[] = []
    for (const [part, outbox] of parts.entries()) {
      if (waiting.has(part)) continue
      const call = outbox.take(limit, waitMs).then(
        entries =>
          void taken.push(...entries.map(entry => ({ ...entry, id: `${part}${OF_PART}${entry.id}` }))),
        error => {
          failure = error as Error
        },
      )
      const ended = call.finally(() => waiting.delete(part))
      waiting.set(part, ended)
      begun.push(ended)
    }
    return begun
  }

  async function untilSomething(limit: number, waitMs: number): Promise<void> {
    const begun = begin(limit, waitMs)
    const over = new AbortController()
    const within = (ms: number) => pause(ms, true, { signal: over.signal }).catch(() => true)
    // A call that was under way before would have ended if there were something.
    const all = Promise.all(begun).then(() => begun.length > 0 || within(waitMs))
    // A part that is away keeps nobody waiting.
    const late = within(waitMs + AWAY_MS)
    while (taken.length === 0 && failure === undefined)
      if ((await Promise.race([all, late, ...waiting.values()])) === true) break
    await Promise.race([all, within(TOGETHER_MS)])
    over.abort()
  }

  return {
    take: async (limit, waitMs) => {
      if (taken.length === 0) await untilSomething(limit, waitMs)
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
