/**
 * Time zones by their IANA names, and the way between UTC and a zone's wall clock. Pure.
 *
 * A local time is counted as if it were UTC: milliseconds since 1970-01-01 00:00 on the zone's own wall clock.
 */

const DAY_MS = 86_400_000

const formats = new Map<string, Intl.DateTimeFormat>()

/** Whether the runtime's time zone database has a zone of this name, such as Europe/Berlin, EST5EDT or UTC. */
export function isZone(name: string): boolean {
  return formatOf(name) !== undefined
}

/** The local time in the zone at that moment. An empty zone is the machine's. */
export function toLocal(utc: number, zone: string): number {
  return utc + offsetAt(utc, zone)
}

/** The first moment with that local time; undefined when a change of the clocks leaves it out. */
export function toUtc(local: number, zone: string): number | undefined {
  // Offsets lie within a day, and change at most once in one.
  const candidates = [local - offsetAt(local - DAY_MS, zone), local - offsetAt(local + DAY_MS, zone)]
  const real = candidates.filter(utc => toLocal(utc, zone) === local)
  return real.length === 0 ? undefined : Math.min(...real)
}

/** Milliseconds by which local time is ahead of UTC at that moment. */
function offsetAt(utc: number, zone: string): number {
  if (zone === 'UTC') return 0
  if (zone === '') return -new Date(utc).getTimezoneOffset() * 60_000
  const format = formatOf(zone)
  if (format === undefined) throw new RangeError(`no time zone: ${zone}`)
  const part: Record<string, number> = {}
  for (const { type, value } of format.formatToParts(utc)) part[type] = Number(value)
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(utc / 1000) * 1000
}

/** Undefined where there is no such zone. Formats are kept, as each takes a while to make. */
function formatOf(zone: string): Intl.DateTimeFormat | undefined {
  // Zones are known by their names in any case. Offsets such as +01:00, which newer runtimes take too, are none.
  const name = zone.toLowerCase()
  const known = formats.get(name)
  if (known !== undefined || !/^[a-z][a-z\d/_+-]*$/.test(name)) return known
  try {
    const format = new Intl.DateTimeFormat('en-US', {
      timeZone: name,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    })
    formats.set(name, format)
    return format
  } catch {
    return undefined
  }
}
