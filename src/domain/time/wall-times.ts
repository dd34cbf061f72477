/** Local times that a pattern of days and of times of day matches; cron and OnCalendar expressions are such patterns. Pure. */

export interface WallPattern {
  readonly isMonth: (year: number, month: number) => boolean
  readonly isDay: (date: WallDate) => boolean
  /** Ascending, and never empty, as minutes and seconds. */
  readonly hours: readonly number[]
  readonly minutes: readonly number[]
  readonly seconds: readonly number[]
}

export interface WallDate {
  readonly year: number
  /** 1 to 12. */
  readonly month: number
  /** 1 to 31. */
  readonly day: number
  /** 0 is Sunday. */
  readonly weekday: number
}

const DAY_MS = 86_400_000

/** The first match after `local` (counted as in `./zone`); undefined when there is none up to the end of `lastYear`. */
export function nextWallTime(pattern: WallPattern, local: number, lastYear: number): number | undefined {
  const first = Math.floor(local / 1_000) * 1_000 + 1_000
  for (let midnight = Math.floor(first / DAY_MS) * DAY_MS; ; ) {
    const date = new Date(midnight)
    const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()]
    if (year > lastYear) return undefined
    if (!pattern.isMonth(year, month)) {
      midnight = Date.UTC(year, month, 1)
      continue
    }
    if (pattern.isDay({ year, month, day, weekday: date.getUTCDay() })) {
      const time = timeOfDay(pattern, Math.max(0, first - midnight) / 1_000)
      if (time !== undefined) return midnight + time * 1_000
    }
    midnight += DAY_MS
  }
}

/** Seconds since midnight, from `least` on. */
function timeOfDay({ hours, minutes, seconds }: WallPattern, least: number): number | undefined {
  for (const hour of hours) {
    if ((hour + 1) * 3_600 <= least) continue
    for (const minute of minutes) {
      const start = (hour * 60 + minute) * 60
      if (start + 60 <= least) continue
      for (const second of seconds) if (start + second >= least) return start + second
    }
  }
  return undefined
}
