/** The memory of mailboxes whose mails are check-ins. Types only; io/mail/inbox-memory.ts implements it. */

/** The last mail that was taken. */
export interface Position {
  /** The user and the server of the folder; absent where an older version noted it. */
  readonly mailbox?: string
  readonly folder: string
  readonly uidValidity: string
  readonly uid: number
  /** When it was, epoch milliseconds: after the folder was made anew, older mails do not count. */
  readonly at: number
}

export interface InboxMemory {
  /** Takes or renews the right to follow the mailbox, for half a minute; false while another worker has it. */
  lease(account: string): Promise<boolean>
  release(account: string): Promise<void>
  position(account: string): Promise<Position | undefined>
  /** Drops the position: mails count from the moment on at which the mailbox is followed again. */
  forget(account: string): Promise<void>
  /** Whether a mark was noted: of a mail and the check that took it, see operations/watch/take-mail.ts. */
  isTaken(account: string, mark: string): Promise<boolean>
  /** Moves on, and remembers the marks. */
  note(account: string, position: Position, marks: readonly string[], now: number): Promise<void>
}
