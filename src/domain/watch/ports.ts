/** The store of the watch as doors, pages and alerts need it. Types only; io/watch/check-store.ts implements it. */

import type { Check, Origin } from './check'
import type { CheckLists } from './check-lists'
import type { PlanChanges } from './check-plan'
import type { Flip } from './flip'
import type { NoteStore } from './outages'
import type { Past } from './past'
import type { CheckPlan } from './plan-fields'
import type { ProvidedCheck } from './provided-check'
import type { ResponseTimes } from './response-times'
import type { DueAfter, Schedule } from './schedule'
import type { KeptSignal, Signal, SignalKind } from './signal'
import type { CheckState, Silence } from './state'
import type { Admission, Making, WaitingAccount } from './waiting'
import type { Watched } from './watched'

export type { Watched }

/** The check that a check-in is for. The door compares the ping key before a slug: see `CheckStore.pingKey`. */
export type Target = { readonly id: string } | { readonly slug: string }

/** Decides whether a signal counts for its check; a reason refuses it. It is called again if the check changed meanwhile. */
export type Admit = (check: Check) => string | undefined | Promise<string | undefined>

export type Recorded =
  | {
      readonly kind: 'accepted'
      readonly check: Check
      readonly state: CheckState
      readonly flips: readonly Flip[]
    }
  /** Counted, but no sign of life: it came too soon, or the check is paused (and the signal is stored). */
  | { readonly kind: 'too-frequent' | 'paused'; readonly check: Check; readonly state: CheckState }
  /** By `admit`. */
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'unknown' }
  /** Several checks have this slug. */
  | { readonly kind: 'ambiguous' }

/** `created`: the check-in created its check; `full`: it would have, but there are too many. */
export type CheckedIn = (Recorded | { readonly kind: 'full' }) & { readonly created?: boolean }

/** Records a check-in, see `operations/watch/record-signal`. */
export type RecordSignal = (
  target: Target,
  signal: Signal,
  options: {
    readonly admit: Admit | undefined
    /** Whether a check with the target's slug is created if there is none (`?create=1`), and how. */
    readonly create: Admission
    /** The network that it came from. */
    readonly network?: string
  },
) => Promise<CheckedIn>

export interface KeptBody {
  /** The signal's number. */
  readonly n: number
  readonly kind: SignalKind
  readonly at: number
  readonly body: string
  /** The end of a body that was longer than is stored. */
  readonly ending?: string
}

/** `read-only`: the INI provides the check. */
export type Changed =
  | ({ readonly kind: 'changed' } & Watched)
  | { readonly kind: 'unknown' }
  | { readonly kind: 'read-only' }

/** Every call fails with `StoreUnavailable` within two seconds when Redis does not answer. A change that it has confirmed is durable. */
export interface CheckStore {
  /** The checks in order, page by page. */
  readonly lists: CheckLists
  /** All checks but those that wait, in no order and in batches: memory does not grow with their number. */
  scan(): AsyncIterable<readonly Watched[]>
  /** The same, the oldest first. */
  byCreation(): AsyncIterable<readonly Watched[]>
  /** Returns the checks that wait to be adopted, in no order. */
  waiting(): Promise<readonly Watched[]>
  get(id: string): Promise<Watched | undefined>
  /** Returns the checks of these ids, in their order, without those that are gone. */
  getAll(ids: readonly string[]): Promise<readonly Watched[]>
  /** Returns those of these ids whose records are there, and cannot be read. */
  damagedOf(ids: readonly string[]): Promise<readonly string[]>
  /** Returns the checks that are parts of this one, in no order. */
  partsOf(id: string): Promise<readonly Watched[]>
  /** Returns the checks with the slug: none, one, or several (ambiguous). */
  findBySlug(slug: string): Promise<readonly Watched[]>
  count(): Promise<number>
  room(): Promise<WatchRoom>

