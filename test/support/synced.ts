import { readFileSync, readlinkSync } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'

/** Returns what each sync of the work was of: `the folder`, or the file's path at that moment and its content. */
export async function syncedBy(work: () => Promise<void>): Promise<string[]> {
  const probe = await open('/', 'r')
  const prototype = Object.getPrototypeOf(probe) as FileHandle
  const { sync, datasync } = prototype
  const synced: string[] = []
  const noting = (real: () => Promise<void>) =>
    async function (this: FileHandle): Promise<void> {
      const path = readlinkSync(`/proc/self/fd/${this.fd}`)
      synced.push((await this.stat()).isDirectory() ? 'the folder' : `${path}: ${readFileSync(path, 'utf8')}`)
      await real.call(this)
    }
  prototype.sync = noting(sync)
  prototype.datasync = noting(datasync)
  try {
    await work()
  } finally {
    Object.assign(prototype, { sync, datasync })
    await probe.close()
  }
  return synced
}
