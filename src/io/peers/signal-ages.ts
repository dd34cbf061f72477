/** The ages of moments, although the clock may have been set since: by a clock that nobody sets. */

/** Differences of the two clocks that are less come from reading them one after the other. */
const STEP_MS = 500
const MOST = 20

export function createAges(steady: () => number) {
  /** Spans by the steady clock, in which the other one was ahead by so much; the last one is going on. */
  let spans: readonly { readonly from: number; readonly ahead: number }[] = []

  return {
    /** Whether the moment is of a time in which both clocks were compared: before that, the clock may have been set. */
    isSure: (moment: number): boolean => {
      const [first] = spans
      return first !== undefined && moment - first.ahead >= first.from
    },
    /** Milliseconds since that moment. `now`: the present by the same clock. */
    ageOf: (moment: number, now: number): number => {
      const present = steady()
      const ahead = now - present
      const last = spans.at(-1)
      if (last === undefined || Math.abs(ahead - last.ahead) > STEP_MS)
        spans = [...spans, { from: present, ahead }].slice(-MOST)
      for (let at = spans.length - 1; at >= 0; at--) {
        const span = spans[at]
        if (span === undefined) continue
        const was = moment - span.ahead
        // Nothing is known of the clock before the first span.
        const isWithin = (at === 0 || was >= span.from) && was <= (spans[at + 1]?.from ?? present) + STEP_MS
        if (isWithin) return Math.max(0, present - was)
      }
      return 0
    },
  }
}
