import { afterAll, beforeEach } from 'vitest'
import { connectWorker, type Redis } from '../../src/io/redis/client'
import { startRedis, type TestRedis } from './redis'

export interface SharedRedis extends TestRedis {
  /** A connection of the test's own. */
  readonly admin: Redis
}

/**
 * Starts a server for all tests of a file, empty before each of them. Call it at the top of the file.
 *
 * @param shards the parts into which the checks are divided
 */
export async function shareRedis(shards?: number): Promise<SharedRedis> {
  const redis = await startRedis(shards)
  const admin = connectWorker(redis.target)
  admin.on('error', () => {})
  beforeEach(async () => void (await admin.flushall()))
  afterAll(async () => {
    admin.disconnect()
    await redis.close()
  })
  return { ...redis, admin }
}