  /** Creates a check with the given UUID; without one, a UUID is drawn. */
  create(plan: CheckPlan, origin: Origin, now: number, id?: string, making?: Making): Promise<Watched>
  /** For a check-in with `?create=1`: returns the check with the slug, or creates it. A race never creates two. */
  createForSlug(
    plan: CheckPlan,
    now: number,
    making?: Making,
  ): Promise<Watched & { readonly created: boolean }>
  /** Returns a check that has the plan's values in these fields, of which there is at least one. */
  findAlike(plan: CheckPlan, fields: readonly (keyof CheckPlan)[]): Promise<Watched | undefined>
  /** The same, or creates one. A race never creates two. */
  createUnlessAlike(
    plan: CheckPlan,
    fields: readonly (keyof CheckPlan)[],
    origin: Origin,
    now: number,
  ): Promise<Watched & { readonly created: boolean }>
  /** Applies the changes. A new schedule or grace moves the deadline of an awaited success. */
  update(id: string, changes: PlanChanges, now: number): Promise<Changed>
  /**
   * The same, unless `isTaken` holds for the check as it is in the very step in which it would be changed: somebody else
   * has changed it.
   */
  updateUnless(
    isTaken: (check: Check) => boolean,
    id: string,
    changes: PlanChanges,
    now: number,
  ): Promise<Changed | ({ readonly kind: 'taken' } & Watched)>
  /** Makes a check that waits an ordinary one, with these changes; an ordinary one is only changed. */
  adopt(id: string, changes: PlanChanges, now: number): Promise<Changed>
  remove(id: string): Promise<Exclude<Changed['kind'], 'changed'> | 'removed'>

  /** Writes state, deadline, history, body and flips in one atomic step. A check-in that loses a race is computed anew. */
  record(target: Target, signal: Signal, admit?: Admit): Promise<Recorded>
  pause(id: string, now: number): Promise<Changed>
  resume(id: string, now: number): Promise<Changed>
  /** Holds alerts back, or ends that. */
  silence(id: string, until: Silence | undefined): Promise<Changed>
  /** Notes who takes care of its trouble; `by` undefined takes that back. The state returned has nothing of it where all is well. */
  acknowledge(id: string, by: string | undefined, now: number): Promise<Changed>

  /** Returns the last signals, newest first, about 100. */
  history(id: string, limit?: number): Promise<readonly KeptSignal[]>
  /** Returns the last few bodies, newest first. */
  bodies(id: string): Promise<readonly KeptBody[]>
  /** Returns the response times of the check's probe up to now (epoch milliseconds). */
  times(id: string, now: number): Promise<ResponseTimes>
  /** The same of a year, and other pictures. */
  readonly past: Past
  /** The owner's texts about outages. */
  readonly notes: NoteStore
  /** Returns the last flips, newest first, about 100. */
  flips(id: string, limit?: number): Promise<readonly Flip[]>

  /** Returns the installation's key that stands before a slug: `/ping/<ping-key>/<slug>`. It is drawn once, and only an import replaces it. */
  pingKey(): Promise<string>
  /** Calls back with the id of each check whose state or plan changes, wherever that happens. */
  onChange(listener: (id: string) => void): Promise<{ close(): void }>
  /**
   * Claims, for as long as the store is open, that check-ins are taken. Without any such claim a silence brings no check
   * down. `as`: the same for a process that follows another in its place.
   */
  listen(as?: string): Promise<void>
  close(): Promise<void>
}

/** The room that the watch has left. */
export interface WatchRoom {
  /** Of the memory that the server may use, 0 to 1; 0 where the server does not say. */
  readonly memoryShare: number
  /** Since when the watch keeps less for want of memory, epoch milliseconds; 0 while it has room. */
  readonly shortSince: number
  readonly waiting: WaitingAccount
}

/** The worker's side of the checks that wait. */
export interface WaitingStore {
  room(): Promise<WatchRoom>
  waiting(): Promise<readonly Watched[]>
  /** Removes those that were never pinged and whose time is over. Returns their number. */
  expire(now: number): Promise<number>
  /** Writes a moment into the account; 0 takes it away. */
  note(name: 'toldAt' | 'fullSince' | 'shortSince', moment: number): Promise<void>
}

/** Takes the checks of the INI into the store; see `operations/watch/provide-checks`. */
export interface Provisioning {
  /**
   * Creates, changes and removes checks, so that the store has those of this INI. A check that fails stops no other.
   *
   * @param complete whether checks that this INI provided before, and does not now, are removed
   * @returns oddities, and checks that could not be provided, in sentences
   * @throws StoreUnavailable also when Redis takes no writes
   */
  provide(checks: readonly ProvidedCheck[], complete: boolean, now: number): Promise<readonly string[]>
}

/** Due moments of schedules without faults (`scheduleFaults`); io/watch/schedules.ts implements it. */
export interface Schedules {
  dueAfter(schedule: Schedule): DueAfter
}
