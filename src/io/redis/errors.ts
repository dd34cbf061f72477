/** What a Redis server says of itself and of its refusals, in words for people. */
import { StoreUnavailable } from '../../domain/net/unavailable'

/** `valkey 8.1.4` or `redis 7.0.15`, from the answer to INFO. */
export function serverVersion(info: string): string {
  const valkey = infoField(info, 'valkey_version')
  return valkey === undefined ? `redis ${infoField(info, 'redis_version') ?? '?'}` : `valkey ${valkey}`
}

/** Why the server would refuse a write, from the answer to INFO; undefined when it would not. */
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

/** What Redis answers when it takes nothing, by the first word of its error, in words for people. */
const REFUSALS: Readonly<Record<string, string>> = {
  OOM: 'Redis is out of memory',
  MISCONF: 'Redis cannot write to its disk',
  READONLY: 'Redis takes no writes: it is a replica',
  NOREPLICAS: 'Redis takes no writes: its replicas are away',
  NOAUTH: 'Redis wants a password: [Redis] url',
  WRONGPASS: 'Redis wants another password: [Redis] url',
  LOADING: 'Redis is still loading its data',
}

/**
 * Whether a key holds something else than the command is for, such as a list where a number should be, by the first
 * words of the error.
 */
export function isDamage(error: Error): boolean {
  if (error instanceof SyntaxError) return true // A record that is no JSON any more.
  return /^(WRONGTYPE|ERR value is not an integer|ERR increment or decrement would overflow)\b/.test(
    error.message,
  )
}

/** An error of a command as `StoreUnavailable`, where it is the server that cannot do it now. */
export function asUnavailable(error: Error): Error {
  const refusal = REFUSALS[error.message.split(' ', 1)[0] ?? '']
  if (refusal !== undefined) return new StoreUnavailable(refusal, { cause: error })
  return error.message === 'Command timed out'
    ? new StoreUnavailable('Redis does not answer', { cause: error })
    : error
}
