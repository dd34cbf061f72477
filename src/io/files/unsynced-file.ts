import { renameSync, rmSync, writeFileSync } from 'node:fs'

/**
 * Replaces a file as a whole, without waiting for the disk: for content that is worthless after a power cut anyway.
 * Throws the system's error, and leaves the old file then.
 */
export function replaceUnsynced(path: string, content: string | Buffer): void {
  const temporary = `${path}.${process.pid}.tmp`
  try {
    writeFileSync(temporary, content)
    renameSync(temporary, path)
  } catch (error) {
    rmSync(temporary, { force: true })
    throw error
  }
}
