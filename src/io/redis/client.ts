import { StoreUnavailable } from '../../domain/net/unavailable'
import { createConnector } from './connector'
import { type Confirm, createConfirm } from './copies'
import { asUnavailable, showsOtherServer, stateOf } from './errors'
import { type Names, namesIn } from './keys'
import type { Locator } from './primary/locator'
import { groupOf, locatorOf, logInOf } from './primary/of-target'
import { openQuietly, type Redis, type RedisOptions } from './quiet-redis'
import { divide, openedWith, shardOf, shardsOf } from './shards'
import { type RedisTarget, targetOfShard } from './target'

export type { Redis } from './quiet-redis'
export { isCommon, type RedisTarget } from './target'

/** The names that each connection uses; those of its duplicates are asked for by the original. */
const namesByConnection = new WeakMap<Redis, Names>()

export function namesOf(connection: Redis): Names {
  const names = namesByConnection.get(connection)
  if (names === undefined) throw new Error('a connection to Redis has no names: it is a duplicate')
  return names
}

interface Copying {
  readonly copies: number
  readonly confirm: Confirm
  readonly locator: Locator | undefined
}

const copiesByConnection = new WeakMap<Redis, Copying>()

/** The servers that have to have a write of this connection on their disks before it counts. */
export function copiesOf(connection: Redis): number {
  return copiesByConnection.get(connection)?.copies ?? 1
}

/** The locator of a connection whose writes have to be copied, where one of several servers is the right one. */
export function copyLocatorOf(connection: Redis): Locator | undefined {
  return copiesByConnection.get(connection)?.locator
}

/**
 * Returns the result of a write that has just been sent, once it is on as many disks as `[Redis] copies` says.
 *
 * @throws StoreUnavailable when it is not in time; it may be stored all the same
 */
export async function acknowledged<T>(connection: Redis, write: Promise<T>): Promise<T> {
  const copying = copiesByConnection.get(connection)
  if (copying === undefined) return await write
  const [result] = await Promise.all([write, copying.confirm()])
  return result
}

/** A request is answered within two seconds, whatever Redis does. */
export const REQUEST_TIMEOUT_MS = 1_800

const RECONNECT = { first: 50, longest: 1_000 }

const retryStrategy = (times: number) =>
  Math.min(RECONNECT.first * 2 ** Math.min(times, 10), RECONNECT.longest)

/** For requests: each command succeeds or fails at once; nothing waits for a server that is away. */
export function connectProducer(target: RedisTarget): Redis {
  return openConnection(target, {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 1,
    commandTimeout: 1_500,
    retryStrategy,
  })
}

/**
 * For check-ins: as for requests, and the commands of one turn of the event loop go out together. A command whose reply
 * was lost with the connection fails, and is not sent again: it would count twice.
 */
export function connectStore(target: RedisTarget): Redis {
  return openConnection(target, {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0, // With 1 the client forgets what was under way, and nothing of it ever ends but by its time limit.
    commandTimeout: REQUEST_TIMEOUT_MS + 500, // `forRequest` is faster, and its error has the reason.
    enableAutoPipelining: true,
    autoResendUnfulfilledCommands: false,
    retryStrategy,
  })
}

/** For workers: waits for the server however long it takes, as BullMQ requires. */
export function connectWorker(target: RedisTarget): Redis {
  return openConnection(target, { maxRetriesPerRequest: null, retryStrategy })
}

/** For one short task: it does not come back when it is lost. `connected` fails with the reason. */
export function connectOnce(target: RedisTarget): {
  readonly connection: Redis
  readonly connected: Promise<void>
} {
  const { admit: _admitted, ...open } = target
  const connection = openConnection(open, {
    lazyConnect: true,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    commandTimeout: 1_500,
    retryStrategy: () => null,
  })
  let failure: Error | undefined
  connection.on('error', error => {
    failure ??= error
  })
  const connected = connection.connect().catch(error => {
    throw failure ?? error
  })
  return { connection, connected }
}

function openConnection(target: RedisTarget, options: RedisOptions): Redis {
  const leaving = createLeaving()
  const all = {
    ...options,
    autoPipeliningIgnoredCommands: [], // Its own list, to which its scripts are added.
    connectTimeout: 2_000,
    keepAlive: 30_000,
    Connector: createConnector({
      admit: target.admit,
      authorities: target.authorities,
      locator: locatorOf(target),
      onServer: leaving.onServer,
    }),
    ...('path' in target ? {} : { reconnectOnError: leaving.isDue }),
  }
  const group = groupOf(target)
  const connection =
    group === undefined
      ? openQuietly(all, 'path' in target ? target.path : target.url)
      : openQuietly({ ...all, ...logInOf(group) })
  namesByConnection.set(connection, namesIn(target))
  if (target.copies !== undefined && target.copies > 1) {
    const { copies } = target
    const locator = locatorOf(target)
    copiesByConnection.set(connection, {
      copies,
      confirm: createConfirm(connection, copies, locator),
      locator,
    })
  }
  if (target.shards !== undefined && target.shards > 1)
    divide(connection, target.shards, shard => {
      const part = openConnection(targetOfShard(target, shard), options)
      part.on('error', () => {}) // Its commands fail, or wait.
      return part
    })
  connection.on('ready', () => refusals.delete(connection))
  connection.on('error', error => {
    if (stateOf(error) === undefined) refusals.delete(connection)
    else refusals.set(connection, error)
  })
  return connection
}

