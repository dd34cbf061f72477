/** Removes a channel of the page. An incident that a paging service opened for its trouble ends: nothing else would end it. */
import { opensIncidents } from '../../domain/alerts/channel'
import { planNotice } from '../../domain/alerts/plan'
import type { AlertStore, ChannelStore, Channels } from '../../domain/alerts/ports'
import { channelGoneText } from '../../domain/alerts/text'
import type { Clock } from '../../domain/time/clock'
import { aboutChannel } from './note-health'

export interface RemoveChannelPorts {
  readonly now: Clock
  readonly channelStore: Pick<ChannelStore, 'remove'>
  readonly store: Pick<AlertStore, 'health' | 'commit'>
  readonly channels: Channels
  /** Wakes the worker, as an alert of this source is planned. */
  readonly wake: (source: string) => Promise<void>
}

export function createRemoveChannel(ports: RemoveChannelPorts): ChannelStore['remove'] {
  const { now, channelStore, store, channels, wake } = ports

  async function endTrouble(name: string): Promise<void> {
    for (;;) {
      const before = await store.health(name)
      if (!before?.reported) return
      const about = aboutChannel(name, before.since)
      const pagers = (await channels.list()).filter(one => one.name !== name && opensIncidents(one))
      const notices = pagers.map(one => planNotice(channelGoneText(name), about, one.name, now()))
      if (!(await store.commit([], notices, { channel: name, before, after: undefined }))) continue
      return await wake('watch')
    }
  }

  return async name => {
    await endTrouble(name)
    await channelStore.remove(name)
  }
}
