/** Since when the server has had each of its faults: so that of several workers one tells, and only once. */
import type { ServerFaultKind } from '../../domain/redis/server-faults'
import type { NotedFaults } from '../../domain/watch/server-look'
import { namesOf, type Redis } from '../redis/client'
import { remembered } from '../redis/remembered'

/** A worker that noted a fault notes its end as well; those of one that died are noticed after so long. Milliseconds. */
const REREAD_MS = 600_000

export function openNotedFaults(connection: Redis): NotedFaults {
  const { serverFaults } = namesOf(connection).watch
  const all = remembered(async () => {
    const noted = Object.entries(await connection.hgetall(serverFaults))
    return new Map(noted.map(([kind, since]) => [kind as ServerFaultKind, Number(since)]))
  }, REREAD_MS)
  // Another server may come with the next connection.
  connection.on('ready', all.forget)
  return {
    all,
    note: async (kind, since) => {
      all.forget()
      await connection.hsetnx(serverFaults, kind, since)
      return Number((await connection.hget(serverFaults, kind)) ?? since)
    },
    forget: async kind => {
      all.forget()
      await connection.hdel(serverFaults, kind)
    },
  }
}
