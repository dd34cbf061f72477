/** The store as the sweep needs it. Types only; io/watch/sweep-store.ts implements it. */

import type { Door } from './doors'
import type { Watched } from './ports'
import type { DeafSpan } from './state'

/** A process of several that take check-ins, of which it is not certain that it did all the while. */
export interface DoubtfulTaker {
  /** Milliseconds since the last moment at which it certainly took check-ins; 0: it takes them now. */
  readonly unconfirmedFor: number
  /** Its last gap, in which its check-ins may have been lost, as milliseconds before now. */
  readonly gap?: { readonly from: number; readonly to: number }
}

/** The same, as epoch milliseconds. */
export interface TakerDoubt {
  readonly confirmed: number
  readonly gap?: DeafSpan
}

export interface Listening {
  /** Milliseconds for which check-ins have been taken without a break. */
  readonly for: number
  /** Milliseconds since the last moment at which they certainly were; 0: they are now. */
  readonly unconfirmedFor: number
  /** The server's clock, epoch milliseconds. */
  readonly serverTime: number
  /** By their ids; those of which nothing is in doubt are missing. */
  readonly doubtful: ReadonlyMap<string, DoubtfulTaker>
}

/** The attendance of a door, epoch milliseconds. */
export interface Attendance {
  /** The last moment at which check-ins were certainly taken. */
  readonly confirmed: number
  readonly isPresent: boolean
  /** The processes that take check-ins and have not certainly done so all the while. */
  readonly doubts: ReadonlyMap<string, TakerDoubt>
}

/** Which checks can be judged. */
export interface Judging {
  doorOf(watched: Watched): Door
  /** Undefined: nobody attends it. */
  readonly attended: Readonly<Record<Door, Attendance | undefined>>
}

/** A door by which signals come, and the ledger of when it was attended. */
export interface DoorStore {
  /** Returns what is known of those that take check-ins; undefined while nobody does. */
  listening(): Promise<Listening | undefined>
  /**
   * Returns the last moment before `before` at which the watch is known to have received signals: the newest signal, or
   * the ledger's mark; undefined on a first start. Of a check that has signalled since, the earlier signal is not known.
   */
  lastReceived(before: number): Promise<number | undefined>
  /** Returns the ledger's mark, whichever worker wrote it; undefined where there is none yet. */
  markedAlive(): Promise<number | undefined>
  /** Marks in the ledger that signals can be received now; does nothing while there are no checks. */
  markAlive(now: number): Promise<void>
  /**
   * After a gap in which no signal could be received: moves deadlines (`amnesty`), then, in one step, writes the end of
   * the gap into the ledger and, where `notify` and a deadline was moved, one digest into the outbox. Workers that grant
   * the same gap write one digest. Returns the number of checks whose deadline was moved, by whichever worker.
   * @param concerns the checks whose signals come by this door; absent: all
   */
  grantAmnesty(gap: DeafSpan, notify: boolean, concerns?: Concerns): Promise<number>
}

export type Concerns = (watched: Watched) => boolean

/** Its own door is that of the web apps. */
export interface SweepStore extends DoorStore {
  /** The door of the programs for 0MQ. */
  readonly messages: DoorStore & {
    /** Whether such a program has attended it lately, and was not switched off since. */
    isInUse(): Promise<boolean>
  }
  /**
   * Returns checks whose deadline has come, earliest first. Left out are those whose deadline came after the moment at
   * which their door was certainly attended, or the process that took their last check-in was certainly there; a check of
   * which a check-in may have been lost in that process's gap is given more time.
   * @param judging absent: all are judged
   */
  due(now: number, limit: number, judging?: Judging): Promise<readonly Watched[]>
  /** Returns the earliest deadline after that moment (absent: of all), epoch milliseconds. */
  nextDeadline(after?: number): Promise<number | undefined>
  /** Whether there are checks, which alone make a gap or a deadline matter. */
  hasChecks(): Promise<boolean>
  /** Applies the time that has passed to these checks (`lapse`), but for those that changed meanwhile. Returns the number of flips. */
  lapse(watched: readonly Watched[], now: number): Promise<number>
  /**
   * Calls `earlier` when a deadline was set that is earlier than all others, and `back` when a lost connection is there
   * again (`lostAt`: epoch milliseconds).
   */
  subscribe(on: { earlier(): void; back(lostAt: number): void }): Promise<void>
  close(): Promise<void>
}
