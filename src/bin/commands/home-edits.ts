import type { CheckStore } from '../../domain/watch/ports'
import { keptIdentity } from '../../io/appliance/identity'
import { createApplyPage } from '../../operations/peers/apply-page'
import { createEditAtHome } from '../../operations/peers/edit-at-home'
import { createTakeOverIncident } from '../../operations/peers/take-over-incident'
import { openChannels } from '../../wire/alerts'
import { openOutward } from '../../wire/net'
import { peerSelf } from '../../wire/peers'
import { openAskHome, openGroup } from '../../wire/peers/group'
import { proxyVariables, running, version } from '../shared/environment'
import { type openAppliance, silent } from './context'

type Appliance = Awaited<ReturnType<typeof openAppliance>>

/** Changes of checks, which go to the home of a check that another member of the group has. Nothing is opened before that. */
export function homeEdits(appliance: Appliance, checks: CheckStore) {
  const { target, settings, where } = appliance
  const now = Date.now
  let closing = () => {}

  async function open() {
    const self = peerSelf(await keptIdentity(where.home), running)
    const { connection, channels, channelsConnected, closeChannels } = openChannels(
      target,
      settings,
      where,
      silent,
    )
    closing = closeChannels
    await channelsConnected()
    const { http } = openOutward({ version, now, settings, where, variables: proxyVariables() })
    const group = openGroup({ connection, settings, where, checks, self, now })
    const takeOverIncident = createTakeOverIncident({ ...group, channels, now })
    return {
      ask: openAskHome(group, { http, now, self }),
      apply: createApplyPage({ ...group, takeOverIncident, now }),
      forget: group.copies.remove,
    }
  }
  let opened: ReturnType<typeof open> | undefined
  const parts = () => {
    opened ??= open()
    return opened
  }

  return {
    edits: createEditAtHome({
      checks,
      ask: async (home, question) => await (await parts()).ask(home, question),
      apply: async (sender, entries) => await (await parts()).apply(sender, entries),
      forget: async copy => await (await parts()).forget(copy),
    }),
    close: () => closing(),
  }
}
