import { alertingNobody } from '../../domain/watch/check-list'
import type { CheckLists, Overview } from '../../domain/watch/check-lists'
import { MOST_NAMED } from '../../domain/watch/watch-words'

/** The watch in a few words: how many checks there are in each status, and which of them need somebody. */
export interface WatchGlance extends Omit<Overview, 'unalerted'> {
  /** Undefined while the channels are not known. */
  readonly unalerted: number | undefined
  /** Of some of those that are down or blind, the worst first. */
  readonly troubleNames: readonly string[]
  /** Of some of those that alert nobody. */
  readonly unalertedNames: readonly string[]
}

/** `existing`: the names of the channels; undefined while they are not known. */
export async function readWatch(
  lists: CheckLists,
  now: number,
  existing: readonly string[] | undefined,
): Promise<WatchGlance> {
  const overview = await lists.overview(now, existing)
  const { counts } = overview
  const unalerted = existing === undefined ? undefined : overview.unalerted
  // The worst stand first.
  const inTrouble = Math.min(MOST_NAMED, counts.down + counts.blind)
  const [trouble, nobody] = await Promise.all([
    inTrouble === 0 ? undefined : lists.page({}, now, inTrouble),
    unalerted ? lists.page({ channels: alertingNobody(existing) }, now, MOST_NAMED) : undefined,
  ])
  return { ...overview, unalerted, troubleNames: namesIn(trouble), unalertedNames: namesIn(nobody) }
}

function namesIn(page: Awaited<ReturnType<CheckLists['page']>> | undefined): readonly string[] {
  return page?.rows.map(({ check }) => check.name) ?? []
}
