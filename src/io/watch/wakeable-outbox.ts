/** An outbox whose waiting reader can be called away: Redis goes on waiting, and what it hands out is for the next call. */
import { setTimeout as pause } from 'node:timers/promises'
import type { Outbox, OutboxEntry } from '../../domain/watch/outbox'

export interface WakeableOutbox extends Outbox {
  /** Ends the wait of the call under way, or else of the next one, without entries. */
  wake(): void
}

export function wakeable(outbox: Outbox): WakeableOutbox {
  /** The call that waits in Redis. It outlives those of its readers that were called away. */
  let waiting: Promise<readonly OutboxEntry[]> | undefined
  let isWoken = false
  let callAway = () => {}

  return {
    ...outbox,

    take: async (limit, waitMs) => {
      const wasWaiting = waiting !== undefined
      waiting ??= outbox.take(limit, waitMs)
      const call = waiting
      // It may fail while nobody waits for it; the next reader gets the failure.
      call.catch(() => {})
      const over = new AbortController()
      const away = new Promise<undefined>(resolve => {
        callAway = () => resolve(undefined)
      })
      if (isWoken) callAway()
      // A call that waited before may have more patience than this reader.
      const late = pause(waitMs, undefined, { signal: over.signal }).catch(() => undefined)
      try {
        const entries = await Promise.race([call, away, ...(wasWaiting ? [late] : [])])
        if (entries !== undefined) waiting = undefined
        return entries ?? []
      } catch (error) {
        waiting = undefined
        throw error
      } finally {
        isWoken = false
        callAway = () => {}
        over.abort()
      }
    },

    wake: () => {
      isWoken = true
      callAway()
    },
  }
}
