import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { cp, rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { DISK_TROUBLES } from '../../../domain/files/disk'
import { AOF_FOLDER } from './data-files'
import { DiskUnusable, requireDisk } from './disk-unusable'
import type { RedisPlace } from './place'
import { startProblem } from './process'

/**
 * Makes the append-only file one that the server itself takes: tries it, repairs it, and, as the last resort, sets it
 * aside. Returns a sentence about each of the latter.
 *
 * @throws DiskUnusable when the disk is to blame, or has no room for the copy that a repair begins with
 * @throws Error when the server does not start without the file either
 */
export async function mendAppendOnlyFile(place: RedisPlace, server: string): Promise<string[]> {
  const aof = join(place.folder, AOF_FOLDER)
  if (!existsSync(aof)) return []
  const trouble = await startProblem(place, server)
  if (trouble === undefined) return []

  await requireDisk(place.folder)
  const aside = await freeName(`${aof}.damaged`)
  await copyAside(place, aof, aside)
  // valkey-check-aof and redis-check-aof stand beside their servers; `--fix` waits for a `y` before it cuts the file.
  const checker = server.replace(/-server$/, '-check-aof')
  spawnSync(checker, ['--fix', join(aof, 'appendonly.aof.manifest')], { input: 'y\ny\n', timeout: 20_000 })
  if ((await startProblem(place, server)) === undefined) {
    return [`Redis' files were damaged, and are repaired. ${kept(aside, trouble)}`]
  }
  await rm(aof, { recursive: true, force: true })
  const still = await startProblem(place, server)
  if (still !== undefined) throw new Error(`the Redis server does not start: ${still}`)
  return [`Redis' files were damaged beyond repair, and begin anew. ${kept(aside, trouble)}`]
}

/** Of the server's words the first clause; what follows is advice to repair by hand. */
function kept(aside: string, trouble: string): string {
  return `The damaged ones are kept as ${basename(aside)} (${trouble.split(':', 1)[0]}).`
}

async function copyAside({ folder }: RedisPlace, aof: string, aside: string): Promise<void> {
  try {
    await cp(aof, aside, { recursive: true })
  } catch (error) {
    await rm(aside, { recursive: true, force: true })
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
    throw new DiskUnusable(DISK_TROUBLES.noRoomForCopy(folder))
  }
}

/** A name of `name`, `name.2` and `name.3` that is free; when none is, the older damage is removed. */
async function freeName(name: string): Promise<string> {
  const names = [name, `${name}.2`, `${name}.3`]
  const free = names.find(candidate => !existsSync(candidate))
  if (free !== undefined) return free
  for (const old of names) await rm(old, { recursive: true, force: true })
  return name
}
