/** The interfaces of the copy that is kept outside Redis. Types only; `io` implements them. */

import type { Loss } from '../watch/loss'
import type { Backup } from './backup'
import type { BackupChanges, Present } from './backup-changes'

/** The state of what is copied: it tells which of Redis and the copy is the newer one. */
export interface Mark {
  /** Drawn when the copy was begun or put back; undefined in a Redis that lost it, or never had one. */
  readonly lineage: string | undefined
  /** Counts changes. */
  readonly revision: number
}

export interface BackupStore {
  mark(): Promise<Mark>
  /** Reads mark and content in one step. */
  read(): Promise<{ readonly mark: Mark; readonly backup: Backup }>
  /** The same with the states of checks. */
  present(): Promise<Present & { readonly mark: Mark }>
  /** Returns until when the watch is known to have received, epoch milliseconds. */
  lastAlive(): Promise<number | undefined>
  /** Draws a lineage for a Redis without one. */
  begin(): Promise<void>
  apply(changes: BackupChanges, now: number): Promise<void>
  /**
   * Applies the changes, draws a new lineage, and records the loss, once, for pages and alerts. When it ends halfway, the
   * lineage is missing, and the next call completes it.
   */
  restore(changes: BackupChanges, loss: Loss): Promise<void>
}

/** A copy as it was read. */
export interface Kept {
  readonly mark: Mark
  readonly backup: Backup
  /** Parts of it cannot be read, as after a return to an older version: they are no reason to remove anything. */
  readonly isPartial?: true
  readonly savedAt?: number
}

export interface ReadCopy {
  readonly kept: Kept | undefined
  /** Which of the files it is; `damaged`: there are only damaged ones. */
  readonly copy: Loss['copy']
  /** The last one is not there, whether or not the one before it is. */
  readonly isMissing?: true
  /** A sentence about each file that is damaged. */
  readonly damage: readonly string[]
}

export interface BackupFile {
  /** Never fails for a file's content. */
  read(): Promise<ReadCopy>
  /**
   * Replaces the file as a whole, with the one before it kept, unless that is damaged. Throws the system's error.
   *
   * @param keepsLast whether the present file is good and becomes the one before
   */
  write(kept: Kept & { readonly savedAt: number }, keepsLast: boolean): Promise<void>
}
