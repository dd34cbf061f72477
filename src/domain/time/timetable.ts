/** When something is due that an expression describes. */
export interface Timetable {
  /** The first such moment after `at` (epoch milliseconds); undefined when none is left. An empty zone is the machine's. */
  nextAfter(at: number, zone: string): number | undefined
}

/** Is due whenever one of them is. */
export function union(timetables: readonly Timetable[]): Timetable {
  const [only] = timetables
  if (only !== undefined && timetables.length === 1) return only
  return {
    nextAfter: (at, zone) => {
      const moments = timetables.map(each => each.nextAfter(at, zone)).filter(moment => moment !== undefined)
      return moments.length === 0 ? undefined : Math.min(...moments)
    },
  }
}

/** Why an expression cannot be used: the rest of a sentence that begins with it. */
export interface Unusable {
  readonly problem: string
}

/** Thrown where an expression cannot be read; its message is the problem. */
export class Misread extends Error {}

/** Returns the result of `read`, or its Misread as a problem. */
export function orUnusable<T>(read: () => T): T | Unusable {
  try {
    return read()
  } catch (error) {
    if (error instanceof Misread) return { problem: error.message }
    throw error
  }
}

/** A part of an expression, cut to the length of a sentence. */
export function quoted(part: string): string {
  return `"${part.slice(0, 40)}"`
}
