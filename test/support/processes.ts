import { readFileSync } from 'node:fs'

/** The processes that this one started, and those that they started, as they are now. */
export function descendants(pid: number): number[] {
  const children = textOf(`/proc/${pid}/task/${pid}/children`).trim().split(' ').filter(Boolean).map(Number)
  return children.flatMap(child => [child, ...descendants(child)])
}

/** The program and its arguments, each with a NUL behind it; empty for a process that has ended. */
export const commandLine = (pid: number): string => textOf(`/proc/${pid}/cmdline`)

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return '' // The process has ended meanwhile.
  }
}
