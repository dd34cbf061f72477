import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { refuseForeignFolder } from '../../files/shared-folder'
import type { RedisTarget } from '../client'
import { chooseServer, type Prepared } from './choose-server'
import { redisConfig } from './config'
import { requireDisk } from './disk-unusable'
import type { RedisPlace } from './place'
import { endLeftover, startProblem } from './process'
import { noteTrouble } from './trouble'

/** Puts back from the copy outside Redis. */
export interface Restore {
  readonly hasCopy: boolean
  /** `damage`: sentences about it. Returns a sentence about what was put back. */
  restore(target: RedisTarget, damage: readonly string[]): Promise<readonly string[]>
}

/**
 * Makes the folder fit for a start: writes redis.conf where it has changed, ends a server that an earlier run left behind,
 * chooses one of the installed servers, repairs or sets aside an append-only file that a power cut damaged, and puts back
 * what was lost.
 *
 * @throws DiskUnusable when nothing can be stored; the data are left as they are then
 * @throws Error when systemd runs the folder's server, when no installed server can read the checks in it, or when none
 * starts in it at all.
 */
export async function prepareRedis(
  place: RedisPlace,
  servers: readonly string[],
  restore: Restore | undefined = undefined,
): Promise<Pick<Prepared, 'server' | 'sentences'>> {
  // First of all: what a full or faulty disk does to a start looks like damaged data.
  await requireDisk(existsSync(place.folder) ? place.folder : dirname(place.folder))
  refuseForeignFolder(place.folder)
  await mkdir(place.folder, { recursive: true, mode: 0o700 })
  await writeConfig(join(place.folder, 'redis.conf'), redisConfig(place))
  const ended = await endLeftover(place)
  await rm(place.socket, { force: true })
  // A server that was killed while it rewrote its file leaves its part of the new one behind, for ever.
  for (const name of await readdir(place.folder))
    if (/^temp-.*\.(aof|rdb)$/.test(name)) await rm(join(place.folder, name), { force: true })
  const restored: string[] = []
  let isCompared = false
  const compare = (damage: readonly string[]) => async (target: RedisTarget) => {
    isCompared = true
    // Without its history the appliance still sends heartbeats.
    const put = restore?.restore(target, damage).catch(error => [`nothing was put back: ${error.message}`])
    restored.push(...((await put) ?? []))
  }
  const during = restore?.hasCopy ? compare([]) : undefined
  const { server, sentences, damage } = await chooseServer(place, servers, during).catch(async error => {
    // A disk that takes no file takes no reason either; the error itself is the better report then.
    await noteTrouble(place.socket, (error as Error).message).catch(() => {})
    await requireDisk(place.folder)
    throw error
  })
  await noteTrouble(place.socket, undefined)
  if (restore && (damage.length > 0 || (restore.hasCopy && !isCompared)))
    await startProblem(place, server, compare(damage))
  return { server, sentences: [...ended, ...sentences, ...restored] }
}

async function writeConfig(path: string, text: string): Promise<void> {
  if ((await readFile(path, 'utf8').catch(() => '')) !== text) await writeFile(path, text, { mode: 0o600 })
}
