/** When something is due that an expression describes. */
export interface Timetable {
  /** The first such moment after `at` (epoch milliseconds); undefined when none is left. An empty zone is the machine's. */
  nextAfter(at: number, zone: string): number | undefined
}

/** Why an expression cannot be used: the rest of a sentence that begins with it. */
export interface Unusable {
  readonly problem: string
}