/**
 * Whether a connection is given up for an error of a command: the server is not the right one any more. A replica that was
 * one from the beginning is named by mistake, and leaving it would lead to it again.
 */
function createLeaving() {
  let wasPrimary = true
  return {
    onServer: (isPrimary: boolean) => {
      wasPrimary = isPrimary
    },
    isDue: (error: Error) => wasPrimary && showsOtherServer(error),
  }
}

/** Gives the connection up, to make another one, where the error of a command within a script shows that the server is not the right one any more. */
export function leaveOn(connection: Redis, error: Error): void {
  if (connection.options.reconnectOnError?.(error)) connection.disconnect(true)
}

/** The error by which the server last refused a connection, as for a wrong password. */
const refusals = new WeakMap<Redis, Error>()

/** Why there is no connection: the server's refusal, or that it is not there. */
export function whyAway(connection: Redis): StoreUnavailable {
  const refusal = refusals.get(connection)
  if (refusal === undefined) return new StoreUnavailable('Redis cannot be reached')
  return new StoreUnavailable(`Redis ${stateOf(refusal)}`, { cause: refusal })
}

/**
 * Sends the commands that are given in this turn of the event loop, and in the promises that it settles, in one call of the
 * system; Redis answers them in one as well. Unlike the client's own pipelining it leaves every command as it is.
 */
export function inOneWrite(connection: Redis): void {
  // None before the first connection is made.
  const stream: Redis['stream'] | undefined = connection.stream
  stream?.cork()
  process.nextTick(() => stream?.uncork())
}

/** @throws StoreUnavailable when the server, or one of several that have parts of the checks, is not there in time. */
export async function untilReady(connection: Redis): Promise<void> {
  await Promise.all(openedWith(connection).map(untilOneIsReady))
}

/** The connections to all parts of the checks, once they are there. @throws StoreUnavailable when one is not in time. */
export async function readyShards(connection: Redis): Promise<readonly Redis[]> {
  const shards = shardsOf(connection)
  if (shards.length > 1) await untilReady(connection)
  return shards
}

async function untilOneIsReady(connection: Redis): Promise<void> {
  if (isThere(connection)) return
  const ready = new Promise<void>(resolve => connection.once('ready', () => resolve()))
  await within(REQUEST_TIMEOUT_MS, ready).catch(error => {
    throw refusals.has(connection) ? whyAway(connection) : error
  })
}

/**
 * Does work that a request waits for.
 *
 * @throws StoreUnavailable when the server is not there, leaves, takes no writes, or does not answer in time.
 */
export async function forRequest<T>(connection: Redis, work: () => Promise<T>): Promise<T> {
  if (!isThere(connection)) throw whyAway(connection)
  try {
    return await within(REQUEST_TIMEOUT_MS, work())
  } catch (error) {
    throw failureOf(connection, error as Error)
  }
}

/** Whether requests wait for the commands of this connection, which therefore end in time; those of workers wait. */
export function isForRequests({ options }: Redis): boolean {
  return options.commandTimeout !== undefined
}

/** The same for work that begins in the part of a check, by its id, or of a slug, whose check may be in another part. */
export function forRequestAt<T>(connection: Redis, text: string, work: () => Promise<T>): Promise<T> {
  const shard = shardOf(connection, text)
  if (shard === connection) return forRequest(connection, work)
  return forRequest(shard, work).catch(error => {
    throw failureOf(connection, error)
  })
}

/** Returns a function that bounds commands that were sent, also to a server that is not there yet; it fails as `forRequest` does. */
export function inTimeOn(connection: Redis): <T>(work: Promise<T>) => Promise<T> {
  return work =>
    within(REQUEST_TIMEOUT_MS, work).catch(error => {
      throw failureOf(connection, error)
    })
}

/** A failed command's error, as `StoreUnavailable` where the server has gone or cannot do it now. */
export function failureOf(first: Redis, error: Error): Error {
  if (error instanceof StoreUnavailable) return error
  const connection = openedWith(first).find(opened => !isThere(opened)) ?? first
  // A command that shows that the server is another one by now ends its connection, too.
  if (isThere(connection) || showsOtherServer(error)) return asUnavailable(error)
  // A server that refused the log-in closed the connection.
  return refusals.has(connection)
    ? whyAway(connection)
    : new StoreUnavailable('Redis has gone', { cause: error })
}

/** The status alone is late: it changes only a moment after the connection has broken. */
function isThere({ status, stream }: Redis): boolean {
  return status === 'ready' && stream.writable
}

/** @param ms `REQUEST_TIMEOUT_MS`, or what is left of it. @throws StoreUnavailable when the work is not done in time. */
export function within<T>(ms: number, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const late = () =>
      reject(new StoreUnavailable(`Redis did not answer within ${REQUEST_TIMEOUT_MS / 1000} s`))
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
