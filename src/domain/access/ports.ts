/** Ports to passwords, the set-up link and sessions; `io/access` implements them. Types only. */

/** Hashing the owner's password takes much memory and time by intent, so one hash runs at a time. */
export interface Passwords {
  /**
   * Returns why a new password of that user cannot be taken, by its length or since it is too easily guessed; undefined for
   * one that can.
   */
  problemOf(password: string, username: string): Promise<string | undefined>
  /** Returns a string for the INI's passwordhash. */
  hash(password: string): Promise<string>
  /** Returns a hash that costs next to nothing: anybody may make a tag, and none of them takes the owner's place. */
  hashForTag(password: string): string
  /** Returns `busy`, without comparing, when too many with the same right to the next place wait already. */
  verify(password: string, hash: string, claim: Claim): Promise<'right' | 'wrong' | 'busy'>
}

/** One-time codes by the time (TOTP, RFC 6238), and the recovery codes for those who lost their device. */
export interface OneTimeCodes {
  /** Returns a fresh secret in base32. */
  makeSecret(): Promise<string>
  /** Returns the secret as an `otpauth:` link, which an authenticator opens or scans. */
  linkOf(secret: string, user: string, host: string): Promise<string>
  /** Returns the time step of a code that is right at this moment, or was thirty seconds ago or will be. */
  stepOf(code: string, secret: string, now: number): Promise<number | undefined>
  /** Returns fresh recovery codes, to be shown once. */
  makeRecoveryCodes(): readonly string[]
  /** Returns the hash by which a recovery code is kept, however it was typed. */
  recoveryHash(code: string): string
}

/** The claim to be the next whose password is hashed. */
export interface Claim {
  /**
   * A device that has logged in before goes first, then anybody at the log-in, those with the fewest guesses first, and
   * then tags.
   */
  readonly kind: 'device' | 'visitor' | 'tag'
  /** The device, or the IPv4 address or IPv6 network, which may wait for a few hashes at a time. */
  readonly from: string
  /** The recent guesses of this device or network, this one included. */
  readonly guesses: number
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
  /**
   * `expires` and `begun` in epoch milliseconds. A session begins with its first `save`, unless it continues one that began
   * earlier; ninety days later it ends, whatever `expires` is.
   */
  save(id: string, session: string, expires: number, begun?: number): Promise<void>
  /** Writes at most once a day: an open page must not wear out the SD card. Undefined when there is nothing to write. */
  extend(id: string, expires: number): Promise<void> | undefined
  remove(id: string): Promise<void>
  /** Notes the use of a session in memory; it is written with whatever is written next. */
  noteUse(id: string, address?: string): void
  /** Returns the sessions that have not ended, the one that was used last first. */
  list(): readonly ListedSession[]
  /** The name of a session for `list` and `end`; it lets nobody in. */
  nameOf(id: string): string
  /** Ends the session of that name; without a name, all. Returns how many have ended. */
  end(name?: string): Promise<number>
  /**
   * The time step of the last one-time code that was taken, so that none is taken twice; 0 before the first. It is written
   * with the log-in that follows.
   */
  usedStep(): number
  noteUsedStep(step: number): void
  /** Calls the listener when the session is removed or ended. Returns a function that takes the listener back. */
  onEnd(id: string, listener: () => void): () => void
}

/** Moments in epoch milliseconds. */
export interface ListedSession {
  readonly name: string
  /** As JSON. */
  readonly session: string
  readonly begun: number
  readonly usedAt: number
  /** The address of its last use; undefined for one that was not used since the upgrade to this. */
  readonly address?: string
}
