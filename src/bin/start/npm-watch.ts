import { readFileSync } from 'node:fs'

const EVERY_MS = 1_000

/**
 * Calls back once when the npm that runs this program has ended: one that is killed does not end what it runs. Does nothing
 * without an npm.
 */
export function watchNpm({ npm_lifecycle_event: script }: NodeJS.ProcessEnv, onGone: () => void): void {
  if (script === undefined) return
  const parent = process.ppid
  // npm runs scripts in a shell, which waits for this program or has become it.
  const npm = isShell(parent) ? parentOf(parent) : undefined
  const timer = setInterval(() => {
    if (process.ppid === parent && (npm === undefined || parentOf(parent) === npm)) return
    clearInterval(timer)
    onGone()
  }, EVERY_MS)
  timer.unref()
}

/** Whether the process is the `sh -c` of a script. */
function isShell(pid: number): boolean {
  return textOf(`/proc/${pid}/cmdline`)?.split('\0')[1] === '-c'
}

/** Field 4 of proc_pid_stat(5). */
function parentOf(pid: number): number | undefined {
  const stat = textOf(`/proc/${pid}/stat`)
  const parent = stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[1]
  return parent === undefined ? undefined : Number(parent)
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined // It has ended, or it is hidden.
  }
}
