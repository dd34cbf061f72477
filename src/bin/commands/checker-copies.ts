/** Copies of a Checker's files for the appliance, where its own user cannot read them, such as in somebody's home. */

import { constants } from 'node:fs'
import { access, mkdir, open, readdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join, relative, resolve } from 'node:path'
import { CommandError } from './context'

/** Bytes of all files together: jobs are a few small programs. */
const MOST_BYTES = 2_000_000
/** Folders that each service has for itself, or that jobs do not see: see intvlm8r-job@.service. */
const HIDDEN = ['/tmp', '/var/tmp', '/run/user']

export interface CheckerFile {
  /** Relative to the folder that they come from. */
  readonly path: string
  /** base64 */
  readonly content: string
}

/**
 * The files below a folder, without links, which may lead anywhere, and without what Python and git keep there. Undefined
 * where that is more than a folder of jobs has.
 */
export async function filesBelow(folder: string): Promise<readonly CheckerFile[] | undefined> {
  const files: CheckerFile[] = []
  let bytes = 0
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = relative(folder, join(entry.parentPath, entry.name))
    if (!entry.isFile() || /(^|\/)(__pycache__|\.git)\//.test(path)) continue
    const content = await readPlain(join(folder, path))
    bytes += content.length
    if (bytes > MOST_BYTES) return undefined
    files.push({ path, content: content.toString('base64') })
  }
  return files
}

/** The content of a file that is no link. */
export async function readPlain(path: string): Promise<Buffer> {
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
  try {
    return await file.readFile()
  } finally {
    await file.close()
  }
}

/** Whether jobs, which run as this user and see no folder that is hidden from them, can read all of these paths. */
export async function isSeenByJobs(paths: readonly string[], home: string): Promise<boolean> {
  const isBelow = (folder: string, path: string) => `${path}/`.startsWith(`${folder}/`)
  const isHidden = (path: string) =>
    HIDDEN.some(folder => isBelow(folder, path)) ||
    (isBelow(home, path) && !isBelow(join(home, 'checker'), path))
  if (paths.some(isHidden)) return false
  const all = await Promise.allSettled(paths.map(path => access(path, constants.R_OK)))
  return all.every(({ status }) => status === 'fulfilled')
}

/** Writes the files below that folder; one that is there stays. Returns the paths of those that are otherwise there. */
export async function placeCopies(folder: string, files: readonly CheckerFile[]): Promise<readonly string[]> {
  const kept: string[] = []
  for (const { path, content } of files) {
    const target = resolve(folder, path)
    const wanted = Buffer.from(content, 'base64')
    try {
      await mkdir(dirname(target), { recursive: true, mode: 0o700 })
      await writeFile(target, wanted, { flag: 'wx', mode: 0o600 })
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code !== 'EEXIST') throw new CommandError(`${target} cannot be written (${code})`)
      if (!(await readFile(target)).equals(wanted)) kept.push(target)
    }
  }
  return kept
}
