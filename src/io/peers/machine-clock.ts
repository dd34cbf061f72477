import { readFileSync } from 'node:fs'

/** Milliseconds of a clock that nobody sets, and that all programs of this machine have in common. */
export function machineClock(): number {
  return Number(process.hrtime.bigint() / 1_000_000n)
}

/** Names the machine's present boot, with which that clock began; undefined where the kernel names none. */
export function machineBoot(): string | undefined {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
  } catch {
    return undefined
  }
}
