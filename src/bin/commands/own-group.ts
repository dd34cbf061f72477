import type { GroupView } from '../../domain/peers/group-view'
import { keptIdentity } from '../../io/appliance/identity'
import { createShowGroup } from '../../operations/peers/show-group'
import { openChannels } from '../../wire/alerts'
import { peerSelf } from '../../wire/peers'
import { openGroup } from '../../wire/peers/group'
import { running } from '../shared/environment'
import { type openAppliance, silent } from './context'
import { withChecks } from './own-checks'

type Appliance = Awaited<ReturnType<typeof openAppliance>>

/** The group as it is just now; undefined where the INI has none. Fails with StoreUnavailable. */
export async function ownGroup({ target, settings, where }: Appliance): Promise<GroupView | undefined> {
  const self = peerSelf(await keptIdentity(where.home), running)
  const { connection, channels, channelsConnected, closeChannels } = openChannels(
    target,
    settings,
    where,
    silent,
  )
  try {
    await channelsConnected()
    return await withChecks(async checks => {
      const group = openGroup({ connection, settings, where, checks, self, now: Date.now })
      return await createShowGroup({ ...group, checks, channels })()
    })
  } finally {
    closeChannels()
  }
}
