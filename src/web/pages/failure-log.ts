import { StoreUnavailable } from '../../domain/net/unavailable'
import type { AppPorts } from '../ports'

/** What fails every request alike, such as a Redis that takes no writes: the log needs to hear of it once. */
const LOG_EVERY_MS = 60_000

/** That Redis is away is said elsewhere already; that it takes no writes, with what it answered, is not. */
export function failureLog(
  { log, now }: Pick<AppPorts, 'log' | 'now'>,
  what: string,
): (error: unknown) => void {
  let quietUntil = 0
  return error => {
    const isAway = error instanceof StoreUnavailable && Object(error.cause).name !== 'ReplyError'
    if (isAway || now() < quietUntil) return
    quietUntil = now() + LOG_EVERY_MS
    log.error(error, what)
  }
}
