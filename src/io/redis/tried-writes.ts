import { StoreUnavailable } from '../../domain/net/unavailable'
import { namesOf, type Redis, readyShards } from './client'
import { stateOf } from './errors'
import { defineScript } from './script'
import TRY_WRITES from './try-writes.lua' with { type: 'text' }

/**
 * Tries whether the servers of all parts of the checks take the writes of the queue from us; none changes anything, and so none
 * goes to a disk. Returns the reason why one takes none, or undefined. Throws the error of a server that runs no scripts for us.
 */
export function openTriedWrites(connection: Redis): () => Promise<StoreUnavailable | undefined> {
  let trials: readonly ReturnType<typeof openTrial>[] | undefined
  return async () => {
    trials ??= (await readyShards(connection)).map(openTrial)
    const reasons = await Promise.all(trials.map(trial => trial()))
    return reasons.find(reason => reason !== undefined)
  }
}

function openTrial(shard: Redis): () => Promise<StoreUnavailable | undefined> {
  const tryWrites = defineScript<string[]>(shard, TRY_WRITES)
  const tryAll = () => tryWrites([namesOf(shard).tried], [])
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
