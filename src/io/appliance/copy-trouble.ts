/** The reason why the copy outside Redis cannot be written, for the page and `status`: a file in the runtime folder. */
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { readText } from '../files/small-file'
import { replaceUnsynced } from '../files/unsynced-file'

export interface CopyTrouble {
  /** Undefined ends it. */
  note(reason: string | undefined): void
  read(): Promise<string | undefined>
}

export function openCopyTroubleFile(runtime: string): CopyTrouble {
  const path = join(runtime, 'backup-trouble')
  return {
    note: reason => {
      try {
        if (reason === undefined) rmSync(path, { force: true })
        else replaceUnsynced(path, reason)
      } catch {
        // A disk that takes no copy may take no reason either; the log has it.
      }
    },
    read: () => readText(path),
  }
}
