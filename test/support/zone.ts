/** Runs `work` as if the machine stood in that time zone; Node takes a change of TZ at once. */
export function inZone<T>(zone: string, work: () => T): T {
  const before = setZone(zone)
  try {
    return work()
  } finally {
    setZone(before)
  }
}

/** The same for work that takes a while, during which the whole process is in that zone. */
export async function whileInZone<T>(zone: string, work: () => Promise<T>): Promise<T> {
  const before = setZone(zone)
  try {
    return await work()
  } finally {
    setZone(before)
  }
}

function setZone(zone: string | undefined): string | undefined {
  const before = process.env.TZ
  if (zone === undefined) delete process.env.TZ
  else process.env.TZ = zone
  return before
}
