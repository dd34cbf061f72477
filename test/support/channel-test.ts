import { afterEach, beforeEach } from 'vitest'
import type { Channel } from '../../src/domain/alerts/channel'
import type { ChannelKind } from '../../src/domain/alerts/channel-kinds'
import { alertOf, deliver } from '../contracts/notifier'
import { type Receiver, startReceiver } from './receiver'

/** A service for the tests of one kind of channel, and ways to send it alerts. */
export function channelTest(kind: ChannelKind, settings: (url: string) => Readonly<Record<string, string>>) {
  let server: Receiver
  beforeEach(async () => {
    server = await startReceiver()
  })
  afterEach(() => server.close())
  return {
    get server() {
      return server
    },
    send: (more: Readonly<Record<string, string>>, ...alert: Parameters<typeof alertOf>) => {
      const channel: Channel = {
        name: 'mine',
        kind,
        origin: 'page',
        settings: { ...settings(server.url), ...more },
      }
      return deliver(channel, alertOf(...alert))
    },
    /** The JSON of a request; of the last one where no index says which. */
    body: (index = -1) => JSON.parse(server.requests.at(index)?.body ?? ''),
  }
}

/** The page of the check of `alertOf`, and the one that silences it. */
export const CHECK_PAGE = 'http://pi:8080/checks/6f6a0b6e-5f6c-4f9e-9a3b-0a4b1c2d3e4f'
export const SILENCE_PAGE = `${CHECK_PAGE}/silence?until=1h`
export const ACKNOWLEDGE_PAGE = `${CHECK_PAGE}/acknowledge`
