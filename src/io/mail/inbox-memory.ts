/** How far the check-ins of a mailbox have come, in Redis: none is missed, and none counts twice. */
import { randomUUID } from 'node:crypto'
import type { InboxMemory, Position } from '../../domain/mail/inbox-memory'
import { namesOf, type Redis } from '../redis/client'
import { defineScript } from '../redis/script'
import leaseLua from './lease-inbox.lua' with { type: 'text' }
import releaseLua from './release-inbox.lua' with { type: 'text' }

/** Milliseconds for which the right to follow a mailbox lasts; it is renewed long before. */
const LEASE_MS = 30_000
/** Mails that are remembered by their names, and for how long: a second copy seldom comes later. */
const REMEMBERED = { most: 1_000, ms: 7 * 86_400_000 } as const

export function openInboxMemory(connection: Redis): InboxMemory {
  const runLease = defineScript<0 | 1>(connection, leaseLua)
  const runRelease = defineScript<null>(connection, releaseLua)
  const { mail: keys } = namesOf(connection)
  const owner = randomUUID()
  return {
    lease: async account => (await runLease([keys.lease(account)], [owner, LEASE_MS])) === 1,
    release: async account => void (await runRelease([keys.lease(account)], [owner])),
    position: async account => {
      const json = await connection.hget(keys.positions, account)
      return json === null ? undefined : (JSON.parse(json) as Position)
    },
    forget: async account => void (await connection.hdel(keys.positions, account)),
    isTaken: async (account, mark) => (await connection.zscore(keys.taken(account), mark)) !== null,
    note: async (account, position, marks, now) => {
      const taken = keys.taken(account)
      const multi = connection.multi().hset(keys.positions, account, JSON.stringify(position))
      if (marks.length > 0)
        multi
          .zadd(taken, ...marks.flatMap(mark => [now, mark]))
          .zremrangebyscore(taken, '-inf', now - REMEMBERED.ms)
          .zremrangebyrank(taken, 0, -REMEMBERED.most - 1)
      await multi.exec()
    },
  }
}
