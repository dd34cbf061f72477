/** Since when an appliance's messages by 0MQ have not been received: so that it is told once, and its end too. */
import type { NotedAbsence } from '../../domain/watch/jobs'
import { namesOf, type Redis } from '../redis/client'

export function openNotedAbsence(connection: Redis): NotedAbsence {
  const { watch, claims } = namesOf(connection)
  const [key, own] = [watch.messagesAway, claims.zmq]
  return {
    since: async () => {
      const noted = await connection.hget(key, own)
      return noted === null ? undefined : Number(noted)
    },
    note: async since => {
      await connection.hsetnx(key, own, since)
      return Number((await connection.hget(key, own)) ?? since)
    },
    forget: async () => void (await connection.hdel(key, own)),
  }
}
