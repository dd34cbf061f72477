/** The list of channels alone: nothing that sends alerts is loaded for it. */
import { dirname } from 'node:path'
import { withSecrets } from '../../config/settings/channels'
import { lastGood } from '../../config/settings/last-good'
import type { Channel } from '../../domain/alerts/channel'
import type { Channels } from '../../domain/alerts/ports'
import type { Log } from '../../domain/log'
import type { SettingsFile } from '../../domain/settings/settings-file'
import { listChannels } from '../../io/alerts/channel-store'
import type { RedisTarget } from '../../io/redis/client'
import { openStore } from '../connections'
import type { Places } from '../places'

export function openChannelList(
  target: RedisTarget,
  settings: SettingsFile,
  { ini }: Places,
  log: Log,
): { readonly channels: Channels; close(): void } {
  const connection = openStore(target, log)
  const provided = lastGood(settings, 'channels')
  return {
    channels: {
      list: async () =>
        await allChannels(await provided().catch(() => []), ini, () => listChannels(connection)),
    },
    close: () => connection.disconnect(),
  }
}

/** The channels of the INI, with their secrets, and those of the page that have other names. */
export async function allChannels(
  provided: readonly Channel[],
  ini: string,
  fromPage: () => Promise<readonly Channel[]>,
): Promise<readonly Channel[]> {
  const names = new Set(provided.map(({ name }) => name))
  const [own, others] = await Promise.all([
    Promise.all(provided.map(channel => withSecrets(channel, dirname(ini)))),
    fromPage(),
  ])
  return [...own, ...others.filter(({ name }) => !names.has(name))]
}
