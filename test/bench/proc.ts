/** The kernel's figures of a process in /proc (proc(5)). */
import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { sum } from './statistics'

/** Proportional set size in MB (of 1,000,000 bytes): its own memory, and its share of what it shares with others. */
export function pss(pid: number): number {
  return (field(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'), 'Pss') * 1024) / 1e6
}

/** Bytes that it made the kernel write to disks: whole pages, tmpfs not counted. */
export function bytesWritten(pid: number | 'self'): number {
  return field(readFileSync(`/proc/${pid}/io`, 'utf8'), 'write_bytes')
}

/**
 * CPU time so far in milliseconds: of its threads as the scheduler counts it (nanoseconds in schedstat), and of the children
 * that have ended (ticks of 10 ms in stat). Ticks alone miss, or multiply, what runs for a millisecond at a time.
 */
export function cpuTime(pid: number): number {
  const threads = readdirSync(`/proc/${pid}/task`).map(thread =>
    Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0]),
  )
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ')
  // The fields 16 and 17 of stat, cutime and cstime; the third one comes first here.
  const children = fields.slice(13, 15).reduce((total, text) => total + 10 * Number(text), 0)
  return sum(threads) / 1e6 + children
}

/** CPU time of these processes together over that time, in milliseconds. */
export async function cpuTimeIn(pids: Readonly<Record<string, number>>, ms: number): Promise<number> {
  const before = sum(Object.values(pids).map(cpuTime))
  await setTimeout(ms)
  return sum(Object.values(pids).map(cpuTime)) - before
}

export function field(text: string, name: string): number {
  return Number(new RegExp(`^${name}:\\s*(\\d+)`, 'm').exec(text)?.[1])
}
