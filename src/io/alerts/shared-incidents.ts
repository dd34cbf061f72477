/** Incidents that several watches open under one key, and what each of them did, on the Redis that they share. */

import type { SharedIncidents } from '../../domain/alerts/ports'
import { localStamp } from '../../domain/time/local-time'
import { namesOf, REQUEST_TIMEOUT_MS, type Redis, within } from '../redis/client'

/** Seconds for which an incident is remembered after its last alert. */
const KEPT_S = 90 * 86_400

/**
 * On a connection made by `connectWorker`. The hash of an incident has the name that Robopager gives it, without the prefix
 * of a watch, so that its instances and ours see each other. Fails when Redis does not answer within two seconds.
 */
export function openSharedIncidents(connection: Redis): SharedIncidents {
  const { prefix, alerts } = namesOf(connection)
  const inTime = <T>(work: Promise<T>) => within(REQUEST_TIMEOUT_MS, work)
  const markOf = (key: string) => `rp.${key}`

  return {
    keyFor: async (alert, drawn) => {
      const kept = alerts.incident(alert)
      await inTime(connection.set(kept, drawn, 'EX', KEPT_S, 'NX'))
      return (await inTime(connection.get(kept))) ?? drawn
    },

    openedBy: async key => {
      const mark = await inTime(connection.hgetall(markOf(key)))
      if (Object.keys(mark).length === 0) return undefined
      // A hash of Robopager's names nobody.
      return mark.by === prefix ? 'us' : 'another'
    },

    noteOpened: async (key, now) => {
      const mark = markOf(key)
      await inTime(
        connection
          .multi()
          .hset(mark, { incident_dt: localStamp(now), by: prefix })
          .expire(mark, KEPT_S)
          .exec(),
      )
    },

    noteEnded: async (alert, key) => {
      await inTime(connection.multi().del(alerts.incident(alert)).del(markOf(key)).exec())
    },
  }
}
