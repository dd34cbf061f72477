import { type FSWatcher, realpathSync, watch } from 'node:fs'
import { basename, dirname } from 'node:path'

const SETTLE_MS = 100

/** Calls back after the file was changed, replaced, removed or created. A burst of changes counts as one. A link is followed. */
export function watchFile(path: string, onChange: () => void): { close(): void } {
  let timer: NodeJS.Timeout | undefined
  const watchers: FSWatcher[] = []
  function settle(): void {
    clearTimeout(timer)
    timer = setTimeout(onChange, SETTLE_MS)
  }
  // Both the link and its target may change.
  for (const file of new Set([path, targetOf(path)])) watchFolder(file)

  function watchFolder(file: string): void {
    try {
      // The folder is watched, since editors replace the file, and a watch of it would stay with the old one.
      const watcher = watch(dirname(file), (_event, changed) => {
        if (changed === basename(file)) settle()
      })
      watcher.on('error', () => watcher.close())
      watchers.push(watcher)
    } catch {
      // There is no folder, or no inotify watch is left: a change then takes effect at the next start.
    }
  }

  return {
    close: () => {
      clearTimeout(timer)
      for (const watcher of watchers) watcher.close()
    },
  }
}

function targetOf(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    return path // It does not exist yet.
  }
}
