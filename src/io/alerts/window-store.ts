/** The maintenance windows that were made in the page, in Redis. */

import type { MaintenanceWindow } from '../../domain/alerts/maintenance'
import type { WindowStore } from '../../domain/alerts/ports'
import { inTimeOn, namesOf, type Redis } from '../redis/client'
import { changeCounted } from '../redis/revision'

/** On a connection made by `connectStore`; fails with StoreUnavailable within two seconds. */
export function openWindowStore(connection: Redis): WindowStore {
  const { windows } = namesOf(connection).alerts
  const inTime = inTimeOn(connection)

  return {
    list: async () => {
      const all = await inTime(connection.hgetall(windows))
      return Object.entries(all).map(([name, json]) => decodeWindow(name, json))
    },
    save: async window => {
      const stored = encodeWindow(window)
      await inTime(changeCounted(connection, multi => multi.hset(windows, window.name, stored)))
    },
    remove: async name => {
      await inTime(changeCounted(connection, multi => multi.hdel(windows, name)))
    },
  }
}

export function encodeWindow({ settings }: Pick<MaintenanceWindow, 'settings'>): string {
  return JSON.stringify({ settings })
}

export function decodeWindow(name: string, json: string): MaintenanceWindow {
  const { settings } = JSON.parse(json) as Pick<MaintenanceWindow, 'settings'>
  return { name, origin: 'page', settings }
}
