import { randomUUID } from 'node:crypto'
import type { Flip } from '../../domain/watch/flip'
import type { Outbox, OutboxEntry, OutboxRecord } from '../../domain/watch/outbox'
import type { SignalExcerpt } from '../../domain/watch/signal-excerpt'
import { namesOf, type Redis } from '../redis/client'
import { defineScript } from '../redis/script'
import { shardOf } from '../redis/shards'
import forgetConsumersLua from './forget-consumers.lua' with { type: 'text' }

const GROUP = 'alerts'

type StreamEntry = [id: string, fields: string[]]

/**
 * The stream of changes, read by a group: each entry goes to one consumer.
 *
 * @param connection one of its own, made by `connectWorker`: it waits in Redis
 * @param handOverMs after which an entry that nobody marked as done is handed out again
 * @param forgetMs after which a consumer that has nothing in hand and took nothing is removed
 */
export function openOutbox(connection: Redis, handOverMs = 30_000, forgetMs = 3_600_000): Outbox {
  const { watch, backupChanged } = namesOf(connection)
  const { outbox: stream } = watch
  const forgetConsumers = defineScript<null>(connection, forgetConsumersLua)
  const consumer = randomUUID()
  let hasGroup = false

  async function joinGroup(): Promise<void> {
    if (hasGroup) return
    await connection.xgroup('CREATE', stream, GROUP, '0', 'MKSTREAM').catch(ignoreBusyGroup)
    await forgetConsumers([stream], [GROUP, forgetMs])
    hasGroup = true
  }

  async function claimOrRead(limit: number, waitMs: number): Promise<readonly StreamEntry[]> {
    const count = ['COUNT', limit] as const
    const [, claimed] = (await connection.xautoclaim(stream, GROUP, consumer, handOverMs, '0', ...count)) as [
      string,
      (StreamEntry | null)[],
    ]
    // Entries that were deleted meanwhile come back empty.
    const left = claimed.filter(entry => entry !== null)
    if (left.length > 0) return left
    const block = ['BLOCK', Math.min(Math.max(1, waitMs), handOverMs)] as const
    const read = (await connection.xreadgroup(
      'GROUP',
      GROUP,
      consumer,
      ...count,
      ...block,
      'STREAMS',
      stream,
      '>',
    )) as [string, StreamEntry[]][] | null
    return read?.[0]?.[1] ?? []
  }

  return {
    take: async (limit, waitMs) => {
      await joinGroup()
      try {
        return (await claimOrRead(limit, waitMs)).map(decode)
      } catch (error) {
        // A server that lost its data, or was emptied, lost the group too.
        if (isMissingGroup(error as Error)) {
          hasGroup = false
          // The copy is not looked at before a change otherwise, and nobody else may have noticed.
          await connection.publish(backupChanged, '').catch(() => {})
        }
        throw error
      }
    },

    done: async ids => {
      if (ids.length === 0) return
      await connection
        .multi()
        .xack(stream, GROUP, ...ids)
        .xdel(stream, ...ids)
        .exec()
    },

    close: async () => connection.disconnect(),
  }
}

/**
 * Makes the alerts of a check due for a review, without a flip. Not in one step with its reason: should it get lost, the
 * hourly review makes up for it.
 */
export async function requestReview(connection: Redis, check: string): Promise<void> {
  const shard = shardOf(connection, check)
  await shard.xadd(namesOf(shard).watch.outbox, '*', 'look', JSON.stringify({ check }))
}

function decode([id, [name, text = '', , signal]]: StreamEntry): OutboxEntry {
  const value = JSON.parse(text)
  const record =
    name === 'flip'
      ? { kind: name, flip: value as Flip, ...(signal && { signal: JSON.parse(signal) as SignalExcerpt }) }
      : { kind: name, ...value }
  return { id, record: record as OutboxRecord }
}

/** The first word of Redis' errors names their kind. */
function ignoreBusyGroup(error: Error): void {
  if (!error.message.startsWith('BUSYGROUP')) throw error
}

function isMissingGroup(error: Error): boolean {
  // The second one is that of a call that waited at that moment.
  return /^(NOGROUP|UNBLOCKED)/.test(error.message)
}
