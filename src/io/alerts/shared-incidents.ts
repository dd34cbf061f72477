/** Incidents that several watches open under one key, and what each of them did, on the Redis that they share. */

import type { SharedIncidents } from '../../domain/alerts/ports'
import { localStamp } from '../../domain/time/local-time'
import { inTimeOn, namesOf, type Redis } from '../redis/client'
import { onOtherRedis } from '../redis/other-redis'

/** Seconds for which an incident is remembered after its last alert. */
const KEPT_S = 90 * 86_400

/**
 * On a connection made by `connectWorker`. The hash of an incident has the name that Robopager gives it, without the prefix
 * of a watch, so that its instances and ours see each other. Fails when Redis does not answer within two seconds.
 *
 * @param shared returns the URL of another Redis for these hashes; empty: they are on the same one
 * @param ofPeer returns whether a peer has opened the incident; asked about those that nobody on the same Redis has
 */
export function openSharedIncidents(
  connection: Redis,
  shared: () => Promise<string> = async () => '',
  ofPeer: (key: string) => Promise<boolean> = async () => false,
): SharedIncidents {
  const { prefix, alerts } = namesOf(connection)
  const inTime = inTimeOn(connection)
  const markOf = (key: string) => `rp.${key}`

  async function onMarks<T>(work: (at: Redis) => Promise<T>): Promise<T> {
    const url = await shared()
    return url === '' ? await inTime(work(connection)) : await onOtherRedis(url, work)
  }

  return {
    keyFor: async (alert, drawn) => {
      const kept = alerts.incident(alert)
      await inTime(connection.set(kept, drawn, 'EX', KEPT_S, 'NX'))
      return (await inTime(connection.get(kept))) ?? drawn
    },

    openedBy: async key => {
      const mark = await onMarks(at => at.hgetall(markOf(key)))
      if (Object.keys(mark).length === 0) return (await ofPeer(key)) ? 'peer' : undefined
      // A hash of Robopager's names nobody.
      return mark.by === prefix ? 'us' : 'another'
    },

    noteOpened: async (key, result, now) => {
      const stamp = localStamp(now)
      await onMarks(async at => {
        await at.hset(markOf(key), { incident_dt: stamp, by: prefix, result, status_dt: stamp })
        await at.expire(markOf(key), KEPT_S)
      })
    },

    noteEnded: async (alert, key) => {
      await inTime(connection.del(alerts.incident(alert)))
      await onMarks(at => at.del(markOf(key)))
    },
  }
}
