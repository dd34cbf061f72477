import { randomUUID } from 'node:crypto'
import { type FileHandle, lstat, open, readdir, realpath, rename, stat, unlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/** A temporary file of this age is no write under way any more. */
const LEFTOVER_MS = 60_000

/**
 * Replaces a file as a whole: a reader, also after a power cut, finds the old content or the new one, never a part.
 * Mode, owner and a symbolic link stay; a new file gets `newMode`. Throws the system's error (ENOSPC, EROFS, EACCES,
 * ...), and then leaves the old file untouched and nothing else behind.
 */
export async function replaceFile(path: string, content: string, newMode = 0o644): Promise<void> {
  const target = await realpath(path).catch(orElse('ENOENT', path))
  const old = await stat(target).catch(orElse('ENOENT', undefined))
  const temporary = `${target}.${randomUUID()}.tmp`
  const file = await open(temporary, 'wx', 0o600)
  try {
    await fill(file, content, old ?? { mode: newMode })
    await rename(temporary, target)
  } catch (error) {
    await unlink(temporary)
    throw error
  }
  await syncFolder(dirname(target))
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

async function fill(
  file: FileHandle,
  content: string,
  as: { mode: number; uid?: number; gid?: number },
): Promise<void> {
  try {
    await file.writeFile(content)
    // Called only where the owner differs: a sandbox such as that of our units forbids the very call.
    const own = await file.stat()
    if (as.uid !== undefined && as.gid !== undefined && (as.uid !== own.uid || as.gid !== own.gid))
      await file.chown(as.uid, as.gid)
    await file.chmod(as.mode & 0o7777)
    await file.sync()
  } finally {
    await file.close()
  }
}

/** Syncs the folder itself, without which a power cut can undo the rename. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

function orElse<T>(code: string, value: T): (error: NodeJS.ErrnoException) => T {
  return error => {
    if (error.code === code) return value
    throw error
  }
}
