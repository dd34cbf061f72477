import type { CheckStore, WatchRoom } from '../../domain/watch/ports'
import type { openAppliance } from './context'

type Appliance = Pick<Awaited<ReturnType<typeof openAppliance>>, 'openChecks' | 'openChannels'>

export interface OpenWatch {
  readonly checks: CheckStore
  readonly now: number
  /** The names of the channels; undefined while the INI's are not known. */
  readonly existing: readonly string[] | undefined
  readonly room: WatchRoom
}

/** Works with the checks, the channels and the room of the watch; fails with StoreUnavailable. */
export async function withWatch<T>(
  { openChecks, openChannels }: Appliance,
  work: (watch: OpenWatch) => Promise<T>,
): Promise<T> {
  const { checks, connected } = openChecks()
  const { channels, channelsConnected, closeChannels } = openChannels()
  try {
    await Promise.all([connected(), channelsConnected()])
    const [existing, room] = await Promise.all([channels.names(), checks.room()])
    return await work({ checks, now: Date.now(), existing, room })
  } finally {
    await checks.close()
    closeChannels()
  }
}
