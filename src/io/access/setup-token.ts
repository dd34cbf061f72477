import { randomBytes } from 'node:crypto'
import { readFile, rm } from 'node:fs/promises'
import type { SetupToken } from '../../domain/access/ports'
import { replaceFile } from '../files/atomic-file'

/** The token of the set-up link, kept in a file, so that a restart and the command line print the same link. */
export function openSetupToken(path: string): SetupToken {
  async function read(): Promise<string | undefined> {
    try {
      const token = (await readFile(path, 'utf8')).trim()
      return /^[\w-]{20,}$/.test(token) ? token : undefined
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
      throw error
    }
  }
  return {
    read,
    make: async () => {
      const old = await read()
      if (old !== undefined) return old
      const token = randomBytes(24).toString('base64url')
      await replaceFile(path, `${token}\n`, 0o600)
      return token
    },
    remove: () => rm(path, { force: true }),
  }
}
