/** The version, the refusals and the errors of a Redis server, in words for people. */
import { StoreUnavailable } from '../../domain/net/unavailable'

/** The server's name and version, `valkey 8.1.4` or `redis 7.0.15`, from the reply to INFO. */
export function serverVersion(info: string): string {
  const valkey = infoField(info, 'valkey_version')
  return valkey === undefined ? `redis ${infoField(info, 'redis_version') ?? '?'}` : `valkey ${valkey}`
}

/** The reason why the server would refuse a write, from the reply to INFO; undefined when it would not. */
export function refusalOf(info: string): string | undefined {
  const field = (name: string) => infoField(info, name)
  const limit = Number(field('maxmemory') ?? 0)
  const isFull = limit > 0 && Number(field('used_memory')) >= limit
  if (isFull && field('maxmemory_policy') === 'noeviction') return 'its memory is full'
  if (field('aof_last_write_status') === 'err') return 'it cannot write to its disk'
  return field('role') === 'slave' ? 'it is the replica of another server' : undefined
}

export function infoField(info: string, name: string): string | undefined {
  return new RegExp(`^${name}:(\\S+)`, 'm').exec(info)?.[1]
}

const ON_REPLICA = /^ERR WAIT(AOF)? cannot be used with replica/
const WITHOUT_FILE = 'keeps nothing on its disk, which [Redis] copies needs: set appendonly yes there'
const DEMOTED = /^UNBLOCKED force unblock\b/
/** A command that waits for a stream meets the former, and the next one the latter: streams of ours are never removed. */
const EMPTIED = /^(UNBLOCKED the stream key|NOGROUP)\b/
const MOVING = 'moves to another node of the Cluster at this moment'

/** Errors of a state in which the server takes no writes, or nothing at all, by their first word. Each goes on after *Redis*. */
const STATES: Readonly<Record<string, string>> = {
  OOM: 'is out of memory',
  MISCONF: 'cannot write to its disk',
  READONLY: 'takes no writes: it is a replica',
  NOREPLICAS: 'takes no writes: its replicas are away',
  NOAUTH: 'wants a password: [Redis] url',
  WRONGPASS: 'wants another password: [Redis] url',
  LOADING: 'is still loading its data',
  BUSY: 'is busy with a script that takes long',
  MASTERDOWN: 'is a replica whose primary is away',
  MOVED: 'is another node of the Cluster by now',
  ASK: MOVING,
  TRYAGAIN: MOVING,
  CLUSTERDOWN: 'is down: the Cluster lacks nodes',
  // Its protected mode.
  DENIED:
    'takes connections from its own machine alone: give it a password (requirepass), also in [Redis] url',
}

const LACKS_DATABASE = 'has no database of that number: [Redis] url'
const ONE_DATABASE = 'is a Cluster, which has no numbers of databases: [Redis] url'
const FULL = 'takes no more connections: all of its maxclients are in use; raise that there'
/** Errors that a server sends for a connection that it does not take, before any command. */
const UNASKED = /^-((?:ERR max number of clients|DENIED)\b[^\r\n]*)/

/** The error by which a server refuses a connection, from the first that it sends; undefined where it does not. */
export function refusalIn(first: string): Error | undefined {
  const message = UNASKED.exec(first)?.[1]
  return message === undefined ? undefined : new Error(message)
}

/** A connection that we do not make, or may not: the message goes on after *Redis*. */
export class Refusal extends Error {
  override name = 'Refusal'
}

/**
 * The state of the server that this error of a command shows, as words that go on after *Redis* or *it*; undefined for any
 * other error. `command`: the one that failed, for an error that does not name it.
 */
