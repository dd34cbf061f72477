/** Times as people on the Pi read them: local, in the process's time zone. */

const two = (n: number) => String(n).padStart(2, '0')

/** Epoch milliseconds -> `YYYY/MM/DD HH:MM:SS` in local time, as the original appliance writes it. */
export function localStamp(at: number): string {
  const t = new Date(at)
  const day = `${t.getFullYear()}/${two(t.getMonth() + 1)}/${two(t.getDate())}`
  return `${day} ${two(t.getHours())}:${two(t.getMinutes())}:${two(t.getSeconds())}`
}

/** Epoch milliseconds -> `HH:MM` in local time. */
export function localMinute(at: number): string {
  return localStamp(at).slice(11, 16)
}

/**
 * `YYYY/MM/DD HH:MM:SS` in local time -> epoch milliseconds; undefined when there is no such time. The hour that the
 * end of summer time repeats has two readings, of which the closer one to `near` is taken.
 */
export function parseLocalStamp(stamp: string, near: number): number | undefined {
  const parts = partsOf(stamp)
  if (parts === undefined) return undefined
  const [year, month, day, hour, minute, second] = parts
  const parsed = new Date(year, month - 1, day, hour, minute, second).getTime()
  const readings = [0, 1_800_000, 3_600_000]
    .map(shift => parsed + shift)
    .filter(at => localStamp(at) === stamp)
  return readings.sort((a, b) => Math.abs(a - near) - Math.abs(b - near))[0]
}

/** The same for a stamp of a place whose clocks were so many minutes ahead of UTC. */
export function parseStampAt(stamp: string, offset: number): number | undefined {
  const parts = partsOf(stamp)
  if (parts === undefined) return undefined
  const [year, month, day, hour, minute, second] = parts
  const at = Date.UTC(year, month - 1, day, hour, minute, second)
  return new Date(at).toISOString().slice(0, 19).replace('T', ' ').replaceAll('-', '/') === stamp
    ? at - offset * 60_000
    : undefined
}

type Parts = [year: number, month: number, day: number, hour: number, minute: number, second: number]

function partsOf(stamp: string): Parts | undefined {
  // The callers compare the whole stamp with that of the moment.
  const parts = /(\d{4})\/(\d\d)\/(\d\d) (\d\d):(\d\d):(\d\d)/.exec(stamp)
  return parts === null ? undefined : (parts.slice(1).map(Number) as Parts)
}

/** Minutes by which local clocks are ahead of UTC at that moment. */
export function minutesAhead(at: number): number {
  return -new Date(at).getTimezoneOffset()
}

/** The zone's distance from UTC at that moment, such as `UTC+05:30`. */
export function utcOffset(at: number): string {
  const minutes = minutesAhead(at)
  const size = Math.abs(minutes)
  return `UTC${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`
}
