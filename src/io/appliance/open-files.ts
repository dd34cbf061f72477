import { readFileSync } from 'node:fs'

/** The files and connections that this process may have open at once (proc_pid_limits(5)); Infinity where that is not known. */
export function mostOpenFiles(): number {
  try {
    const soft = /^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1]
    return soft === undefined ? Number.POSITIVE_INFINITY : Number(soft)
  } catch {
    return Number.POSITIVE_INFINITY // Not Linux.
  }
}
