import { randomUUID } from 'node:crypto'
import { constants } from 'node:fs'
import { type FileHandle, link, open, realpath, rename, stat, unlink } from 'node:fs/promises'
import { orElse, overwrite, replaceFile } from './atomic-file'

const { O_CREAT, O_NOFOLLOW, O_RDWR } = constants

/**
 * Replaces a small file as `replaceFile` does, but for a third of what that makes a file system write: the file and a
 * second one, `PATH.spare`, change places, so that neither is made anew. A reader finds the old content or the new one,
 * if it has read the file before it is replaced twice. The content is on the disk when the names change; that the change
 * itself survives a power cut is not waited for.
 *
 * Where the system has no hard links, or the spare file cannot get the file's owner and mode, it is `replaceFile`.
 */
export async function replaceInTurns(path: string, content: string): Promise<void> {
  const target = await realpath(path).catch(orElse('ENOENT', path))
  const spare = `${target}.spare`
  const next = `${target}.${randomUUID()}.tmp`
  const old = `${target}.${randomUUID()}.tmp`
  try {
    // Under a name of its own it is this writer's alone: two that fill the same one would put an old content back.
    await rename(spare, next).catch(orElse('ENOENT', undefined))
    await fill(next, target, content)
    await link(target, old)
    await rename(next, target)
    await rename(old, spare)
  } catch {
    // Its own error names what is really wrong; the spare file may be somebody else's, or a folder, which is put back.
    await Promise.allSettled([unlink(next).catch(() => rename(next, spare)), unlink(old)])
    await replaceFile(path, content)
  }
}

async function fill(next: string, target: string, content: string): Promise<void> {
  const file = await open(next, O_RDWR | O_CREAT | O_NOFOLLOW, 0o600)
  try {
    await bearAs(file, target)
    await overwrite(file, Buffer.from(content))
  } finally {
    await file.close()
  }
}

/** Throws where the file has another name, too, or another owner. */
async function bearAs(file: FileHandle, target: string): Promise<void> {
  const [own, wanted] = await Promise.all([file.stat(), stat(target)])
  if (!wanted.isFile() || own.nlink !== 1 || own.uid !== wanted.uid || own.gid !== wanted.gid)
    throw new Error('the spare file cannot take the place of the other')
  const mode = wanted.mode & 0o7777
  if (mode !== (own.mode & 0o7777)) await file.chmod(mode)
}
