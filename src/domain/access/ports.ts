/** Ports to passwords, the set-up link and sessions; `io/access` implements them. Types only. */

/** Hashing takes much memory and time by intent, so one runs at a time. */
export interface Passwords {
  /** Returns a string for the INI's passwordhash. */
  hash(password: string): Promise<string>
  /** Returns `busy`, without comparing, when too many wait already. */
  verify(password: string, hash: string): Promise<'right' | 'wrong' | 'busy'>
}

/** The secret of the one-time link to /setup; it lasts until a password is set. */
export interface SetupToken {
  read(): Promise<string | undefined>
  /** Returns the present token, or a new one. */
  make(): Promise<string>
  remove(): Promise<void>
}

/** The sessions; they outlive a restart. Never fails: a session that cannot be written is kept in memory. */
export interface SessionFile {
  /** The key that signs the cookies. */
  readonly secret: string
  /** Returns the session as JSON. */
  find(id: string): string | undefined
  /** `expires` in epoch milliseconds. */
  save(id: string, session: string, expires: number): Promise<void>
  /** Writes at most once a day: an open page must not wear out the SD card. Undefined when there is nothing to write. */
  extend(id: string, expires: number): Promise<void> | undefined
  remove(id: string): Promise<void>
}
