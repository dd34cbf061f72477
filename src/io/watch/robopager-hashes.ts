/** The hashes in which Robopager keeps the last result of each check, for programs that read them there. */
import { localStamp } from '../../domain/time/local-time'
import { onOtherRedis } from '../redis/other-redis'

/** Seconds. Robopager's have no end. */
const KEPT_S = 90 * 86_400

/** Keeps it as `rp.NAME`, in the Redis at that URL. `now`: epoch milliseconds. */
export async function writeRobopagerHash(
  url: string,
  name: string,
  result: string,
  now: number,
): Promise<void> {
  const key = `rp.${name}`
  await onOtherRedis(url, async connection => {
    await connection.hset(key, { result, status_dt: localStamp(now) })
    await connection.expire(key, KEPT_S)
  })
}
