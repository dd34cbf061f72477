import type { Watched, WatchRoom } from '../../domain/watch/ports'
import { watchedAt } from '../../domain/watch/status-at'
import type { openAppliance } from './context'

type Appliance = Pick<Awaited<ReturnType<typeof openAppliance>>, 'openChecks' | 'openChannels'>

/** All checks, those that wait to be adopted, the channels, and the room of the watch; fails with StoreUnavailable. */
export async function listChecks({ openChecks, openChannels }: Appliance): Promise<{
  readonly all: readonly Watched[]
  /** The names of the channels; undefined while the INI's are not known. */
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
    return { all, existing, waiting, room }
  } finally {
    await checks.close()
    closeChannels()
  }
}
