/** Connections to the appliance's Redis, and what the log holds of their troubles. */
import type { Log } from '../domain/log'
import type { Settings } from '../domain/settings/settings'
import { connectStore, connectWorker, type Redis, type RedisTarget } from '../io/redis/client'
import { redisPlace } from '../io/redis/private-server/place'

/** The server that the INI names, or else the appliance's own. */
export function redisTarget(redis: Settings['redis'], home: string): RedisTarget {
  return redis.url === '' ? { path: redisPlace(home).socket } : { url: redis.url }
}

/** A connection for requests to the watch. */
export function openStore(target: RedisTarget, log: Log): Redis {
  const connection = connectStore(target)
  reportConnection(connection, log)
  return connection
}

/** A further connection of the worker; that of its queue reports a lost Redis for all of them. */
export function openUnreported(target: RedisTarget): Redis {
  const connection = connectWorker(target)
  connection.on('error', () => {})
  return connection
}

/** Logs one line when the connection is lost and one when it is back: none for the attempts between. */
export function reportConnection(connection: Redis, log: Log): void {
  let lost = false
  connection.on('ready', () => {
    if (lost) log.info('Redis is there again')
    lost = false
  })
  connection.on('error', error => {
    if (!lost) log.warn(`Redis cannot be reached: ${error.message}`)
    lost = true
  })
  connection.on('close', () => {
    if (!lost && connection.status !== 'end') log.warn('the connection to Redis is lost')
    lost = true
  })
}

/** Logs BullMQ's own errors, each once in a row, but not those of a lost connection, which has its own lines. */
export function reportTrouble(connection: Redis, log: Log, what: string): (error: Error) => void {
  let reported = ''
  connection.on('ready', () => {
    reported = ''
  })
  return error => {
    // BullMQ has more connections than this one, and one of them may be the first to break.
    if ('syscall' in error || connection.status !== 'ready' || error.message === reported) return
    reported = error.message
    log.error(error, what)
  }
}
