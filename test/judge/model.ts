/**
 * A naive simulator of what there is to be told of a check, from what its sender did and got answered alone. It knows nothing
 * of the product's rules beyond period and grace. Pure.
 */
import type { Circumstances } from './circumstances'
import type { Attempt, Rules, SentCheck, Span } from './history'

/** A time in which the check was out of order. */
export interface Outage extends Span {
  readonly because: 'failure' | 'silence'
  /** The signal after which nothing came, or the failure. */
  readonly last: Attempt
}

/** Milliseconds after which a sender that got no answer gave up. */
export const PATIENCE = 2_500
/** Milliseconds by which a deadline may seem to be early: a signal's way, and clocks that count in another pace. */
const TOLERANCE = 1_000

/**
 * The outages that nobody can doubt: after a failure that was acknowledged, and after a silence; until the sender tries a success,
 * which may have been stored though its answer was lost.
 */
export function sureOutages({ attempts }: SentCheck, { period, grace }: Rules, end: number): Outage[] {
  const outages: Outage[] = []
  for (const [index, last] of attempts.entries()) {
    const later = attempts.slice(index + 1)
    const to = later.find(({ kind }) => kind === 'success')?.at ?? end
    const before = attempts.slice(0, index).findLast(({ acknowledgedAt }) => acknowledgedAt !== undefined)
    if (last.kind === 'fail') {
      if (last.acknowledgedAt !== undefined && before?.kind !== 'fail')
        outages.push({ because: 'failure', last, from: last.acknowledgedAt, to })
      continue
    }
    const isLast = later[0] === undefined || later[0].at > last.at + period + grace + PATIENCE
    // Nothing is expected of a check before its first signal.
    const known = last.acknowledgedAt === undefined ? before : last
    const from = (last.acknowledgedAt ?? last.at + PATIENCE) + period + grace
    const until = later[0]?.at ?? end
    if (isLast && known?.kind === 'success' && from < until)
      outages.push({ because: 'silence', last: known, from, to: until })
  }
  return outages
}

/** The times in which a message that the check is down is no false alarm. */
export function possibleOutages(
  check: SentCheck,
  { period, grace }: Rules,
  end: number,
  circumstances: Circumstances,
): Span[] {
  const spans: Span[] = []
  const heard = check.attempts.filter(
    attempt =>
      attempt.kind === 'success' &&
      (attempt.acknowledgedAt !== undefined || isUnheard(check, attempt, circumstances)),
  )
  for (const [index, { at }] of heard.entries()) {
    const next = heard[index + 1]
    const to = next ? (next.acknowledgedAt ?? next.at) : end
    const from = at + period + grace - TOLERANCE
    if (from < to) spans.push({ from, to })
  }
  for (const { kind, at } of check.attempts) {
    if (kind !== 'fail') continue
    const next = heard.find(success => success.at > at)
    spans.push({ from: at, to: next ? (next.acknowledgedAt ?? next.at) : end })
  }
  return spans.sort((a, b) => a.from - b.from)
}

/** Whether all members that the sender can call were away: then its check is unheard, and not down. */
function isUnheard({ route }: SentCheck, { at }: Attempt, { worked }: Circumstances): boolean {
  return route.every(member => !worked(member, at - PATIENCE, at + PATIENCE))
}
