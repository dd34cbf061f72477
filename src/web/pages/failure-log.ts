import { StoreUnavailable } from '../../domain/net/unavailable'
import type { AppPorts } from '../ports'

/** A failure that every request meets, such as a Redis that takes no writes, is logged once in this time. */
const LOG_EVERY_MS = 60_000

/**
 * Returns a function that logs failures, at most one a minute. A Redis that is away is not logged, since its connection
 * logs that; a Redis that answers with an error is.
 */
export function failureLog(
  { log, now }: Pick<AppPorts, 'log' | 'now'>,
  what: string,
): (error: unknown) => void {
  let last: number | undefined
  return error => {
    const isAway = error instanceof StoreUnavailable && Object(error.cause).name !== 'ReplyError'
    if (isAway) return
    const at = now()
    // A clock that was set back since keeps nothing quiet.
    if (last !== undefined && at >= last && at < last + LOG_EVERY_MS) return
    last = at
    log.error(error, what)
  }
}
