/** The ids of all checks by their creation, in 24 bytes each. */

import { hyphenated } from '../../domain/uuid'
import type { Redis } from '../redis/client'
import { scanHash } from './read-checks'

/** Plans that are read at once. */
const SCAN = 500
/** Eight bytes of the moment, which sort as it does, and sixteen of the id. */
const RECORD = 24
/** In the text of a plan. Inside of another text the quotes have backslashes, so it is the field itself. */
const CREATED_AT = /"createdAt":(\d+)/

export interface CreationOrder {
  /** So many at a time, the oldest first. */
  batches(most: number): Generator<readonly string[]>
}

/** Reads all but the checks that wait to be adopted. `inTime` bounds each step. */
export async function creationOrder(
  redis: Redis,
  inTime: <T>(work: () => Promise<T>) => Promise<T>,
): Promise<CreationOrder> {
  let records = Buffer.alloc(RECORD * SCAN)
  let count = 0
  const scan = scanHash(redis, 'plans', SCAN)
  for (;;) {
    const { done, value: plans = [] } = await inTime(() => scan.next())
    if (done) break
    if ((count + plans.length) * RECORD > records.length)
      records = Buffer.concat([records], Math.max(2 * records.length, (count + plans.length) * RECORD))
    for (const [id, text] of plans) {
      const createdAt = CREATED_AT.exec(text)?.[1]
      if (createdAt === undefined || text.includes('"waits":true')) continue
      records.writeBigUInt64BE(BigInt(createdAt), count * RECORD)
      records.write(id.replaceAll('-', ''), count * RECORD + 8, 'hex')
      count++
    }
  }
  const recordAt = (index: number) => records.subarray(index * RECORD, (index + 1) * RECORD)
  const order = Uint32Array.from({ length: count }, (_none, index) => index).sort((a, b) =>
    Buffer.compare(recordAt(a), recordAt(b)),
  )
  return {
    *batches(most) {
      for (let from = 0; from < count; from += most)
        yield Array.from(order.subarray(from, from + most), index =>
          hyphenated(recordAt(index).toString('hex', 8)),
        )
    },
  }
}
