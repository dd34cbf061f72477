/** The kernel's figures of a process in /proc (proc(5)). */
import { readFileSync } from 'node:fs'
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

/** CPU time so far, with that of the children that have ended, in jiffies of 10 ms (USER_HZ is 100 everywhere). */
export function jiffies(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ')
  // utime, stime, cutime and cstime are the fields 14 to 17; the third one comes first here.
  return fields.slice(11, 15).reduce((total, text) => total + Number(text), 0)
}

/** CPU time of these processes together over that time, in jiffies. */
export async function jiffiesIn(pids: Readonly<Record<string, number>>, ms: number): Promise<number> {
  const before = sum(Object.values(pids).map(jiffies))
  await setTimeout(ms)
  return sum(Object.values(pids).map(jiffies)) - before
}

export function field(text: string, name: string): number {
  return Number(new RegExp(`^${name}:\\s*(\\d+)`, 'm').exec(text)?.[1])
}
