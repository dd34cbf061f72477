/** Sentences about the whole of the watch, for Home and `status`. Pure. */

import { troubleCounts, worstFirst } from './check-list'
import type { Watched, WatchRoom } from './ports'
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
const MOST_NAMED = 5

/** `The watch: 1 down, 1 blind: pump, nas`; undefined where no check is in trouble. */
export function troubleWords(inTrouble: readonly Watched[]): string | undefined {
  if (inTrouble.length === 0) return undefined
  return `The watch: ${troubleCounts(inTrouble)}: ${namesOf(worstFirst(inTrouble))}`
}

function namesOf(list: readonly Watched[]): string {
  const names = list.map(({ check }) => check.name)
  const more = names.length - MOST_NAMED
  return `${names.slice(0, MOST_NAMED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}

/** `Nobody is alerted by 2 checks, as no channel of theirs exists: backup, pump`; undefined where there are none. */
export function unalertedWords(unalerted: readonly Watched[]): string | undefined {
  if (unalerted.length === 0) return undefined
  const named = namesOf([...unalerted].sort((a, b) => (a.check.name < b.check.name ? -1 : 1)))
  const many =
    unalerted.length === 1
      ? '1 check, as no channel of its'
      : `${unalerted.length} checks, as no channel of theirs`
  return `Nobody is alerted by ${many} exists: ${named}`
}
