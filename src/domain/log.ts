/** A log line: a text, or an error with what failed. */
type LogLine = (what: unknown, text?: string) => void

/** The log of one program. Secrets never reach it: a heartbeat URL, a key or a password is masked before. */
export interface Log {
  readonly info: LogLine
  readonly warn: LogLine
  readonly error: LogLine
}
