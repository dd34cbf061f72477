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

function infoField(info: string, name: string): string | undefined {
  return new RegExp(`^${name}:(\\S+)`, 'm').exec(info)?.[1]
}

/** Errors by which Redis refuses all writes, or everything, by their first word. */
const REFUSALS: Readonly<Record<string, string>> = {
  OOM: 'Redis is out of memory',
  FULL: 'the watch has used its share of the memory of Redis',
  MISCONF: 'Redis cannot write to its disk',
  READONLY: 'Redis takes no writes: it is a replica',
  NOREPLICAS: 'Redis takes no writes: its replicas are away',
  NOAUTH: 'Redis wants a password: [Redis] url',
  WRONGPASS: 'Redis wants another password: [Redis] url',
  LOADING: 'Redis is still loading its data',
}

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
  const refusal = REFUSALS[error.message.split(' ', 1)[0] ?? '']
  if (refusal !== undefined) return new StoreUnavailable(refusal, { cause: error })
  return error.message === 'Command timed out'
    ? new StoreUnavailable('Redis does not answer', { cause: error })
    : error
}

/** The error of the first command that a transaction was given up for. */
function causeOf(failure: Error & { previousErrors?: readonly Error[] }): Error {
  return failure.previousErrors?.[0] ?? failure
}
