/** The interfaces of the copy that is kept outside Redis. Types only; `io` implements them. */

import type { Check } from '../watch/check'
import type { Loss } from '../watch/loss'
import type { BackupRest } from './backup'
import type { CheckChanges, FoundChecks, PresentRest, RestChanges } from './backup-changes'

/** The state of what is copied: it tells which of Redis and the copy is the newer one. */
export interface Mark {
  /** Drawn when the copy was begun or put back; undefined in a Redis that lost it, or never had one. */
  readonly lineage: string | undefined
  /** Counts changes. */
  readonly revision: number
}

/** Checks of a backup, of which there may be too many to be held at once: so many at a time, in the order of their ids. */
export type CheckBatches = AsyncIterable<readonly Check[]>

export interface BackupStore {
  mark(): Promise<Mark>
  /** Reads the mark, and everything but the checks, in one step. */
  rest(): Promise<PresentRest & { readonly mark: Mark }>
  /** The checks that belong in a backup. What changes meanwhile may be there as it was or as it is. */
  checks(): CheckBatches
  /** All checks with their states, those of the INI too. */
  all(): AsyncIterable<FoundChecks>
  /** The checks of these ids at one moment. */
  find(ids: readonly string[]): Promise<FoundChecks>
  /** Returns until when the watch is known to have received, epoch milliseconds. */
  lastAlive(): Promise<number | undefined>
  /** Draws a lineage for a Redis without one. */
  begin(): Promise<void>
  changeChecks(changes: CheckChanges, now: number): Promise<void>
  changeRest(changes: RestChanges): Promise<void>
  /**
   * Removes the lineage until `endRestore`: when a restoration ends halfway, the next one completes it. Returns the loss with
   * what was counted before such an end.
   */
  beginRestore(loss: Loss): Promise<Loss>
  /** Draws a new lineage, and records the loss, once, for pages and alerts. */
  endRestore(loss: Loss): Promise<void>
}

/** A copy as it was read. */
export interface Kept {
  readonly mark: Mark
  readonly rest: BackupRest
  /** Reads them from the file, each time it is called. */
  readonly checks: () => CheckBatches
  /** Parts of it cannot be read, as after a return to an older version: they are no reason to remove anything. */
  readonly isPartial?: true
  readonly savedAt?: number
  /** The checksum of the file. */
  readonly sum: string
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

/** The content of a new copy. */
export interface ToKeep extends Pick<Kept, 'mark' | 'rest'> {
  readonly checks: CheckBatches
  readonly savedAt: number
}

export interface BackupFile {
  /** Never fails for a file's content. */
  read(): Promise<ReadCopy>
  /**
   * Replaces the file as a whole, with the one before it kept, unless that is damaged. Throws the system's error, or that
   * of the checks.
   *
   * @param keepsLast whether the present file is good and becomes the one before
   * @returns the checksum of the file
   */
  write(content: ToKeep, keepsLast: boolean): Promise<string>
}
