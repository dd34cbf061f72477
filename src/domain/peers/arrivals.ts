/** How much of some checks arrived at a member of the group, for the daily digests of the one that sends them. Pure. */

const DAY = 86_400_000

export interface ArrivalsQuestion {
  /** Of the checks. */
  readonly ids: readonly string[]
  /** Milliseconds since the end of the day that is asked about. */
  readonly ago: number
  /** Milliseconds of that day; 24 hours where a member of an older version asks. */
  readonly length: number
}

/** By the ids of the checks. */
export type Arrivals = ReadonlyMap<string, number>

/** Checks of one question. */
export const MOST_ASKED = 500

/** Undefined for a message of another form. */
export function readArrivalsQuestion(value: unknown): ArrivalsQuestion | undefined {
  const { ids, ago, length = DAY } = Object(value) as Record<string, unknown>
  if (!Array.isArray(ids) || !isCount(ago) || !isCount(length)) return undefined
  return { ids: ids.filter(id => typeof id === 'string').slice(0, MOST_ASKED), ago, length }
}

export const arrivalsMessage = (arrivals: Arrivals): object => ({ arrivals: [...arrivals] })

export function readArrivals(value: unknown): Arrivals | undefined {
  const { arrivals } = Object(value) as Record<string, unknown>
  if (!Array.isArray(arrivals)) return undefined
  return new Map(
    arrivals.flatMap((entry): [string, number][] => {
      const [id, count] = Array.isArray(entry) ? entry : []
      return typeof id === 'string' && isCount(count) ? [[id, count]] : []
    }),
  )
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0
}
