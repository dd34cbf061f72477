import { type FSWatcher, watch } from 'node:fs'
import { basename, dirname } from 'node:path'

const SETTLE_MS = 100

/** Calls back after the file was changed, replaced, removed or made. A burst of changes counts as one. */
export function watchFile(path: string, onChange: () => void): { close(): void } {
  let timer: NodeJS.Timeout | undefined
  let watcher: FSWatcher | undefined
  const name = basename(path)
  try {
    // The folder, since editors replace the file and a watch would stay with the old one.
    watcher = watch(dirname(path), (_event, changed) => {
      if (changed !== name) return
      clearTimeout(timer)
      timer = setTimeout(onChange, SETTLE_MS)
    })
    watcher.on('error', () => watcher?.close())
  } catch {
    // No folder, or no inotify watches left: a change is then seen at the next start.
  }
  return {
    close: () => {
      clearTimeout(timer)
      watcher?.close()
    },
  }
}
