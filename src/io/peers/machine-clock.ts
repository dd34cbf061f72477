import { readFileSync } from 'node:fs'

/** Milliseconds of a clock that nobody sets, and that all programs of this machine have in common. */
export function machineClock(): number {
  return Number(process.hrtime.bigint() / 1_000_000n)
}

/**
 * Names the machine's present boot, with which that clock began; the same in all of its programs, since one that names it
 * otherwise would pass for another machine. `unknown` where nobody names it.
 *
 * @param given as systemd names it to a unit from which the kernel's name is hidden; empty: it does not
 */
export function machineBoot(given: string): string {
  try {
    return (given || readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()).replaceAll('-', '')
  } catch {
    return 'unknown'
  }
}
