import type { ApiKeys } from '../domain/access/api-key'
import type { OneTimeCodes, Passwords, SessionFile, SetupToken } from '../domain/access/ports'
import type {
  AlertStore,
  ChannelStore,
  Deliveries,
  ListWindows,
  PushStore,
  ScheduleWords,
  ShownChannels,
  TestChannel,
  WindowStore,
} from '../domain/alerts/ports'
import type { SystemReader } from '../domain/appliance/system-facts'
import type { LibraryRules } from '../domain/field'
import type { Disk } from '../domain/files/disk'
import type { FileFaults } from '../domain/files/followed-file'
import type { ReadGates } from '../domain/heartbeat/gates'
import type { HeartbeatQueue, ResultFile, TickFile, TickSecret, TimerReader } from '../domain/heartbeat/ports'
import type { Catalogue, Language } from '../domain/language/language'
import type { Log } from '../domain/log'
import type { MailAccountStore, MailAccounts, TryAccount } from '../domain/mail/ports'
import type { PageCertificate } from '../domain/net/certificate'
import type { PeerPorts } from '../domain/peers/ports'
import type { Look } from '../domain/probes/look'
import type { Probe } from '../domain/probes/probe'
import type { SetPassword, SettingsFile } from '../domain/settings/settings-file'
import type { Clock } from '../domain/time/clock'
import type { Losses } from '../domain/watch/loss'
import type { MessageState } from '../domain/watch/message-words'
import type { CheckStore, RecordSignal } from '../domain/watch/ports'

/** Everything that the web app needs; `wire` makes it. */
export interface AppPorts {
  readonly now: Clock
  readonly log: Log
  readonly settings: SettingsFile
  readonly queue: HeartbeatQueue
  readonly result: ResultFile
  readonly ticks: TickFile
  readonly timer: TimerReader
  readonly tickSecret: TickSecret
  readonly disk: Disk
  readonly system: SystemReader
  readonly checks: CheckStore
  readonly recordSignal: RecordSignal
  readonly scheduleWords: ScheduleWords
  /** Looks at once, for somebody who waits for the answer; ends by itself. */
  readonly lookNow: (probe: Probe, signal: AbortSignal) => Promise<Look>
  readonly gates: ReadGates
  readonly apiKeys: ApiKeys
  readonly losses: Losses
  /** The state of check-ins by 0MQ; absent where nobody reads it. */
  readonly messages?: () => Promise<MessageState>
  /** The reason why the copy of checks, channels and keys outside Redis cannot be written. */
  readonly copyTrouble: () => Promise<string | undefined>
  /** The faults of the files that the INI names. */
  readonly fileFaults: () => Promise<FileFaults>
  /** All channels, of the INI and of the page. */
  readonly channels: ShownChannels
  /** The channels of the page, and the browsers that receive messages. */
  readonly channelStore: ChannelStore & PushStore
  /** For the fields of a channel whose values only a library can judge. */
  readonly channelRules: LibraryRules
  /** The mail accounts, of the INI and of the page. */
  readonly mail: {
    readonly accounts: MailAccounts
    /** Accounts of the page. */
    readonly accountStore: MailAccountStore
    readonly tryAccount: TryAccount
  }
  /** The maintenance windows, of the INI and of the page. */
  readonly windows: ListWindows
  /** The maintenance windows of the page alone. */
  readonly windowStore: WindowStore
  readonly deliveries: Deliveries & Pick<AlertStore, 'health' | 'failing'>
  readonly testChannel: TestChannel
  readonly peers: PeerPorts
  /** The reason why another port of the INI than the page's own could not be opened; absent where there is none. */
  readonly closedDoor?: () => string | undefined
  /** Returns the texts of a language, which may not be the one in use. */
  readonly catalogueOf: (language: Language) => Promise<Catalogue>
  readonly passwords: Passwords
  readonly oneTimeCodes: OneTimeCodes
  readonly setPassword: SetPassword
  readonly setupToken: SetupToken
  readonly sessions: SessionFile
  /** `off` when the INI wants no TLS, `broken` when its certificate cannot be used. */
  readonly tls: () => Promise<'off' | 'on' | 'broken'>
  readonly certificate: PageCertificate
  /** Whether a name or an address leads to this machine; false where that cannot be known now. */
  readonly leadsHere: (host: string) => Promise<boolean>
  /** The folder that contains views/ and public/. */
  readonly assets: string
  readonly version: string
}
