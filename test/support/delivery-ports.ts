import type { Channel } from '../../src/domain/alerts/channel'
import { openAlertStore } from '../../src/io/alerts/alert-store'
import { openChannelStore } from '../../src/io/alerts/channel-store'
import { createHttpClient } from '../../src/io/net/http-client'
import type { Redis } from '../../src/io/redis/client'
import { NOTIFIERS } from '../../src/notifiers/index'
import { drawVapidKeys } from '../../src/notifiers/web-push'

interface Around {
  readonly now: () => number
  readonly channels: () => readonly Channel[]
  /** Called with each line of the log. */
  readonly note: (line: unknown) => void
}

/** The real parts that deliver and test alerts, around a clock and channels of the test's. An error ends the test. */
export function deliveryPorts(connection: Redis, { now, channels, note }: Around) {
  return {
    store: openAlertStore(connection),
    channels: { list: async () => channels() },
    notifiers: NOTIFIERS,
    push: openChannelStore(connection, drawVapidKeys),
    http: createHttpClient({ userAgent: 'test', now }),
    now,
    page: async () => undefined,
    chance: () => 0,
    log: { info: note, warn: note, error: note },
    wake: async () => {},
    onError: (error: Error) => {
      throw error
    },
  }
}
