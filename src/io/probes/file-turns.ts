/**
 * Turns for looks that call the file system. A call that hangs, as that of a network folder whose server is gone, returns
 * only when the folder is back. Until then it keeps one of the four threads on which this program reads files, its
 * settings among them, and looks names up.
 */
import { EventEmitter, once } from 'node:events'
import type { Look } from '../../domain/probes/look'

/** Looks at once: one that hangs from its beginning keeps one thread, and the others are left to everything else. */
const AT_ONCE = 2

export function createFileTurns() {
  /** The targets of the looks that have begun and not ended, though they may have been given up. */
  const busy = new Set<string>()
  const ends = new EventEmitter().setMaxListeners(0)

  /** The look when it has its turn; blind where the signal comes before that. */
  return async (target: string, signal: AbortSignal, look: () => Promise<Look>): Promise<Look> => {
    try {
      while (busy.has(target) || busy.size >= AT_ONCE) await once(ends, 'end', { signal })
    } catch {
      const names = busy.has(target) ? target : [...busy].join(' and ')
      return { answer: 'blind', detail: `it waited for looks at ${names} that have not ended` }
    }
    busy.add(target)
    try {
      return await look()
    } finally {
      busy.delete(target)
      ends.emit('end')
    }
  }
}
