/** Incidents that several watches open under one key, and what each of them did, where Robopager's hashes are. */

import type { SharedIncidents } from '../../domain/alerts/ports'
import { localStamp } from '../../domain/time/local-time'
import { inTimeOn, namesOf, type Redis } from '../redis/client'
import { onOtherRedis } from '../redis/other-redis'

/** Seconds for which an incident is remembered after its last alert. */
const KEPT_S = 90 * 86_400

/**
 * On a connection made by `connectWorker`. Fails when Redis does not answer within two seconds.
 *
 * @param shared returns the URL of the Redis for Robopager's hashes: there the hash of an incident has the name that Robopager
 * gives it, so that its instances and ours see each other; empty: it is on the watch's own
 * @param isCommon the watch's own Redis may be that of others, too: the hash has that name there as well, unless access control
 * or a Cluster keeps the watch to its own keys; then its members alone see it
 * @param ofPeer returns whether a peer has opened the incident; asked about those that nobody on the same Redis has
 */
export function openSharedIncidents(
  connection: Redis,
  shared: () => Promise<string> = async () => '',
  isCommon = false,
  ofPeer: (key: string) => Promise<boolean> = async () => false,
): SharedIncidents {
  const { prefix, alerts } = namesOf(connection)
  const inTime = inTimeOn(connection)

  async function onMark<T>(key: string, work: (at: Redis, mark: string) => Promise<T>): Promise<T> {
    const url = await shared()
    const common = `rp.${key}`
    if (url !== '') return await onOtherRedis(url, at => work(at, common))
    try {
      if (isCommon) return await inTime(work(connection, common))
    } catch (error) {
      if (!isForbidden(error)) throw error
    }
    return await inTime(work(connection, alerts.opened(key)))
  }

  return {
    keyFor: async (alert, drawn) => {
      const kept = alerts.incident(alert)
      await inTime(connection.set(kept, drawn, 'EX', KEPT_S, 'NX'))
      return (await inTime(connection.get(kept))) ?? drawn
    },

    openedBy: async key => {
      const mark = await onMark(key, (at, name) => at.hgetall(name))
      if (Object.keys(mark).length === 0) return (await ofPeer(key)) ? 'peer' : undefined
      // A hash of Robopager's names nobody.
      return mark.by === prefix ? 'us' : 'another'
    },

    noteOpened: async (key, result, now) => {
      const stamp = localStamp(now)
      await onMark(key, async (at, name) => {
        await at.hset(name, { incident_dt: stamp, by: prefix, result, status_dt: stamp })
        await at.expire(name, KEPT_S)
      })
    },

    noteEnded: async (alert, key) => {
      await inTime(connection.del(alerts.incident(alert)))
      await onMark(key, (at, name) => at.del(name))
    },
  }
}

function isForbidden(error: unknown): boolean {
  const { message, cause } = error as Error
  return /^NOPERM\b/.test(cause instanceof Error ? cause.message : message)
}
