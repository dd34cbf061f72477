/** Since when the server has had each of its faults: so that of several workers one tells, and only once. */
import type { ServerFaultKind } from '../../domain/redis/server-faults'
import type { NotedFaults } from '../../domain/watch/server-look'
import { namesOf, type Redis } from '../redis/client'

export function openNotedFaults(connection: Redis): NotedFaults {
  const { serverFaults } = namesOf(connection).watch
  return {
    all: async () => {
      const noted = Object.entries(await connection.hgetall(serverFaults))
      return new Map(noted.map(([kind, since]) => [kind as ServerFaultKind, Number(since)]))
    },
    note: async (kind, since) => {
      await connection.hsetnx(serverFaults, kind, since)
      return Number((await connection.hget(serverFaults, kind)) ?? since)
    },
    forget: async kind => void (await connection.hdel(serverFaults, kind)),
  }
}
