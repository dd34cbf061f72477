import { randomUUID } from 'node:crypto'
import type { Flip } from '../../domain/watch/flip'
import type { Outbox, OutboxEntry, OutboxRecord } from '../../domain/watch/ports'
import type { Redis } from '../redis/client'
import { KEYS } from './scripts'

const GROUP = 'alerts'

/** Every start of a worker is a new taker, and Redis remembers each. KEYS: outbox. ARGV: group, idle for so many ms. */
const FORGET = `
for _, taker in ipairs(redis.call('XINFO', 'CONSUMERS', KEYS[1], ARGV[1])) do
  local name, pending, idle = taker[2], taker[4], taker[6]
  if pending == 0 and idle >= tonumber(ARGV[2]) then
    redis.call('XGROUP', 'DELCONSUMER', KEYS[1], ARGV[1], name)
  end
end
`

type Entry = [id: string, fields: string[]]

/**
 * The stream of what happened, read by a group: each entry goes to one taker.
 *
 * @param connection one of its own, made by `connectWorker`: it waits in Redis
 * @param handOverMs after which an entry that nobody marked as done is handed out again
 * @param forgetMs after which a taker that has nothing in hand and asked for nothing is forgotten
 */
export function openOutbox(connection: Redis, handOverMs = 30_000, forgetMs = 3_600_000): Outbox {
  const taker = randomUUID()
  let grouped = false

  async function group(): Promise<void> {
    if (grouped) return
    await connection.xgroup('CREATE', KEYS.outbox, GROUP, '0', 'MKSTREAM').catch(ignoreBusyGroup)
    await connection.eval(FORGET, 1, KEYS.outbox, GROUP, forgetMs)
    grouped = true
  }

  async function claimOrRead(limit: number, waitMs: number): Promise<readonly Entry[]> {
    const [, left] = (await connection.xautoclaim(
      KEYS.outbox,
      GROUP,
      taker,
      handOverMs,
      '0',
      'COUNT',
      limit,
    )) as [string, (Entry | null)[]]
    // Entries that were deleted meanwhile come back empty.
    const again = left.filter(entry => entry !== null)
    if (again.length > 0) return again
    const wait = Math.min(Math.max(1, waitMs), handOverMs)
    const read = (await connection.xreadgroup(
      'GROUP',
      GROUP,
      taker,
      'COUNT',
      limit,
      'BLOCK',
      wait,
      'STREAMS',
      KEYS.outbox,
      '>',
    )) as [string, Entry[]][] | null
    return read?.[0]?.[1] ?? []
  }

  return {
    take: async (limit, waitMs) => {
      await group()
      try {
        return (await claimOrRead(limit, waitMs)).map(decode)
      } catch (error) {
        // A server that lost its data, or was emptied, lost the group too.
        if (isMissingGroup(error as Error)) grouped = false
        throw error
      }
    },

    done: async ids => {
      if (ids.length === 0) return
      await connection
        .multi()
        .xack(KEYS.outbox, GROUP, ...ids)
        .xdel(KEYS.outbox, ...ids)
        .exec()
    },

    close: async () => connection.disconnect(),
  }
}

function decode([id, [name, text = '']]: Entry): OutboxEntry {
  const value = JSON.parse(text)
  const record = name === 'flip' ? { kind: name, flip: value as Flip } : { kind: name, ...value }
  return { id, record: record as OutboxRecord }
}

/** Redis names the kinds of its errors by the first word. */
function ignoreBusyGroup(error: Error): void {
  if (!error.message.startsWith('BUSYGROUP')) throw error
}

function isMissingGroup(error: Error): boolean {
  return error.message.startsWith('NOGROUP')
}
