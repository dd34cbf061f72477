/**
 * Turns for looks that call the file system. A call that hangs, as that of a network folder whose server is gone, returns
 * only when the folder is back. Until then it keeps one of the four threads on which this program reads files, its
 * settings among them, and looks names up.
 */
import { EventEmitter, once } from 'node:events'
import type { CallFiles, Look } from '../../domain/probes/look'

/** Looks at once: one that hangs from its beginning keeps one thread, and the others are left to everything else. */
const AT_ONCE = 2

export function createFileTurns() {
  /** By their targets, the looks that have begun and not ended, though they may have been given up. */
  const busy = new Map<string, { readonly place: string | undefined; readonly signal: AbortSignal }>()
  const ends = new EventEmitter().setMaxListeners(0)
  /** Mounts that may hang, where a call has not returned. */
  const called = new Set<string>()
  const returns = new EventEmitter().setMaxListeners(0)

  /** The targets of the looks that keep another one from its turn; none: it has it. */
  function inTheWay(target: string, place: string | undefined): readonly string[] {
    if (busy.has(target)) return [target]
    const hung = [...busy].find(([, one]) => place !== undefined && one.place === place && one.signal.aborted)
    if (hung !== undefined) return [hung[0]]
    return busy.size >= AT_ONCE ? [...busy.keys()] : []
  }

  /** Calls of a look: on a mount that may hang, one at a time of all looks there. */
  function callsAt(place: string | undefined, signal: AbortSignal): CallFiles {
    if (place === undefined) return call => call()
    return async call => {
      while (called.has(place)) await once(returns, place, { signal })
      called.add(place)
      try {
        return await call()
      } finally {
        called.delete(place)
        returns.emit(place)
      }
    }
  }

  /**
   * The look when it has its turn; blind where the signal comes before that.
   *
   * @param place of a mount that may hang: no look begins there while one that was given up has not ended
   */
  return async (
    target: string,
    signal: AbortSignal,
    look: (callFiles: CallFiles) => Promise<Look>,
    place?: string,
  ): Promise<Look> => {
    try {
      while (inTheWay(target, place).length > 0) await once(ends, 'end', { signal })
    } catch {
      const names = inTheWay(target, place).join(' and ')
      return { answer: 'blind', detail: `it waited for looks at ${names} that have not ended` }
    }
    busy.set(target, { place, signal })
    try {
      return await look(callsAt(place, signal))
    } finally {
      busy.delete(target)
      ends.emit('end')
    }
  }
}