export function stateOf(error: Error, command?: string): string | undefined {
  const { message } = error
  if (error instanceof Refusal) return message
  // Before version 6.
  if (message.startsWith('ERR invalid password')) return STATES.WRONGPASS
  if (message.startsWith('ERR max number of clients')) return FULL
  if (/^ERR (DB index is out of range|invalid DB index)/.test(message)) return LACKS_DATABASE
  if (message.startsWith('ERR SELECT is not allowed in cluster mode')) return ONE_DATABASE
  // A key that a script does not name before is not there any more.
  if (/Script attempted to access a non local key/.test(message)) return MOVING
  if (DEMOTED.test(message)) return 'takes no writes: it has become a replica'
  if (EMPTIED.test(message)) return 'has lost data that it held'
  // Of `[Redis] copies`; the write before it may have been a script, which tells of its own errors as results.
  if (ON_REPLICA.test(message)) return STATES.READONLY
  if (/^ERR WAITAOF\b.*\bappendonly is disabled/.test(message)) return WITHOUT_FILE
  return STATES[message.split(' ', 1)[0] ?? ''] ?? forbidden(message, command) ?? lacking(message, command)
}

/** Whether the error of a command shows that the server is not the one to use any more: another one is the primary, or has the keys. */
export function showsOtherServer({ message }: Error): boolean {
  return (
    /^(READONLY|MASTERDOWN|MOVED|CLUSTERDOWN)\b/.test(message) ||
    DEMOTED.test(message) ||
    ON_REPLICA.test(message)
  )
}

/** Access control (redis.io, ACL) keeps the user of [Redis] url from a command, from our keys or from our channels. */
function forbidden(message: string, command: string | undefined): string | undefined {
  // The latter two come from scripts, the last one since Redis 8 and Valkey 8.
  if (!/^(NOPERM|ERR The user executing the script|ERR ACL failure in script)\b/.test(message))
    return undefined
  const named = /'([\w|-]+)' command/.exec(message)?.[1] ?? command
  const things = /\bkeys?\b/.test(message) ? 'keys' : /\bchannels?\b/.test(message) ? 'channels' : undefined
  const what = things ? `the ${things} of its prefix` : inWords(named)
  return `forbids its user ${what} (ACL); allow that, or name another user in [Redis] url`
}

/** An old server lacks commands, and `rename-command` takes them away. */
function lacking(message: string, command: string | undefined): string | undefined {
  const named = /^ERR unknown command (?!called from script)[`']?([\w|-]+)/i.exec(message)?.[1]
  const isUnknown =
    /^(ERR Error running script.*)?ERR Unknown (Redis )?command called|@user_script.*Unknown Redis command/
  if (named === undefined && !isUnknown.test(message)) return undefined
  return `lacks ${inWords(named ?? command)}: it is too old, or the command was renamed`
}

/** A script is sent by the one, and from then on by the other. */
function inWords(command: string | undefined): string {
  if (command === undefined) return NAMELESS
  return /^eval(sha)?$/i.test(command)
    ? 'the command EVAL or EVALSHA'
    : `the command ${command.toUpperCase()}`
}

const NAMELESS = 'a command that is needed'

/**
 * Whether the error means damaged data: a key of another type than the command is for, or a value that is no number.
 * Decided by the first words, by which Redis distinguishes its errors.
 */
export function isDamage(error: Error): boolean {
  if (error instanceof SyntaxError) return true // The record is no JSON any more.
  return /^(WRONGTYPE|ERR value is not an integer|ERR increment or decrement would overflow)\b/.test(
    error.message,
  )
}

/** Returns a command's error as `StoreUnavailable`, where the server cannot do it now. */
export function asUnavailable(failure: Error): Error {
  const error = causeOf(failure)
  if (/^FULL\b/.test(error.message))
    return new StoreUnavailable('the watch has used its share of the memory of Redis', { cause: error })
  const state = stateOf(error)
  if (state !== undefined) return new StoreUnavailable(`Redis ${state}`, { cause: error })
  return error.message === 'Command timed out'
    ? new StoreUnavailable('Redis does not answer', { cause: error })
    : error
}

/** The error of the first command that a transaction was given up for. */
function causeOf(failure: Error & { previousErrors?: readonly Error[] }): Error {
  return failure.previousErrors?.[0] ?? failure
}

/** Whether the error is about a command of a script, without its name. */
export function isNameless(failure: Error): boolean {
  return stateOf(causeOf(failure))?.includes(NAMELESS) === true
}

/** Returns undefined for a command that the server or its access control refuses. */
export function unlessRefused(error: Error): undefined {
  if (!/^(NOPERM|ERR)\b/.test(error.message)) throw error
}
