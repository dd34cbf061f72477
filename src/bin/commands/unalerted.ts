/** The checks that alert nobody, those that wait to be adopted, and the room of the watch. */
import { alertsNobody, troubleCounts, worstFirst } from '../../domain/watch/check-list'
import type { Watched, WatchRoom } from '../../domain/watch/ports'
import { shortage } from '../../domain/watch/room'
import { watchedAt } from '../../domain/watch/status-at'
import { waitingWords } from '../../domain/watch/waiting'
import type { openAppliance } from './context'

type Appliance = Pick<Awaited<ReturnType<typeof openAppliance>>, 'openChecks' | 'openChannels'>

/** All checks, which of them alert nobody, and those that wait; fails with StoreUnavailable. */
export async function listChecks({ openChecks, openChannels }: Appliance): Promise<{
  readonly all: readonly Watched[]
  /** Undefined while the INI's channels are not known. */
  readonly unalerted: readonly Watched[] | undefined
  /** The names of the channels; undefined as well. */
  readonly existing: readonly string[] | undefined
  readonly waiting: readonly Watched[]
  readonly room: WatchRoom
}> {
  const { checks, connected } = openChecks()
  const { channels, channelsConnected, closeChannels } = openChannels()
  try {
    await Promise.all([connected(), channelsConnected()])
    const [stored, existing, waiting, room] = await Promise.all([
      checks.list(),
      channels.names(),
      checks.waiting(),
      checks.room(),
    ])
    const now = Date.now()
    const all = stored.map(watched => watchedAt(watched, now))
    const unalerted = existing && all.filter(watched => alertsNobody(watched, existing))
    return { all, unalerted, existing, waiting, room }
  } finally {
    await checks.close()
    closeChannels()
  }
}

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
