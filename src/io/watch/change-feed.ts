/** Messages about changed checks, and the claims by which workers know that this process takes check-ins, one in each part of the checks. */
import { randomUUID } from 'node:crypto'
import { StoreUnavailable } from '../../domain/net/unavailable'
import type { CheckStore } from '../../domain/watch/ports'
import { failureOf, namesOf, type Redis } from '../redis/client'
import { shardsOf } from '../redis/shards'
import { claimListening, type ListeningClaim } from './listening'

export interface ChangeFeed extends Pick<CheckStore, 'onChange' | 'listen'> {
  /** The name of this process while several take check-ins of that part; else empty. */
  taker(shard: Redis): string
  close(): Promise<void>
}

/** `connection`: the store's own, for its options; errors are reported there alone. */
export function openChangeFeed(connection: Redis): ChangeFeed {
  const { listener: listenerName, messages } = namesOf(connection)
  const callbacks = new Set<(id: string) => void>()
  let subscriber: Redis | undefined
  let listener: Redis | undefined
  /** By the connections to the parts of the checks. */
  const claims = new Map<Redis, ListeningClaim>()

  /** Redis wants connections of their own for messages; they come back by themselves and subscribe again. */
  function duplicate(options: { connectionName?: string }): Redis {
    const made = connection.duplicate({
      ...options,
      commandTimeout: undefined, // A subscription that timed out would never be made.
      enableOfflineQueue: true,
      maxRetriesPerRequest: null,
      autoResendUnfulfilledCommands: true,
      enableAutoPipelining: false,
    })
    made.on('error', () => {})
    return made
  }

  function subscribed(): Redis {
    if (subscriber) return subscriber
    subscriber = duplicate({})
    subscriber.on('message', (channel, ids) => {
      if (channel === messages.changed)
        for (const id of ids.split(' ')) for (const callback of callbacks) callback(id)
    })
    return subscriber
  }

  return {
    onChange: async callback => {
      callbacks.add(callback)
      const subscription = subscribed()
      await subscription.subscribe(messages.changed)
      return {
        close: () => {
          callbacks.delete(callback)
          if (callbacks.size === 0) subscription.unsubscribe(messages.changed).catch(() => {}) // The connection is gone.
        },
      }
    },

    listen: async as => {
      listener ??= duplicate({ connectionName: listenerName })
      const shards = shardsOf(connection)
      const id = as ?? randomUUID()
      for (const shard of shards) if (!claims.has(shard)) claims.set(shard, claimListening(shard, { id }))
      const byCall = new Map(shards.map(shard => [namesOf(shard).messages.rollCall, claims.get(shard)]))
      listener.on(
        'message',
        channel =>
          void byCall
            .get(channel)
            ?.renew()
            .catch(() => {}),
      )
      // A connection that waits for messages is not closed for being idle.
      await listener.subscribe(...byCall.keys())
      for (const [shard, claim] of claims)
        if (shard.status === 'ready') await claim.renew().catch(error => unlessAway(shard, error))
    },

    taker: shard => claims.get(shard)?.taker() ?? '',

    close: async () => {
      await Promise.all([...claims.values()].map(claim => claim.end()))
      listener?.disconnect()
      subscriber?.disconnect()
    },
  }
}

/** A claim is renewed every few seconds, also where the server cannot do it now. */
function unlessAway(connection: Redis, error: Error): void {
  if (!(failureOf(connection, error) instanceof StoreUnavailable)) throw error
}
