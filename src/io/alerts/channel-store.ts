/** The channels that were created in the page, and the browsers that take messages, in Redis. */

import type { Channel } from '../../domain/alerts/channel'
import type { ChannelStore, PushStore, PushSubscription, VapidKeys } from '../../domain/alerts/ports'
import { inTimeOn, namesOf, type Redis } from '../redis/client'
import { drawnOnce } from '../redis/drawn-once'
import { changeCounted } from '../redis/revision'
import { decodeChannel, encodeChannel } from './channel-codec'

/** The channels that were created in the page, on a connection made by `connectStore`. */
export async function listChannels(connection: Redis): Promise<readonly Channel[]> {
  const all = await inTimeOn(connection)(connection.hgetall(namesOf(connection).channels.all))
  return Object.entries(all).map(([name, json]) => decodeChannel(name, json))
}

/** On a connection made by `connectStore`; fails with StoreUnavailable within two seconds. */
export function openChannelStore(
  connection: Redis,
  drawVapidKeys: () => Promise<VapidKeys>,
): ChannelStore & PushStore {
  const { alerts, channels: keys } = namesOf(connection)
  const inTime = inTimeOn(connection)

  return {
    list: () => listChannels(connection),

    save: async channel => {
      const { name } = channel
      const stored = encodeChannel(channel)
      await inTime(changeCounted(connection, multi => multi.hset(keys.all, name, stored)))
    },

    remove: async name => {
      await inTime(
        changeCounted(connection, multi =>
          multi
            .hdel(keys.all, name)
            .del(keys.browsers(name))
            // Another channel of that name begins anew.
            .hdel(alerts.health, name),
        ),
      )
    },

    vapidKeys: async () => {
      const draw = async () => JSON.stringify(await drawVapidKeys())
      const drawn = await inTime(drawnOnce(connection, keys.vapid, 'key for messages in browsers', draw))
      return JSON.parse(drawn) as VapidKeys
    },

    subscriptions: async channel => {
      const all = await inTime(connection.hvals(keys.browsers(channel)))
      return all.map(json => JSON.parse(json) as PushSubscription)
    },

    subscribe: async (channel, { endpoint, keys: { p256dh, auth } }) => {
      const json = JSON.stringify({ endpoint, keys: { p256dh, auth } })
      await inTime(changeCounted(connection, multi => multi.hset(keys.browsers(channel), endpoint, json)))
    },

    unsubscribe: async (channel, endpoint) => {
      await inTime(changeCounted(connection, multi => multi.hdel(keys.browsers(channel), endpoint)))
    },
  }
}
