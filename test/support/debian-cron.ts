/**
 * A model of Debian's cron, written from cron(8), crontab(5) and the sources of its package (cron.c, entry.c; 3.0pl1): it
 * walks through time minute by minute, as the daemon does, and shares no code with ours.
 */

interface Job {
  readonly minute: ReadonlySet<number>
  readonly hour: ReadonlySet<number>
  readonly day: ReadonlySet<number>
  readonly month: ReadonlySet<number>
  readonly weekday: ReadonlySet<number>
  readonly isWildcard: boolean
  readonly both: boolean
}

const RANGES = [
  [0, 59],
  [0, 23],
  [1, 31],
  [1, 12],
  [0, 7],
] as const

const NAMES: Readonly<Record<number, readonly string[]>> = {
  3: ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'],
  4: ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'],
}

const NICKNAMES: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
}

/** Undefined where Debian's cron takes the expression for bad. */
export function debianJob(expression: string): Job | undefined {
  const fields = (NICKNAMES[expression] ?? expression).split(' ')
  const sets = fields.map((field, index) => bits(field, index))
  if (fields.length !== 5 || sets.includes(undefined)) return undefined
  const [minute, hour, day, month, weekday] = sets as Set<number>[]
  const begins = fields.map(field => field.startsWith('*'))
  if (weekday?.has(0) || weekday?.has(7)) weekday.add(0).add(7)
  return {
    minute,
    hour,
    day,
    month,
    weekday,
    isWildcard: begins[0] || begins[1],
    both: begins[2] || begins[4],
  } as Job
}

function bits(field: string, index: number): Set<number> | undefined {
  const [low, high] = RANGES[index] ?? [0, -1]
  const found = new Set<number>()
  for (const item of field.split(',')) {
    const [, star, from, to, step] = /^(?:(\*)|(\w+)(?:-(\w+))?)(?:\/(\d+))?$/.exec(item) ?? []
    const first = star === undefined ? numberOf(from, low, index) : low
    const last = star === undefined ? (to === undefined ? first : numberOf(to, low, index)) : high
    if (first === undefined || last === undefined) return undefined
    if (first < low || first > high || last < low || last > high) return undefined
    if (step !== undefined && (Number(step) < 1 || (star === undefined && to === undefined))) return undefined
    for (let value = first; value <= last; value += Number(step ?? 1)) found.add(value)
  }
  return found
}

function numberOf(text: string | undefined, low: number, index: number): number | undefined {
  if (text === undefined) return undefined
  const named = NAMES[index]?.indexOf(text.toLowerCase()) ?? -1
  if (named >= 0) return named + low
  return /^\d+$/.test(text) ? Number(text) : undefined
}

const MINUTE = 60_000
const THREE_HOURS = 180

/** The moments in `from < at <= to` (whole minutes of UTC) at which the daemon, running all the time, starts the job. */
export function debianRuns(job: Job, zone: string, from: number, to: number): number[] {
  const wallMinute = wallClock(zone)
  const runs: number[] = []
  let virtual = wallMinute(from)
  for (let at = from + MINUTE; at <= to; at += MINUTE) {
    const running = wallMinute(at)
    const difference = running - virtual
    const isDue = (minute: number, wild: boolean, fixed: boolean) =>
      (job.isWildcard ? wild : fixed) && matches(job, minute)
    let starts = false
    if (difference > 0 && difference <= 5) {
      while (virtual < running) starts = isDue(++virtual, true, true) || starts
    } else if (difference > 5 && difference <= THREE_HOURS) {
      starts = isDue(running, true, false)
      while (virtual < running) starts = isDue(++virtual, false, true) || starts
    } else if (difference <= 0 && difference > -THREE_HOURS) {
      starts = isDue(running, true, false)
    } else {
      virtual = running
      starts = isDue(running, true, true)
    }
    if (starts) runs.push(at)
  }
  return runs
}

function matches(job: Job, wallMinute: number): boolean {
  const date = new Date(wallMinute * MINUTE)
  if (!job.minute.has(date.getUTCMinutes()) || !job.hour.has(date.getUTCHours())) return false
  if (!job.month.has(date.getUTCMonth() + 1)) return false
  const day = job.day.has(date.getUTCDate())
  const weekday = job.weekday.has(date.getUTCDay())
  return job.both ? day && weekday : day || weekday
}

const clocks = new Map<string, (at: number) => number>()

/** Epoch milliseconds -> minutes of the zone's wall clock since 1970. Clocks are set at quarters of an hour. */
export function wallClock(zone: string): (at: number) => number {
  const known = clocks.get(zone)
  if (known !== undefined) return known
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' })
  const offsets = new Map<number, number>()
  const made = (at: number) => {
    const quarter = Math.floor(at / 15 / MINUTE)
    let offset = offsets.get(quarter)
    if (offset === undefined) {
      const begin = quarter * 15
      offset = Date.parse(`${format.format(begin * MINUTE).replace(' ', 'T')}Z`) / MINUTE - begin
      offsets.set(quarter, offset)
    }
    return at / MINUTE + offset
  }
  clocks.set(zone, made)
  return made
}
