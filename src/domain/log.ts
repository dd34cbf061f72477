/** Logs a text, or an error with a text on the work that failed. */
type LogLine = (what: unknown, text?: string) => void

/** The log of one program. Secrets never reach it: its callers mask heartbeat URLs, keys and passwords. */
export interface Log {
  readonly info: LogLine
  readonly warn: LogLine
  readonly error: LogLine
}
