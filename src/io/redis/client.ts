import { Redis, type RedisOptions } from 'ioredis'
import { StoreUnavailable } from '../../domain/net/unavailable'
import { asUnavailable } from './errors'

export type { Redis } from 'ioredis'

/** Where the Redis server is: a socket of this machine's or a redis:// URL. */
export type RedisTarget = { readonly path: string } | { readonly url: string }

/** A request is answered within two seconds, whatever Redis does. */
export const PATIENCE_MS = 1_800

const RECONNECT = { first: 50, longest: 1_000 }

const retryStrategy = (times: number) =>
  Math.min(RECONNECT.first * 2 ** Math.min(times, 10), RECONNECT.longest)

/** For requests: answers or fails at once; nothing waits for a server that is away. */
export function connectProducer(target: RedisTarget): Redis {
  return open(target, {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 1,
    commandTimeout: 1_500,
    retryStrategy,
  })
}

/**
 * For check-ins: as for requests, and what is asked for in one turn of the event loop goes out together. A command whose
 * answer was lost with the connection is not sent again, since it would count twice: it fails.
 */
export function connectStore(target: RedisTarget): Redis {
  return open(target, {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 1,
    commandTimeout: PATIENCE_MS + 500, // `ask` is faster, and says what happened
    enableAutoPipelining: true,
    autoPipeliningIgnoredCommands: ['watchSave'], // check-saves gathers them itself
    autoResendUnfulfilledCommands: false,
    retryStrategy,
  })
}

/** For workers: waits for the server however long it takes, as BullMQ asks for. */
export function connectWorker(target: RedisTarget): Redis {
  return open(target, { maxRetriesPerRequest: null, retryStrategy })
}

function open(target: RedisTarget, options: RedisOptions): Redis {
  const where = 'path' in target ? target.path : target.url
  return new Redis(where, { ...options, connectTimeout: 2_000, keepAlive: 30_000 } as RedisOptions & {
    replyMapping: 'map'
  })
}

/** @throws StoreUnavailable when the server does not answer in time */
export async function untilReady(connection: Redis): Promise<void> {
  if (isThere(connection)) return
  await within(PATIENCE_MS, new Promise<void>(resolve => connection.once('ready', () => resolve())))
}

/** Work that a request waits for. @throws StoreUnavailable when the server is not there, leaves, takes no writes, or does not answer in time. */
export async function ask<T>(connection: Redis, work: () => Promise<T>): Promise<T> {
  if (!isThere(connection)) throw new StoreUnavailable('Redis cannot be reached')
  try {
    return await within(PATIENCE_MS, work())
  } catch (error) {
    if (isThere(connection)) throw asUnavailable(error as Error)
    throw new StoreUnavailable('Redis has gone', { cause: error })
  }
}

/** The status says so only a moment after the connection has broken. */
function isThere({ status, stream }: Redis): boolean {
  return status === 'ready' && stream.writable
}

/** @throws StoreUnavailable when the work is not done in time. */
export function within<T>(ms: number, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const late = () => reject(new StoreUnavailable(`Redis did not answer within ${ms / 1000} s`))
    const timer = setTimeout(late, ms)
    work.then(
      value => {
        clearTimeout(timer)
        resolve(value)
      },
      error => {
        clearTimeout(timer)
        reject(error)
      },
    )
  })
}
