import { renameSync, rmSync, writeFileSync } from 'node:fs'

/**
 * Replaces a file as a whole, without waiting for the disk: for content that is worthless after a power cut anyway.
 * Throws the system's error, and leaves the old file then.
 *
 * The temporary file has a name that nobody can foresee, and what is there already is neither opened nor followed. The
 * tick has no time to load node:crypto for it; V8 seeds its generator anew for each process.
 */
export function replaceUnsynced(path: string, content: string | Buffer, mode = 0o644): void {
  const temporary = `${path}.${Math.random().toString(36).slice(2)}.tmp`
  writeNew(temporary, content, mode)
  try {
    renameSync(temporary, path)
  } catch (error) {
    rmSync(temporary, { force: true })
    throw error
  }
}

/** Leaves no part of a file behind on a full disk, nor removes somebody else's file of that name. */
function writeNew(path: string, content: string | Buffer, mode: number): void {
  try {
    writeFileSync(path, content, { flag: 'wx', mode })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') rmSync(path, { force: true })
    throw error
  }
}
