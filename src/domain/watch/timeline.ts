import type { Flip } from './flip'
import type { KeptSignal } from './signal'

export type Moment =
  | { readonly at: number; readonly signal: KeptSignal }
  | { readonly at: number; readonly flip: Flip }

/** Merges signals and flips, newest first; a flip stands after the signal that caused it. Pure. */
export function timeline(history: readonly KeptSignal[], flips: readonly Flip[], limit: number): Moment[] {
  const moments: Moment[] = [
    ...flips.map(flip => ({ at: flip.at, flip })),
    ...history.map(signal => ({ at: signal.at, signal })),
  ]
  return moments.sort((a, b) => b.at - a.at).slice(0, limit)
}
