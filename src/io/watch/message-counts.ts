/** Counts in Redis what became of the messages that came by 0MQ; written only when there is something new. */

import { firstCharacters } from '../../domain/shorten'
import { CLAIM_MS } from '../../domain/time/limits'
import type { MessageCounts } from '../../domain/watch/jobs'
import type { MessageState } from '../../domain/watch/message-words'
import { claimsIn } from '../redis/claim'
import { forRequest, namesOf, type Redis } from '../redis/client'

const WRITE_MS = 5_000
const LONGEST_JOB = 100

/** The field of an appliance's trouble begins so. */
const TROUBLE = 'trouble:'

/** @param id of the appliance */
export function openMessageCounts(connection: Redis, id: string) {
  let counts = new Map<string, number>()
  /** To be written; empty: there is none any more, as at the start. */
  let trouble: string | undefined = ''
  let unknown: string | undefined
  let timer: NodeJS.Timeout | undefined

  async function write(): Promise<void> {
    timer = undefined
    if (counts.size === 0 && trouble === undefined) return
    const written = counts
    const name = unknown
    const reason = trouble
    counts = new Map()
    unknown = undefined
    trouble = undefined
    const multi = connection.multi()
    for (const [reason, count] of written) multi.hincrby(namesOf(connection).watch.messages, reason, count)
    if (name !== undefined) multi.hset(namesOf(connection).watch.messages, 'lastUnknown', name)
    if (reason === '') multi.hdel(namesOf(connection).watch.messages, TROUBLE + id)
    else if (reason !== undefined) multi.hset(namesOf(connection).watch.messages, TROUBLE + id, reason)
    try {
      await multi.exec()
    } catch {
      // Redis is away: they are written with the next ones.
      for (const [reason, count] of written) counts.set(reason, (counts.get(reason) ?? 0) + count)
      unknown ??= name
      trouble ??= reason
      later()
    }
  }

  function later(): void {
    timer ??= setTimeout(() => void write(), WRITE_MS)
  }

  later()
  const counting: MessageCounts & {
    noteUnknown(job: string): void
    /** Undefined: it is over. */
    noteTrouble(reason: string | undefined): void
  } = {
    noteTrouble: reason => {
      trouble = reason ?? ''
      void write()
    },
    add: (name, count = 1) => {
      counts.set(name, (counts.get(name) ?? 0) + count)
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
      trouble = ''
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
    const { lastUnknown, ...others } = fields as Record<string, string>
    const isTrouble = ([name]: readonly [string, string]) => name.startsWith(TROUBLE)
    const troubles = Object.entries(others).filter(isTrouble)
    const counts = Object.entries(others).filter(entry => !isTrouble(entry))
    return {
      isReceived: claimsIn(clients, claims.zmq, CLAIM_MS.receiving.valid).renewed > 0,
      counts: Object.fromEntries(counts.map(([name, count]) => [name, Number(count)])),
      ...(troubles.length > 0 && { troubles: troubles.map(([, reason]) => reason) }),
      ...(lastUnknown !== undefined && { lastUnknown }),
    }
  })
}
