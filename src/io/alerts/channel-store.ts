/** The channels that were made in the page, and the browsers that take messages, in Redis. */

import type { Channel } from '../../domain/alerts/channel'
import type { ChannelStore, PushStore, PushSubscription, VapidKeys } from '../../domain/alerts/ports'
import { PATIENCE_MS, type Redis, within } from '../redis/client'

/** In braces, so that a clustered server keeps all keys together, as those of the queue. */
const PREFIX = '{intvlm8r}:channels:'

const KEYS = {
  /** Hash: name -> kind and settings as JSON. */
  all: `${PREFIX}all`,
  vapid: `${PREFIX}vapid`,
} as const

/** Hash: endpoint -> subscription as JSON. */
const browsers = (channel: string) => `${PREFIX}browsers:${channel}`

/** On a connection made by `connectStore`; fails with StoreUnavailable within two seconds. */
export function openChannelStore(
  redis: Redis,
  drawVapidKeys: () => Promise<VapidKeys>,
): ChannelStore & PushStore {
  const inTime = <T>(work: Promise<T>) => within(PATIENCE_MS, work)

  return {
    list: async () => {
      const all = await inTime(redis.hgetall(KEYS.all))
      return Object.entries(all).map(([name, json]) => ({
        ...(JSON.parse(json) as Pick<Channel, 'kind' | 'settings'>),
        name,
        origin: 'page',
      }))
    },

    save: async ({ name, kind, settings }) => {
      await inTime(redis.hset(KEYS.all, name, JSON.stringify({ kind, settings })))
    },

    remove: async name => {
      await inTime(Promise.all([redis.hdel(KEYS.all, name), redis.del(browsers(name))]))
    },

    vapidKeys: async () => {
      const kept = await inTime(redis.get(KEYS.vapid))
      if (kept !== null) return JSON.parse(kept) as VapidKeys
      await inTime(redis.setnx(KEYS.vapid, JSON.stringify(await drawVapidKeys())))
      return JSON.parse((await inTime(redis.get(KEYS.vapid))) ?? '') as VapidKeys
    },

    subscriptions: async channel => {
      const all = await inTime(redis.hvals(browsers(channel)))
      return all.map(json => JSON.parse(json) as PushSubscription)
    },

    subscribe: async (channel, { endpoint, keys: { p256dh, auth } }) => {
      const json = JSON.stringify({ endpoint, keys: { p256dh, auth } })
      await inTime(redis.hset(browsers(channel), endpoint, json))
    },

    unsubscribe: async (channel, endpoint) => {
      await inTime(redis.hdel(browsers(channel), endpoint))
    },
  }
}
