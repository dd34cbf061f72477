import { randomUUID } from 'node:crypto'
import {
  chmod,
  chown,
  type FileHandle,
  lstat,
  open,
  readdir,
  readFile,
  realpath,
  rename,
  stat,
  unlink,
  writeFile,
} from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { buffer } from 'node:stream/consumers'

/** A temporary file of this age is no write under way any more. */
const LEFTOVER_MS = 60_000

/**
 * Replaces a file as a whole: a reader, also after a power cut, finds the old content or the new one, never a part.
 * Mode, owner and a symbolic link stay; a new file gets `newMode`. Throws the system's error (ENOSPC, EROFS, EACCES,
 * ...), and then leaves the old file untouched and nothing else behind.
 *
 * Where the system refuses that (a file that is a mount of its own, a group that is not ours, no inode for another file),
 * the file is written in place, and only a power cut in that moment leaves a part.
 *
 * @param content a text, or one that is written as it comes
 */
export async function replaceFile(
  path: string,
  content: string | AsyncIterable<string>,
  newMode = 0o644,
): Promise<void> {
  const target = await realpath(path).catch(orElse('ENOENT', path))
  const old = await stat(target).catch(orElse('ENOENT', undefined))
  const temporary = `${target}.${randomUUID()}.tmp`
  const file = await open(temporary, 'wx', 0o600).catch(orNoNewFile(old !== undefined))
  if (file instanceof Error) {
    const whole = typeof content === 'string' ? content : await buffer(content)
    return await writeInPlace(target, whole, newMode).catch(fail(file))
  }
  try {
    await fill(file, content)
    const refused = await takePlace(temporary, target, old ?? { mode: newMode })
    if (refused === undefined) return await syncFolder(dirname(target))
    await writeInPlace(target, await readFile(temporary), newMode).catch(fail(refused))
  } catch (error) {
    await unlink(temporary).catch(orElse('ENOENT', undefined))
    throw error
  }
  await unlink(temporary)
}

/** Removes the temporary files that a power cut left in the folder: those that are older than a minute. */
export async function removeLeftovers(folder: string, now: number): Promise<void> {
  for (const name of await readdir(folder).catch(orElse('ENOENT', []))) {
    if (!name.endsWith('.tmp')) continue
    const path = join(folder, name)
    const { mtimeMs } = await lstat(path)
    if (now - mtimeMs > LEFTOVER_MS) await unlink(path)
  }
}

async function fill(file: FileHandle, content: string | AsyncIterable<string>): Promise<void> {
  try {
    await writeFile(file, content)
    await file.sync()
  } finally {
    await file.close()
  }
}

/** The errors of a rename, or of a change of owner or mode, that the file system or the rights do not allow. */
const REFUSED = ['EPERM', 'EACCES', 'EBUSY', 'EXDEV', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP']

interface Bearing {
  readonly mode: number
  readonly uid?: number
  readonly gid?: number
}

/** Returns the error by which the folder takes no other file beside one that is there. */
function orNoNewFile(isThere: boolean): (error: NodeJS.ErrnoException) => Error {
  return error => {
    if (isThere && [...REFUSED, 'ENOSPC', 'EDQUOT'].includes(error.code ?? '')) return error
    throw error
  }
}

/** Throws the first refusal, unless the second attempt shows that there is no room. */
function fail(refused: Error): (error: NodeJS.ErrnoException) => never {
  return error => {
    throw error.code === 'ENOSPC' ? error : refused
  }
}

/** Moves the temporary file to its place, with that owner and mode. Returns the error by which the system refuses it. */
async function takePlace(temporary: string, target: string, as: Bearing): Promise<Error | undefined> {
  try {
    await bear(temporary, as)
    await rename(temporary, target)
    return undefined
  } catch (error) {
    if (REFUSED.includes((error as NodeJS.ErrnoException).code ?? '')) return error as Error
    throw error
  }
}

/** Each call is made only for a change: a sandbox such as that of our units forbids chown, and FAT has one mode for all. */
async function bear(path: string, { mode, uid, gid }: Bearing): Promise<void> {
  const own = await stat(path)
  if (uid !== undefined && gid !== undefined && (uid !== own.uid || gid !== own.gid))
    await chown(path, uid, gid)
  if ((mode & 0o7777) === (own.mode & 0o7777)) return
  const isNew = uid === undefined
  // A file system without modes gives a new file the only one it has.
  await chmod(path, mode & 0o7777).catch(isNew ? orElse('EPERM', undefined) : undefined)
}

/** Keeps owner, group and mode. A reader finds no empty file, and the old content is put back when there is no room for the new. */
async function writeInPlace(path: string, content: string | Buffer, newMode: number): Promise<void> {
  const file = await open(path, 'r+').catch(orElse('ENOENT', undefined))
  if (file === undefined) return await writeFile(path, content, { flag: 'wx', mode: newMode, flush: true })
  try {
    const old = await file.readFile()
    try {
      await overwrite(file, Buffer.from(content))
    } catch (error) {
      await overwrite(file, old)
      throw error
    }
  } finally {
    await file.close()
  }
}

/** Writes over what the file has, and returns once content and length are on the disk. */
export async function overwrite(file: FileHandle, content: Buffer): Promise<void> {
  for (let done = 0; done < content.length; )
    done += (await file.write(content, done, content.length - done, done)).bytesWritten
  if ((await file.stat()).size > content.length) await file.truncate(content.length)
  await file.datasync()
}

/** Syncs the folder itself, without which a power cut can undo the rename. Not every file system can, nor every user. */
async function syncFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, 'r')
    try {
      await handle.sync()
    } finally {
      await handle.close()
    }
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException
    if (code !== 'EINVAL' && !REFUSED.includes(code)) throw error
  }
}

export function orElse<T>(code: string, value: T): (error: NodeJS.ErrnoException) => T {
  return error => {
    if (error.code === code) return value
    throw error
  }
}
