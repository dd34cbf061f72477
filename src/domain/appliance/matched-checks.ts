/** The checks of a watch that a file means. Pure. */

import type { Check } from '../watch/check'
import type { CheckPlan } from '../watch/plan-fields'
import type { Watched } from '../watch/ports'

export interface WantedCheck {
  readonly id?: string
  readonly plan: CheckPlan
  /** No channels are named: it keeps those that it has, and a new one gets the default ones. */
  readonly byDefault?: true
}

/**
 * By their ids first, then by slug, then by name; a check of this watch before one of another member of the group. Those that
 * have no counterpart stay in `free`.
 */
export function matched(wanted: readonly WantedCheck[], own: readonly Watched[], copies: readonly Watched[]) {
  const free = new Set([...own, ...copies])
  const pairs = new Map<WantedCheck, Watched>()
  /** By one word that both have, so that thousands are not compared with each other. */
  const pair = (
    among: readonly Watched[],
    wordOf: (check: Check) => string,
    wantedWord: (one: WantedCheck) => string | undefined,
  ) => {
    const there = new Map<string, Watched[]>()
    for (const watched of among) {
      if (!free.has(watched)) continue
      const word = wordOf(watched.check)
      there.set(word, [...(there.get(word) ?? []), watched])
    }
    for (const one of wanted) {
      if (pairs.has(one)) continue
      const found = there.get(wantedWord(one) ?? '')?.shift()
      if (found === undefined) continue
      pairs.set(one, found)
      free.delete(found)
    }
  }
  pair(
    [...own, ...copies],
    ({ id }) => id,
    ({ id }) => id,
  )
  for (const among of [own, copies])
    for (const word of ['slug', 'name'] as const)
      pair(
        among,
        check => check[word],
        ({ plan }) => plan[word],
      )
  return { pairs, free }
}
