/** Calls `work` whenever the process has run for a multiple of `ms`, so that all renewals of a process wake it, and Redis, together. */
export function atMultiplesOf(ms: number, work: () => void): { close(): void } {
  let timer: NodeJS.Timeout
  const wait = () => {
    const left = ms - (performance.now() % ms)
    // A timer may fire a little early.
    timer = setTimeout(fire, left < ms / 2 ? left + ms : left)
  }
  const fire = () => {
    wait()
    work()
  }
  wait()
  return { close: () => clearTimeout(timer) }
}
