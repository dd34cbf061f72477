import type { Flip } from './flip'
import type { CheckState, DeafSpan } from './state'
import type { Status } from './status'

/** A span with one status, epoch milliseconds. It is unknown where no record reaches, and while the watch itself was away. */
export interface StatusSpan {
  readonly status: Status | 'unknown'
  readonly from: number
  readonly to: number
}

/** Where the records of a check begin: at its creation, or where older flips are not kept any more. */
export interface Beginning {
  readonly createdAt: number
  /** Spans in which the watch was away, in any order. */
  readonly away?: readonly DeafSpan[]
}

/**
 * Returns the status of a check over `from <= t < to` without a gap, oldest first. A change counts from when it was due.
 *
 * @param flips newest first, as the store returns them
 */
export function statusSpans(
  flips: readonly Flip[],
  state: CheckState,
  { createdAt, away = [] }: Beginning,
  from: number,
  to: number,
): readonly StatusSpan[] {
  const spans: StatusSpan[] = []
  let end = to
  const add = (status: StatusSpan['status'], begin: number) => {
    const start = Math.min(Math.max(begin, from), end)
    if (end > start) spans.unshift({ status, from: start, to: end })
    end = start
  }
  let { status } = state
  if (isAheadOf(flips, state)) {
    add(status, Math.max(state.since, createdAt))
    status = flips[0]?.to ?? 'new'
  }
  for (const flip of flips) {
    add(status, flip.due)
    status = flip.from
  }
  // A check whose flips are all kept began as new.
  const isComplete = flips.length === 0 || flips.at(-1)?.seq === 1
  if (isComplete) add(status, createdAt)
  add('unknown', from)
  return withoutAway(spans, away)
}

/** Whether time alone has changed the status since the last flip: by the clock, where no sweep has made that flip yet. */
function isAheadOf([last]: readonly Flip[], { status, since }: CheckState): boolean {
  return since > (last?.due ?? Number.NEGATIVE_INFINITY) && status !== (last?.to ?? 'new')
}

/** The moment at which it went down by the clock alone; undefined where it did not. */
export function downByClock(flips: readonly Flip[], state: CheckState): number | undefined {
  return state.status === 'down' && isAheadOf(flips, state) ? state.since : undefined
}

/** The same spans; those in which the watch was away are unknown. */
export function withoutAway(spans: readonly StatusSpan[], away: readonly DeafSpan[]): readonly StatusSpan[] {
  const [first, last] = [spans[0], spans.at(-1)]
  if (first === undefined || last === undefined) return spans
  const gaps = away.filter(gap => gap.to > first.from && gap.from < last.to).sort((a, b) => a.from - b.from)
  if (gaps.length === 0) return spans
  return spans.flatMap(span => cut(span, gaps))
}

function cut(span: StatusSpan, gaps: readonly DeafSpan[]): readonly StatusSpan[] {
  const pieces: StatusSpan[] = []
  let at = span.from
  const add = (status: StatusSpan['status'], to: number) => {
    if (to > at) pieces.push({ status, from: at, to })
    at = Math.max(at, to)
  }
  for (const gap of gaps) {
    if (gap.to <= at || gap.from >= span.to) continue
    add(span.status, Math.max(at, gap.from))
    add('unknown', Math.min(gap.to, span.to))
  }
  add(span.status, span.to)
  return pieces
}
