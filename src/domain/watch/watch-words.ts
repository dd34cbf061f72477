/** Sentences about the whole of the watch, for Home and `status`. Pure. */

import { troubleCounts } from './check-list'
import type { Overview } from './check-lists'
import type { WatchRoom } from './ports'
import { shortage } from './room'
import { waitingWords } from './waiting'

/** Sentences about checks that wait, and about a lack of memory; none where all is in order. */
export function roomWords({ memoryShare, waiting }: WatchRoom, now: number): readonly string[] {
  const short = shortage(memoryShare)
  return [
    ...waitingWords(waiting, now),
    ...(short === undefined ? [] : [`The watch has used its share of the memory of Redis: ${short}.`]),
  ]
}

/** Names that a sentence holds; of more it gives the number. */
export const MOST_NAMED = 5

/** `The watch: 1 down, 1 blind: pump, nas`; undefined where no check is in trouble. `names`: of those in trouble, the worst first. */
export function troubleWords(
  counts: Pick<Overview['counts'], 'down' | 'blind'>,
  names: readonly string[],
): string | undefined {
  const total = counts.down + counts.blind
  if (total === 0) return undefined
  const { named, more } = some(names, total)
  return `The watch: ${troubleCounts(counts)}: ${more > 0 ? `${named} and ${more} more` : named}`
}

function some(names: readonly string[], total: number): { readonly named: string; readonly more: number } {
  const named = names.slice(0, MOST_NAMED)
  return { named: named.join(', '), more: total - named.length }
}

/** A sentence about checks whose time has run out, and that no sweep has judged. */
export function behindWords(behind: number): string | undefined {
  if (behind === 0) return undefined
  return `The time of ${behind} more checks has run out, and nobody has judged them yet: they are counted as they were.`
}

/** `Nobody is alerted by 2 checks, as no channel of theirs exists: backup, pump`; undefined where there are none. */
export function unalertedWords(total: number, names: readonly string[]): string | undefined {
  if (total === 0) return undefined
  const { named, more } = some(names, total)
  if (total === 1) return `Nobody is alerted by 1 check, as no channel of its exists: ${named}`
  return more > 0
    ? `Nobody is alerted by ${total} checks, as no channel of theirs exists: ${named} and ${more} more`
    : `Nobody is alerted by ${total} checks, as no channel of theirs exists: ${named}`
}
