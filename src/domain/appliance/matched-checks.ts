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
  type Rule = (one: WantedCheck, check: Check) => boolean
  const byId: Rule = ({ id }, check) => id === check.id
  const byWords: readonly Rule[] = [
    ({ plan }, { slug }) => plan.slug === slug,
    ({ plan }, { name }) => plan.name === name,
  ]
  const pair = (isSame: Rule, among: readonly Watched[]) => {
    for (const one of wanted) {
      if (pairs.has(one)) continue
      const found = among.find(watched => free.has(watched) && isSame(one, watched.check))
      if (found === undefined) continue
      pairs.set(one, found)
      free.delete(found)
    }
  }
  pair(byId, [...own, ...copies])
  for (const among of [own, copies]) for (const isSame of byWords) pair(isSame, among)
  return { pairs, free }
}
