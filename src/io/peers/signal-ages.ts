/** The ages of moments, although the clock may have been set since: by a clock that nobody sets. */

/** Differences of the two clocks that are less come from reading them one after the other. */
const STEP_MS = 500
const MOST = 20
/** Attempts at reading both without a standstill in between. */
const READINGS = 5

/** @param clock the one that may be set */
export function createAges(steady: () => number, clock: () => number) {
  /** Spans by the steady clock, in which the other one was ahead by so much; the last one is going on. */
  let spans: readonly { readonly from: number; readonly ahead: number }[] = []

  /** Both clocks at one moment. */
  function readBoth(): { readonly present: number; readonly read: number } {
    let present = steady()
    let read = clock()
    for (let more = READINGS; more > 0 && steady() - present > STEP_MS / 10; more--) {
      present = steady()
      read = clock()
    }
    return { present, read }
  }

  return {
    /** Whether the moment is of a time in which both clocks were compared: before that, the clock may have been set. */
    isSure: (moment: number): boolean => {
      const [first] = spans
      return first !== undefined && moment - first.ahead >= first.from
    },
    /** Milliseconds since that moment. `now`: the present by the same clock, or the moment a while ago at which the age is wanted. */
    ageOf: (moment: number, now: number): number => {
      const { present, read } = readBoth()
      const ahead = read - present
      const past = Math.max(0, read - now)
      const last = spans.at(-1)
      if (last === undefined || Math.abs(ahead - last.ahead) > STEP_MS)
        spans = [...spans, { from: present, ahead }].slice(-MOST)
      for (let at = spans.length - 1; at >= 0; at--) {
        const span = spans[at]
        if (span === undefined) continue
        const was = moment - span.ahead
        // Nothing is known of the clock before the first span.
        const isWithin = (at === 0 || was >= span.from) && was <= (spans[at + 1]?.from ?? present) + STEP_MS
        if (isWithin) return Math.max(0, present - was - past)
      }
      return 0
    },
  }
}
