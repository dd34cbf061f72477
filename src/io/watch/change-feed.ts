/** Messages about changed checks, and the claim by which workers know that this process takes check-ins. */
import type { CheckStore } from '../../domain/watch/ports'
import { namesOf, type Redis } from '../redis/client'
import { claimListening, type ListeningClaim } from './listening'

export interface ChangeFeed extends Pick<CheckStore, 'onChange' | 'listen'> {
  /** The name of this process while several take check-ins; else empty. */
  taker(): string
  close(): Promise<void>
}

/** `connection`: the store's own, for its options; errors are reported there alone. */
export function openChangeFeed(connection: Redis): ChangeFeed {
  const { listener: listenerName, messages } = namesOf(connection)
  const callbacks = new Set<(id: string) => void>()
  let subscriber: Redis | undefined
  let listener: Redis | undefined
  let claim: ListeningClaim | undefined

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
      claim ??= claimListening(connection, as === undefined ? {} : { id: as })
      listener.on('message', () => void claim?.renew().catch(() => {}))
      // A connection that waits for messages is not closed for being idle.
      await listener.subscribe(messages.rollCall)
      if (connection.status === 'ready') await claim.renew()
    },

    taker: () => claim?.taker() ?? '',

    close: async () => {
      await claim?.end()
      listener?.disconnect()
      subscriber?.disconnect()
    },
  }
}
