import { closeSync, constants, fstatSync, openSync, readSync, type Stats, statSync } from 'node:fs'
import { dirname } from 'node:path'

/** Write permission for the group or for all others. */
const OTHERS_WRITE = 0o022
/** In a folder with this bit, such as /tmp, nobody replaces another user's file. */
const STICKY = 0o1000

/**
 * Returns the content of a file; a link is not followed, and nothing but a file is read.
 *
 * @param most a longer file is refused, in bytes
 * @throws Error of the system, or when it is no file or too long
 */
export function readPlainFile(path: string, most: number): Buffer {
  return readOnce(path, most, () => true)
}

/**
 * The same for a file that nobody but this user, or the folder's owner, can have written. It is opened once and judged by
 * what was opened, so that it cannot be exchanged in between.
 */
export function readOwnFile(path: string, most: number): Buffer {
  return readOnce(path, most, ({ uid, mode }) => {
    const folder = statSync(dirname(path))
    const isOwn = uid === process.getuid?.() || uid === folder.uid
    const isSafe = (folder.mode & OTHERS_WRITE) === 0 || (folder.mode & STICKY) !== 0
    return isOwn && isSafe && (mode & OTHERS_WRITE) === 0
  })
}

function readOnce(path: string, most: number, isTrusted: (file: Stats) => boolean): Buffer {
  const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants
  const file = openSync(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
  try {
    const found = fstatSync(file)
    if (!found.isFile() || found.size > most)
      throw new Error(`${path} is not a file of at most ${most} bytes`)
    if (!isTrusted(found)) throw new Error(`somebody else may have written ${path}`)
    const content = Buffer.allocUnsafe(found.size)
    return content.subarray(0, readSync(file, content, 0, found.size, 0))
  } finally {
    closeSync(file)
  }
}
