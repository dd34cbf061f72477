import { Redis, type RedisOptions } from 'ioredis'

export type { Redis } from 'ioredis'

/** Where the Redis server is: a socket of this machine's or a redis:// URL. */
export type RedisTarget = { readonly path: string } | { readonly url: string }

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
