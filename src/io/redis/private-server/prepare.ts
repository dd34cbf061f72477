import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { redisConfig } from './config'
import type { RedisPlace } from './place'
import { endLeftover } from './process'
import { mendAppendOnlyFile } from './repair'

/**
 * Makes the folder fit for a start: writes redis.conf, ends a server that an earlier run left behind, and repairs or
 * sets aside an append-only file that a power cut damaged. Returns a sentence about each repair.
 *
 * @throws Error when systemd runs the folder's server, or when no server starts in it at all.
 */
export async function prepareRedis(place: RedisPlace, server: string): Promise<string[]> {
  await mkdir(place.folder, { recursive: true, mode: 0o700 })
  await writeFile(join(place.folder, 'redis.conf'), redisConfig(place), { mode: 0o600 })
  const ended = await endLeftover(place)
  await rm(place.socket, { force: true })
  // A server that was killed while it rewrote its file leaves its part of the new one behind, for ever.
  for (const name of await readdir(place.folder))
    if (/^temp-.*\.(aof|rdb)$/.test(name)) await rm(join(place.folder, name), { force: true })
  return [...ended, ...(await mendAppendOnlyFile(place, server))]
}
