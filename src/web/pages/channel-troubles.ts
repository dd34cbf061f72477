import { type ChannelTrouble, channelTroubles } from '../../domain/alerts/channel-trouble'
import type { AppPorts } from '../ports'

export interface TroublePorts {
  readonly channels: Pick<AppPorts['channels'], 'list' | 'names'>
  readonly channelStore: Pick<AppPorts['channelStore'], 'subscriptions'>
  readonly deliveries: Pick<AppPorts['deliveries'], 'failing'>
}

/** Reads which channels deliver nothing; fails with StoreUnavailable. */
export async function readChannelTroubles(ports: TroublePorts): Promise<readonly ChannelTrouble[]> {
  const { channels, channelStore, deliveries } = ports
  const [all, names, failing] = await Promise.all([channels.list(), channels.names(), deliveries.failing()])
  const forBrowsers = all.filter(({ kind }) => kind === 'web-push')
  const browsers = await Promise.all(forBrowsers.map(({ name }) => channelStore.subscriptions(name)))
  const withoutBrowser = forBrowsers.filter((_, i) => browsers[i]?.length === 0).map(({ name }) => name)
  return channelTroubles({ channels: all, isWhole: names !== undefined, failing, withoutBrowser })
}
