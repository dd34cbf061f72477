/** Counts in Redis what became of the messages that came by 0MQ; written only when there is something new. */

import { firstCharacters } from '../../domain/shorten'
import type { MessageCounts } from '../../domain/watch/jobs'
import type { MessageState } from '../../domain/watch/message-words'
import { claimsIn } from '../redis/claim'
import { forRequest, namesOf, type Redis } from '../redis/client'

const WRITE_MS = 5_000
const LONGEST_JOB = 100

export function openMessageCounts(connection: Redis) {
  let counts = new Map<string, number>()
  let unknown: string | undefined
  let timer: NodeJS.Timeout | undefined

  async function write(): Promise<void> {
    timer = undefined
    if (counts.size === 0) return
    const written = counts
    const name = unknown
    counts = new Map()
    unknown = undefined
    const multi = connection.multi()
    for (const [reason, count] of written) multi.hincrby(namesOf(connection).watch.messages, reason, count)
    if (name !== undefined) multi.hset(namesOf(connection).watch.messages, 'lastUnknown', name)
    try {
      await multi.exec()
    } catch {
      // Redis is away: they are written with the next ones.
      for (const [reason, count] of written) counts.set(reason, (counts.get(reason) ?? 0) + count)
      unknown ??= name
      later()
    }
  }

  function later(): void {
    timer ??= setTimeout(() => void write(), WRITE_MS)
  }

  const counting: MessageCounts & { noteUnknown(job: string): void } = {
    add: name => {
      counts.set(name, (counts.get(name) ?? 0) + 1)
      later()
    },
    noteUnknown: job => {
      unknown = firstCharacters(job, LONGEST_JOB)
    },
  }
  return {
    ...counting,
    close: async () => {
      clearTimeout(timer)
      await write()
    },
  }
}

/** Reads the counts, and whether the program for 0MQ claims to work. */
export function readMessages(connection: Redis): Promise<Omit<MessageState, 'problem'>> {
  const { watch, claims } = namesOf(connection)
  return forRequest(connection, async () => {
    const [fields, clients] = await Promise.all([
      connection.hgetall(watch.messages),
      connection.client('LIST') as Promise<string>,
    ])
    const { lastUnknown, ...counts } = fields as Record<string, string>
    return {
      isReceived: claimsIn(clients, claims.zmq).renewed > 0,
      counts: Object.fromEntries(Object.entries(counts).map(([name, count]) => [name, Number(count)])),
      ...(lastUnknown !== undefined && { lastUnknown }),
    }
  })
}
