import type { ApiKeys } from '../domain/access/api-key'
import type { Passwords, SessionFile, SetupToken } from '../domain/access/ports'
import type {
  AlertStore,
  ChannelStore,
  Channels,
  Deliveries,
  PushStore,
  TestChannel,
} from '../domain/alerts/ports'
import type { SystemReader } from '../domain/appliance/system-facts'
import type { HeartbeatQueue, ResultFile, TickFile } from '../domain/heartbeat/ports'
import type { SetPassword, SettingsFile } from '../domain/settings/settings-file'
import type { Clock } from '../domain/time/clock'
import type { CheckStore, RecordSignal } from '../domain/watch/ports'

/** What the web app needs; `wire` makes it. */
export interface AppPorts {
  readonly now: Clock
  readonly log: {
    info(message: string): void
    warn(message: string): void
    error(error: unknown, message: string): void
  }
  readonly settings: SettingsFile
  readonly queue: HeartbeatQueue
  readonly result: ResultFile
  readonly ticks: TickFile
  readonly system: SystemReader
  readonly checks: CheckStore
  readonly recordSignal: RecordSignal
  readonly apiKeys: ApiKeys
  /** All channels, the INI's included. */
  readonly channels: Channels
  /** Those of the page, and the browsers that take messages. */
  readonly channelStore: ChannelStore & PushStore
  readonly deliveries: Deliveries & Pick<AlertStore, 'health'>
  readonly testChannel: TestChannel
  readonly passwords: Passwords
  readonly setPassword: SetPassword
  readonly setupToken: SetupToken
  readonly sessions: SessionFile
  /** Whether the INI wants TLS, and whether its certificate can be used. */
  readonly tls: () => Promise<'off' | 'on' | 'broken'>
  /** Folder with views/ and public/. */
  readonly assets: string
  readonly version: string
}
