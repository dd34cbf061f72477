/** What this process has cost so far, in milliseconds of CPU. A busy machine does not stretch it, as it does any other time. */
export function cpuMs(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1_000
}
