import { access, constants, open, statfs, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import {
  DISK_TROUBLES,
  type Disk,
  type DiskTrouble,
  LEAST_FREE,
  troubleOfError,
} from '../../domain/files/disk'

/** A trial that takes longer counts as failed. */
const PATIENCE_MS = 1_000
/** A block: less may find room in an inode, or at a file's end. */
const TRIAL_BYTES = 4096
/** The result of a trial holds for so long: a card that fails is not written to more often. */
const TRIAL_HOLDS_MS = 5_000

/** The disk of these folders, of which some may not exist. */
export function openDisk(...folders: readonly string[]): Disk {
  let trial: { readonly at: number; readonly result: Promise<DiskTrouble | undefined> } | undefined
  /** A trial whose write hangs; no further one is started meanwhile. */
  let underWay: Promise<unknown> | undefined

  function tryOut(): Promise<DiskTrouble | undefined> {
    if (trial && (underWay || performance.now() - trial.at < TRIAL_HOLDS_MS)) return trial.result
    const work = firstOf(folders, writeTrouble)
    underWay = work.finally(() => {
      underWay = undefined
    })
    trial = { at: performance.now(), result: withPatience(work, folders[0] ?? '') }
    return trial.result
  }

  return {
    trouble: async isSuspected =>
      (await firstOf(folders, reportedTrouble)) ?? (isSuspected ? await tryOut() : undefined),
  }
}

/** The trouble with a folder's disk, found by a trial where the file system itself reports none. */
export async function diskTrouble(folder: string): Promise<DiskTrouble | undefined> {
  return await openDisk(folder).trouble(true)
}

async function firstOf(
  folders: readonly string[],
  find: (folder: string) => Promise<DiskTrouble | undefined>,
): Promise<DiskTrouble | undefined> {
  for (const folder of folders) {
    const found = await find(folder)
    if (found !== undefined) return found
  }
  return undefined
}

/** Writes nothing. A folder that is missing, or not ours, is no trouble of the disk. */
async function reportedTrouble(folder: string): Promise<DiskTrouble | undefined> {
  try {
    const { bavail, bsize, blocks, files, ffree } = await statfs(folder)
    // Some file systems do not count their blocks or inodes.
    if (blocks > 0 && bavail * bsize < LEAST_FREE) return DISK_TROUBLES.full(folder)
    if (files > 0 && ffree === 0) return DISK_TROUBLES.noInodes(folder)
    await access(folder, constants.W_OK)
    return undefined
  } catch (error) {
    return troubleOfError((error as NodeJS.ErrnoException).code, folder)
  }
}

/** A write without room, although the file system has just reported some, is one that the card has failed. */
async function writeTrouble(folder: string): Promise<DiskTrouble | undefined> {
  const path = join(folder, `trial.${process.pid}.tmp`)
  try {
    const file = await open(path, 'w', 0o600)
    try {
      await file.write(Buffer.alloc(TRIAL_BYTES))
      await file.sync()
    } finally {
      await file.close()
    }
    return undefined
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    return code === 'ENOSPC' ? DISK_TROUBLES.failing(folder) : troubleOfError(code, folder)
  } finally {
    await unlink(path).catch(() => {}) // It could not even be made.
  }
}

function withPatience(
  work: Promise<DiskTrouble | undefined>,
  folder: string,
): Promise<DiskTrouble | undefined> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => resolve(DISK_TROUBLES.hanging(folder)), PATIENCE_MS)
    work.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}
