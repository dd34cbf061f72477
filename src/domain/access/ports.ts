/** Passwords, the set-up link and sessions, as the doors see them; `io/access` implements them. Types only. */

/** Hashing takes much memory and time by intent, so it is done one at a time. */
export interface Passwords {
  /** A string for the INI's passwordhash. */
  hash(password: string): Promise<string>
  /** `busy` when too many wait already; nothing was compared then. */
  verify(password: string, hash: string): Promise<'right' | 'wrong' | 'busy'>
}

/** The secret of the one-time link to /setup; it lasts until a password is set. */
export interface SetupToken {
  read(): Promise<string | undefined>
  /** The one that there is, or a new one. */
  make(): Promise<string>
  remove(): Promise<void>
}

/** Who is logged in; outlives a restart. Never fails: what cannot be written is kept in memory. */
export interface SessionFile {
  /** Signs the cookies. */
  readonly secret: string
  /** The session as JSON. */
  find(id: string): string | undefined
  /** `expires` in epoch milliseconds. */
  save(id: string, session: string, expires: number): Promise<void>
  /** Written at most once a day: a page that is open must not wear the SD card. Undefined when there is nothing to do. */
  extend(id: string, expires: number): Promise<void> | undefined
  remove(id: string): Promise<void>
}
