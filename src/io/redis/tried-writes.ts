import { StoreUnavailable } from '../../domain/net/unavailable'
import { namesOf, type Redis } from './client'
import { stateOf } from './errors'
import { defineScript } from './script'
import TRY_WRITES from './try-writes.lua' with { type: 'text' }

/**
 * Tries whether the server takes the writes of the queue from us; none changes anything, and so none goes to its disk.
 * Returns the reason why it takes none, or undefined. Throws the error of a server that runs no scripts for us.
 */
export function openTriedWrites(connection: Redis): () => Promise<StoreUnavailable | undefined> {
  const tryWrites = defineScript<string[]>(connection, 'tryWrites', TRY_WRITES)
  const tryAll = () => tryWrites([namesOf(connection).heartbeats.tried], [])
  let isFirst = true
  return async () => {
    // The first run sends the whole script (EVAL), and every other one its hash (EVALSHA).
    if (isFirst) await tryAll()
    isFirst = false
    const failed = await tryAll()
    for (let at = 0; at + 1 < failed.length; at += 2) {
      const error = Object.assign(new Error(failed[at + 1]), { name: 'ReplyError' })
      const state = stateOf(error, failed[at])
      if (state !== undefined) return new StoreUnavailable(`Redis ${state}`, { cause: error })
    }
    return undefined
  }
}
