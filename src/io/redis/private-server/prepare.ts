import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { chooseServer, type Prepared } from './choose-server'
import { redisConfig } from './config'
import type { RedisPlace } from './place'
import { endLeftover } from './process'
import { noteTrouble } from './trouble'

/**
 * Makes the folder fit for a start: writes redis.conf, ends a server that an earlier run left behind, chooses one of the
 * installed servers, and repairs or sets aside an append-only file that a power cut damaged.
 *
 * @throws Error when systemd runs the folder's server, when no installed server can read the checks in it, or when none
 * starts in it at all.
 */
export async function prepareRedis(place: RedisPlace, servers: readonly string[]): Promise<Prepared> {
  await mkdir(place.folder, { recursive: true, mode: 0o700 })
  await writeFile(join(place.folder, 'redis.conf'), redisConfig(place), { mode: 0o600 })
  const ended = await endLeftover(place)
  await rm(place.socket, { force: true })
  // A server that was killed while it rewrote its file leaves its part of the new one behind, for ever.
  for (const name of await readdir(place.folder))
    if (/^temp-.*\.(aof|rdb)$/.test(name)) await rm(join(place.folder, name), { force: true })
  const { server, sentences } = await chooseServer(place, servers).catch(async error => {
    // A disk that takes no file takes no reason either; the error itself is the better report then.
    await noteTrouble(place.socket, (error as Error).message).catch(() => {})
    throw error
  })
  await noteTrouble(place.socket, undefined)
  return { server, sentences: [...ended, ...sentences] }
}
