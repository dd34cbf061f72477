/** Milliseconds of a clock that nobody sets, and that all programs of this machine have in common. */
export function machineClock(): number {
  return Number(process.hrtime.bigint() / 1_000_000n)
}
