/** The checks, those that alert nobody, those that wait to be adopted, and the room of the watch. */
import { alertsNobody } from '../../domain/watch/check-list'
import type { Watched, WatchRoom } from '../../domain/watch/ports'
import { watchedAt } from '../../domain/watch/status-at'
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
