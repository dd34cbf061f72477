/** Since when an appliance's messages by 0MQ have not been received: so that it is told once, and its end too. */
import type { NotedAbsence } from '../../domain/watch/jobs'
import { namesOf, type Redis } from '../redis/client'
import { remembered } from '../redis/remembered'

/** A worker that noted it notes its end as well; that of one which died is noticed after so long. Milliseconds. */
const REREAD_MS = 600_000

export function openNotedAbsence(connection: Redis): NotedAbsence {
  const { watch, claims } = namesOf(connection)
  const [key, own] = [watch.messagesAway, claims.zmq]
  const noted = remembered(() => connection.hget(key, own), REREAD_MS)
  // Another server may come with the next connection.
  connection.on('ready', noted.forget)
  return {
    since: async () => {
      const since = await noted()
      return since === null ? undefined : Number(since)
    },
    note: async since => {
      noted.forget()
      await connection.hsetnx(key, own, since)
      return Number((await connection.hget(key, own)) ?? since)
    },
    forget: async () => {
      noted.forget()
      await connection.hdel(key, own)
    },
  }
}
