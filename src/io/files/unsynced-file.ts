import { constants, renameSync, rmSync, writeFileSync } from 'node:fs'

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
    take(temporary, path, content)
  } catch (error) {
    rmSync(temporary, { force: true })
    throw error
  }
}

/** A file that is a mount of its own (EBUSY) cannot be replaced, and is written in place; a link is not followed. */
function take(temporary: string, path: string, content: string | Buffer): void {
  try {
    renameSync(temporary, path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EBUSY') throw error
    // As a number, since the names of the flags know no O_NOFOLLOW.
    const flag = (constants.O_WRONLY | constants.O_TRUNC | constants.O_NOFOLLOW) as unknown as string
    writeFileSync(path, content, { flag })
    rmSync(temporary)
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
