/**
 * Time zones by their IANA names, and the way between UTC and a zone's wall clock. Pure.
 *
 * A local time is counted as if it were UTC: milliseconds since 1970-01-01 00:00 on the zone's own wall clock. An empty
 * zone is the machine's.
 */

const DAY_MS = 86_400_000

/** Whether the runtime's time zone database has a zone of this name, such as Europe/Berlin, EST5EDT or UTC. */
export function isZone(name: string): boolean {
  return zoneNamed(name) !== undefined
}

/** The local time in the zone at that moment. */
export function toLocal(utc: number, zone: string): number {
  return utc + offsetAt(utc, zone)
}

/** The moments with that local time, earliest first: one, or two where the clocks are set back, or none where they skip it. */
export function momentsAt(local: number, zone: string): readonly number[] {
  const [before, after] = offsetsAround(local, zone)
  const first = local - Math.max(before, after)
  if (before === after) return [first]
  const second = local - Math.min(before, after)
  return [first, second].filter(utc => toLocal(utc, zone) === local)
}

/** A change of a zone's offset, as at the beginning and the end of summer time. */
export interface ClockChange {
  /** The first moment with the new offset. */
  readonly at: number
  /** Milliseconds by which the wall clock is set forward; negative: back. */
  readonly by: number
}

/** The change within a day of that local time; undefined when there is none. */
export function changeNear(local: number, zone: string): ClockChange | undefined {
  const [before, after] = offsetsAround(local, zone)
  if (before === after) return undefined
  const at = changeBetween(local - DAY_MS, local + DAY_MS, utc => offsetAt(utc, zone))
  return { at, by: after - before }
}

/** Offsets lie within a day of UTC, and change at most once in two days. */
function offsetsAround(local: number, zone: string): [before: number, after: number] {
  return [offsetAt(local - DAY_MS, zone), offsetAt(local + DAY_MS, zone)]
}

/** The first moment, in whole seconds, at which the offset is no longer that of `early`. */
function changeBetween(early: number, late: number, offset: (utc: number) => number): number {
  const before = offset(early)
  let [from, to] = [Math.floor(early / 1_000), Math.ceil(late / 1_000)]
  while (to - from > 1) {
    const middle = Math.floor((from + to) / 2)
    if (offset(middle * 1_000) === before) from = middle
    else to = middle
  }
  return to * 1_000
}

/** Milliseconds by which local time is ahead of UTC at that moment. */
function offsetAt(utc: number, name: string): number {
  if (name === 'UTC') return 0
  // Not kept, as the machine's zone may be set to another.
  if (name === '') return -new Date(utc).getTimezoneOffset() * 60_000
  const zone = zoneNamed(name)
  if (zone === undefined) throw new RangeError(`no time zone: ${name}`)
  const { before, change, after } = dayOf(zone, Math.floor(utc / DAY_MS))
  return utc < change ? before : after
}

interface Zone {
  readonly format: Intl.DateTimeFormat
  /** By the number of the UTC day. Intl takes a hundred times as long. */
  readonly days: Map<number, ZoneDay>
}

/** A UTC day: the offset at its beginning, and from the moment `change` on, which may lie beyond it. */
interface ZoneDay {
  readonly before: number
  readonly change: number
  readonly after: number
}

/** The schedules in use need a few hundred. */
const MOST_DAYS = 5_000

const zones = new Map<string, Zone>()

function dayOf({ format, days }: Zone, day: number): ZoneDay {
  const known = days.get(day)
  if (known !== undefined) return known
  const offset = (utc: number) => offsetBy(format, utc)
  const [begin, end] = [day * DAY_MS, (day + 1) * DAY_MS]
  const before = days.get(day - 1)?.after ?? offset(begin)
  const after = days.get(day + 1)?.before ?? offset(end)
  const found = { before, change: before === after ? end : changeBetween(begin, end, offset), after }
  if (days.size >= MOST_DAYS) days.clear()
  days.set(day, found)
  return found
}

function offsetBy(format: Intl.DateTimeFormat, utc: number): number {
  const part: Record<string, number> = {}
  for (const { type, value } of format.formatToParts(utc)) part[type] = Number(value)
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(utc / 1_000) * 1_000
}

/** Undefined where there is no such zone. Names are the same in any case. */
function zoneNamed(name: string): Zone | undefined {
  const known = zones.get(name)
  // Offsets such as +01:00, which newer runtimes take too, are no names.
  if (known !== undefined || !/^[a-z][a-z\d/_+-]*$/i.test(name)) return known
  const lower = name.toLowerCase()
  const zone = lower === name ? openZone(name) : zoneNamed(lower)
  if (zone !== undefined) zones.set(name, zone)
  return zone
}

function openZone(name: string): Zone | undefined {
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
    return { format, days: new Map() }
  } catch {
    return undefined
  }
}
