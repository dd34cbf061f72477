import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

/** The processes that this one started, and those that they started, as they are now. */
export function descendants(pid: number): number[] {
  const children = textOf(`/proc/${pid}/task/${pid}/children`).trim().split(' ').filter(Boolean).map(Number)
  return children.flatMap(child => [child, ...descendants(child)])
}

/** The program and its arguments, each with a NUL behind it; empty for a process that has ended. */
export const commandLine = (pid: number): string => textOf(`/proc/${pid}/cmdline`)

/** The processes, but for this one, that name the folder: in their command, in what they were started with, or as where they are. */
export function processesOf(folder: string): number[] {
  const all = readdirSync('/proc').map(Number).filter(Boolean)
  return all.filter(pid => pid !== process.pid && tracesOf(pid).some(trace => trace.includes(folder)))
}

const tracesOf = (pid: number) => [commandLine(pid), textOf(`/proc/${pid}/environ`), whereIs(pid)]

/**
 * Kills all that `find` finds, and waits until they have left their memory. It stops each before it ends any, since what a
 * process starts meanwhile would be nobody's.
 */
export function endAll(find: () => readonly number[]): void {
  const stopped = new Set<number>()
  for (let found = find(); found.some(pid => !stopped.has(pid)); found = find())
    for (const pid of found) {
      stopped.add(pid)
      signal(pid, 'SIGSTOP')
    }
  for (const pid of stopped) signal(pid, 'SIGKILL')
  for (let waited = 0; waited < 10_000 && [...stopped].some(pid => commandLine(pid) !== ''); waited += 5)
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5)
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name)
  } catch {
    // It has ended by itself.
  }
}

/** Empty for a process that has ended meanwhile, or is somebody else's. */
export function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

function whereIs(pid: number): string {
  try {
    return readlinkSync(`/proc/${pid}/cwd`)
  } catch {
    return '' // It has ended meanwhile, or is somebody else's.
  }
}
