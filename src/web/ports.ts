import type { Clock, HeartbeatQueue, ResultFile, SettingsFile, TickFile } from '../domain/ports'

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
  /** Folder with views/ and public/. */
  readonly assets: string
  readonly version: string
}
