/** Connections to the appliance's Redis, and what the log holds of their troubles. */
import { dirname } from 'node:path'
import { cafilePath } from '../config/settings/named-files'
import { FIRST_PREFIX, type Identity } from '../domain/appliance/identity'
import type { Log } from '../domain/log'
import { StoreUnavailable } from '../domain/net/unavailable'
import { usable } from '../domain/settings/reading'
import type { Settings } from '../domain/settings/settings'
import type { SettingsFile } from '../domain/settings/settings-file'
import type { Clock } from '../domain/time/clock'
import { openTrust } from '../io/net/trust'
import { connectStore, connectWorker, type Redis, type RedisTarget, untilReady } from '../io/redis/client'
import type { Authorities } from '../io/redis/connector'
import { Refusal, stateOf } from '../io/redis/errors'
import { createMembership, divisionFault, NAMELESS_WATCH } from '../io/redis/membership'
import { redisPlace } from '../io/redis/private-server/place'
import { onOpened, openedWith } from '../io/redis/shards'
import type { Places } from './places'

/** `copies` and `shards`: 1 where they are not given. */
type RedisSettings = Pick<Settings['redis'], 'url' | 'prefix' | 'join'> & {
  readonly copies?: number
  readonly shards?: number
}

/**
 * The server that the INI names, or else the appliance's own, and whose names are used there. On a server that others may
 * use the appliance has to become a member of its watch first.
 */
export function redisTarget(
  { url, prefix, join, copies = 1, shards = 1 }: RedisSettings,
  home: string,
  own: Identity,
  authorities?: Authorities,
): RedisTarget {
  if (url === '') return { path: redisPlace(home).socket, prefix: prefix || own.prefix }
  const isOlder = own.prefix === FIRST_PREFIX
  const target = {
    url,
    prefix: prefix || FIRST_PREFIX,
    appliance: own.id,
    copies,
    shards,
    ...(authorities && { authorities }),
  }
  if (prefix === '' && !isOlder)
    return { ...target, admit: () => Promise.reject(new Refusal(NAMELESS_WATCH)) }
  const mayJoin = join || (isOlder && target.prefix === FIRST_PREFIX)
  return { ...target, ...createMembership(target, { id: own.id, mayJoin, home }) }
}

/** The fault of an INI whose number of parts of the checks is not that with which the appliance joined the watch. */
export async function shardsFault(
  { url, prefix, shards }: Settings['redis'],
  home: string,
): Promise<string | undefined> {
  return url === '' ? undefined : await divisionFault({ url, prefix: prefix || FIRST_PREFIX, shards }, home)
}

/** The authorities for connections with TLS: the system's and those of `[Network] cafile`, as they are now. */
export function openRedisAuthorities(
  settings: Pick<SettingsFile, 'read'>,
  where: Pick<Places, 'ini'>,
): Authorities {
  const trust = openTrust()
  async function read() {
    const cafile = usable(await settings.read(), 'network')?.cafile ?? ''
    return await trust.all(cafilePath(cafile, dirname(where.ini)))
  }
  // A start makes many connections at once, and each set of authorities takes 20 ms.
  let reading: ReturnType<Authorities> | undefined
  return () => {
    reading ??= read().finally(() => {
      reading = undefined
    })
    return reading
  }
}

/** Advice where an appliance that is older than names of watches goes on without one; undefined where none is due. */
export function prefixAdvice({ url, prefix }: Settings['redis'], own: Identity): string | undefined {
  if (url === '' || prefix !== '' || own.prefix !== FIRST_PREFIX) return undefined
  return `give the watch on the shared Redis its name: set prefix = ${FIRST_PREFIX} under [Redis] on all its members, and another prefix on any other appliance there`
}

/** A connection for requests to the watch. */
export function openStore(target: RedisTarget, log: Log): Redis {
  const connection = connectStore(target)
  reportConnection(connection, log)
  return connection
}

/** The same for a command: `connected` settles when Redis answers, and fails with StoreUnavailable. */
export function openRequests(target: RedisTarget, log: Log) {
  const connection = openStore(target, log)
  return { connection, connected: () => untilReady(connection), close: () => connection.disconnect() }
}

/** A further connection of the worker; that of its queue reports a lost Redis for all of them. */
export function openUnreported(target: RedisTarget): Redis {
  const connection = connectWorker(target)
  connection.on('error', () => {})
  return connection
}

/**
 * Logs one line when the connection is lost or refused and one when it is back: none for the attempts between. Those to
 * parts of the checks count as one with it.
 */
export function reportConnection(first: Redis, log: Log): void {
  /** The state that was reported last: of the server, or AWAY; undefined while it is there. */
  let reported: string | undefined
  onOpened(first, connection => {
    connection.on('ready', () => {
      if (openedWith(first).some(({ status }) => status !== 'ready')) return
      if (reported !== undefined) log.info('Redis is there again')
      reported = undefined
    })
    connection.on('error', error => {
      const state = stateOf(error) ?? AWAY
      if (state === reported) return
      if (state !== AWAY) log.error(error, 'Redis refuses the connection')
      else if (reported === undefined) log.warn(`Redis cannot be reached: ${error.message}`)
      reported = state
    })
    connection.on('close', () => {
      if (reported !== undefined || connection.status === 'end') return
      log.warn('the connection to Redis is lost')
      reported = AWAY
    })
  })
}

const AWAY = 'is away'

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

/** A state that shows no sign for so long is over: its next sign is a line again. A tick comes every five minutes. */
const OVER_MS = 600_000

/**
 * A log in which a state of Redis, such as a full memory, has one line, whatever fails because of it, and however often.
 * `now`: any clock in milliseconds.
 */
export function logStatesOnce(log: Log, now: Clock): Log {
  /** When each state showed its last sign. */
  const seen = new Map<string, number>()

  function isNew(state: string): boolean {
    const before = seen.get(state)
    seen.set(state, now())
    return before === undefined || now() - before > OVER_MS
  }

  const line =
    (level: keyof Log): Log[keyof Log] =>
    (what, text) => {
      const state = what instanceof Error ? stateIn(what) : undefined
      if (state !== undefined) {
        // Without the error, in which the server may repeat what was sent to it.
        if (isNew(`Redis ${state}`)) log[level](`Redis ${state}`)
      } else if (typeof what !== 'string' || !repeatsState(what)) log[level](what, text)
    }

  /** Whether a sentence ends with a state that has its line already; otherwise it is that line. */
  function repeatsState(sentence: string): boolean {
    const state =
      /: (Redis (?:is|takes|does not take|has the checks|has lost|has no database|may have|may be|cannot write|keeps nothing|wants|lacks|forbids) .+)$/.exec(
        sentence,
      )?.[1]
    return state !== undefined && !isNew(state)
  }

  return { info: (what, text) => log.info(what, text), warn: line('warn'), error: line('error') }
}

/** The state that an error shows, or the server's own error behind it. */
function stateIn(error: Error): string | undefined {
  const { cause } = error
  const behind = error instanceof StoreUnavailable && cause instanceof Error ? stateIn(cause) : undefined
  return stateOf(error) ?? behind
}
