/** Response times of a probe: the last day by the minute, the last 30 days by the hour. Shapes, bounds and figures. Pure. */

export const TIMES_KEPT = { minutes: 1_440, hours: 720 } as const

/** Milliseconds up to which a time is kept as it is; the word of a longer one counts seconds beyond. A mail may take half an hour. */
const EXACT = 60_000
/** Of an earlier version: a time that took so many milliseconds or longer. */
const LONGEST_BEFORE = 65_535
const LONGEST = EXACT + (LONGEST_BEFORE - 1 - EXACT) * 1_000

/** A time in two bytes; 0 is none, and a longer time has the greater word. */
export function wordOfTime(took: number): number {
  const ms = Math.min(LONGEST, Math.max(1, Math.round(took)))
  return ms <= EXACT ? ms : EXACT + Math.round((ms - EXACT) / 1_000)
}

/** The milliseconds of a word. */
export function timeOfWord(word: number): number {
  return word <= EXACT || word === LONGEST_BEFORE ? word : EXACT + (word - EXACT) * 1_000
}

/** `at`: epoch milliseconds of the beginning of the minute or the hour; times in milliseconds. Oldest first. */
export interface ResponseTimes {
  readonly minutes: readonly { readonly at: number; readonly took: number }[]
  readonly hours: readonly HourOfTimes[]
}

export interface HourOfTimes {
  readonly at: number
  readonly min: number
  readonly median: number
  readonly max: number
}

/** The middle one; of an even number the lower of the two. Undefined for none. */
export function medianOf(times: readonly number[]): number | undefined {
  return [...times].sort((a, b) => a - b)[Math.floor((times.length - 1) / 2)]
}

/** The lowest, the middle and the greatest of several spans; undefined for none. */
export function figuresOf(times: readonly Omit<HourOfTimes, 'at'>[]): Omit<HourOfTimes, 'at'> | undefined {
  const median = medianOf(times.map(each => each.median))
  if (median === undefined) return undefined
  return {
    min: Math.min(...times.map(({ min }) => min)),
    median,
    max: Math.max(...times.map(({ max }) => max)),
  }
}
