/** The record in Redis of a loss of data, until somebody has acknowledged it. */
import type { Loss, Losses } from '../../domain/watch/loss'
import { forRequest, namesOf, type Redis } from '../redis/client'
import type { Multi } from '../redis/revision'
import { shardsOf } from '../redis/shards'
import { damagedOf } from './read-checks'

/** Nobody looks for longer than that: the notice ends by itself. */
const SHOWN_S = 30 * 86_400

/** `isFinished`: everything is put back. */
interface StoredLoss {
  readonly loss: Loss
  readonly isFinished: boolean
}

export function openLosses(connection: Redis): Losses {
  return {
    current: () =>
      forRequest(connection, async () => {
        const { loss, isFinished } = (await readLoss(connection)) ?? {}
        return isFinished ? loss : undefined
      }),
    damaged: () =>
      forRequest(connection, async () => {
        const parts = await Promise.all(shardsOf(connection).map(damagedIn))
        return parts.reduce((sum, damaged) => sum + damaged, 0)
      }),
    acknowledge: at =>
      forRequest(connection, async () => {
        // Another one, which happened meanwhile, has not been seen.
        if ((await readLoss(connection))?.loss.at !== at) return
        await connection
          .multi()
          .del(namesOf(connection).backup.loss)
          .xadd(namesOf(connection).watch.outbox, '*', 'seen', JSON.stringify({ lostAt: at }))
          .exec()
      }),
  }
}

/** The number of damaged records in a part of the checks; those that are sound again are forgotten. */
async function damagedIn(shard: Redis): Promise<number> {
  const { damaged } = namesOf(shard).watch
  const noted = await shard.smembers(damaged)
  if (noted.length === 0) return 0
  const still = await damagedOf(shard, noted)
  const mended = noted.filter(id => !still.includes(id))
  if (mended.length > 0) await shard.srem(damaged, ...mended)
  return still.length
}

export async function readLoss(connection: Redis): Promise<StoredLoss | undefined> {
  const json = await connection.get(namesOf(connection).backup.loss)
  if (json === null) return undefined
  const { isFinished, ...loss } = JSON.parse(json) as Loss & { isFinished: boolean }
  return { loss, isFinished }
}

export function writeLoss(
  connection: Redis,
  multi: Multi,
  loss: Loss,
  { isFinished }: { readonly isFinished: boolean },
): Multi {
  return multi.set(namesOf(connection).backup.loss, JSON.stringify({ ...loss, isFinished }), 'EX', SHOWN_S)
}
