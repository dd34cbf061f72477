import { afterAll, beforeEach } from 'vitest'
import { connectWorker, type Redis } from '../../src/io/redis/client'
import { startRedis, type TestRedis } from './redis'

export interface SharedRedis extends TestRedis {
  /** Past whatever is tested. */
  readonly admin: Redis
}

/** One server for all tests of a file, empty before each of them; to be called at the top of the file. */
export async function shareRedis(): Promise<SharedRedis> {
  const redis = await startRedis()
  const admin = connectWorker(redis.target)
  admin.on('error', () => {})
  beforeEach(async () => void (await admin.flushall()))
  afterAll(async () => {
    admin.disconnect()
    await redis.close()
  })
  return { ...redis, admin }
}
