import { closeSync, openSync, readFileSync, writeSync } from 'node:fs'

/** `env_start` among the fields of /proc/PID/stat after the program's name, as proc_pid_stat(5) counts them (50). */
const ENV_START = 50 - 3

/**
 * Overwrites a variable in this process's own copy of its environment, which /proc/PID/environ shows for as long as the
 * process lives: removing it from `process.env` leaves it there. Returns whether it is gone; without /proc nobody can read
 * it there.
 */
export function wipeFromEnvironmentBlock(name: string): boolean {
  try {
    const at = find(name)
    if (at === undefined) return true
    const stat = readFileSync('/proc/self/stat', 'utf8')
    const start = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[ENV_START])
    const memory = openSync('/proc/self/mem', 'r+')
    try {
      writeSync(memory, Buffer.alloc(at.length), 0, at.length, start + at.offset)
    } finally {
      closeSync(memory)
    }
    return find(name) === undefined
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT'
  }
}

/** The place of a variable in the block, in bytes. */
function find(name: string): { offset: number; length: number } | undefined {
  const block = readFileSync('/proc/self/environ')
  const begin = Buffer.from(`${name}=`)
  let offset = 0
  while (offset < block.length) {
    const end = block.indexOf(0, offset)
    const length = (end < 0 ? block.length : end) - offset
    if (block.subarray(offset, offset + begin.length).equals(begin)) return { offset, length }
    offset += length + 1
  }
  return undefined
}
