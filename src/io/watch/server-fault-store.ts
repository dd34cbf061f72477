/** Since when the server has had each of its faults, and who noted it: so that of several workers one tells, and only once. */
import type { ServerFaultKind } from '../../domain/redis/server-faults'
import type { NotedFaults } from '../../domain/watch/server-look'
import { claimsIn } from '../redis/claim'
import { namesOf, type Redis } from '../redis/client'
import { remembered } from '../redis/remembered'

/** A worker that noted a fault notes its end as well; those of one that died are noticed after so long. Milliseconds. */
const REREAD_MS = 600_000

/** Stands behind a fault in the name of the field with the member that noted it. */
const BY = ':by'

/** `member`: the id of this appliance; empty where there is no other one. */
export function openNotedFaults(connection: Redis, member = ''): NotedFaults {
  const { watch, claims } = namesOf(connection)
  const { serverFaults } = watch
  const fields = remembered(() => connection.hgetall(serverFaults), REREAD_MS)
  // Another server may come with the next connection.
  connection.on('ready', fields.forget)
  return {
    all: async () => {
      const noted = Object.entries(await fields()).filter(([field]) => !field.endsWith(BY))
      return new Map(noted.map(([kind, since]) => [kind as ServerFaultKind, Number(since)]))
    },
    note: async (kind, since) => {
      fields.forget()
      await connection
        .multi()
        .hsetnx(serverFaults, kind, since)
        .hsetnx(serverFaults, kind + BY, member)
        .exec()
      return Number((await connection.hget(serverFaults, kind)) ?? since)
    },
    isOthers: async kind => {
      const by = (await fields())[kind + BY] ?? member
      if (by === member) return false
      const clients = (await connection.client('LIST', 'TYPE', 'NORMAL')) as string
      return claimsIn(clients, claims.workerOf(by)).renewed > 0
    },
    forget: async kind => {
      fields.forget()
      await connection.hdel(serverFaults, kind, kind + BY)
    },
  }
}
