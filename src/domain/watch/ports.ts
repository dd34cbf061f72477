/** What the doors, pages, alerts and the sweep ask of the watch's store. Types only: the real thing stands in io/watch/check-store.ts. */

import type { Check, Origin } from './check'
import type { PlanChanges } from './check-plan'
import type { Flip } from './flip'
import type { CheckPlan } from './plan-fields'
import type { ProvidedCheck } from './provided-check'
import type { DueAfter, Schedule } from './schedule'
import type { KeptSignal, Signal, SignalKind } from './signal'
import type { CheckState, DeafSpan } from './state'

/** A check and its present state. */
export interface Watched {
  readonly check: Check
  readonly state: CheckState
  /** Another one after every change of the plan or the state. */
  readonly version: string
}

/** Whom a check-in is for. The ping key before a slug is compared by the door: see `CheckStore.pingKey`. */
export type Target = { readonly id: string } | { readonly slug: string }

/** Looks at the check that a signal is for, before it counts; a reason refuses it. Called again if the check changed meanwhile. */
export type Admit = (check: Check) => string | undefined | Promise<string | undefined>

export type Recorded =
  | {
      readonly kind: 'accepted'
      readonly check: Check
      readonly state: CheckState
      readonly flips: readonly Flip[]
    }
  /** Counted, but no sign of life: came too soon (429), or the check is paused (logged all the same). */
  | { readonly kind: 'too-frequent' | 'paused'; readonly check: Check; readonly state: CheckState }
  /** `admit` said so. */
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'unknown' }
  /** Several checks have this slug. */
  | { readonly kind: 'ambiguous' }

/** `created`: the check-in made its check; `full`: it would have, but there are too many. */
export type CheckedIn = (Recorded | { readonly kind: 'full' }) & { readonly created: boolean }

/** What becomes of a check-in; `operations/watch/record-signal`. */
export type RecordSignal = (
  target: Target,
  signal: Signal,
  options: {
    readonly admit: Admit | undefined
    /** Make a check with the target's slug if there is none (`?create=1`). */
    readonly create: boolean
  },
) => Promise<CheckedIn>

export interface KeptBody {
  /** The signal's number. */
  readonly n: number
  readonly kind: SignalKind
  readonly at: number
  readonly body: string
}

/** Creating and changing what the INI provides is refused: `read-only`. */
export type Changed =
  | ({ readonly kind: 'changed' } & Watched)
  | { readonly kind: 'unknown' }
  | { readonly kind: 'read-only' }

/** Every call fails with `StoreUnavailable` within two seconds when Redis does not answer. What was answered is durable. */
export interface CheckStore {
  /** All, in no order. 10,000 take a fraction of a second. */
  list(): Promise<readonly Watched[]>
  get(id: string): Promise<Watched | undefined>
  /** Those with the slug: none, one, or several (ambiguous). */
  findBySlug(slug: string): Promise<readonly Watched[]>
  count(): Promise<number>

  /** A UUID of one's own may be given; otherwise one is drawn. */
  create(plan: CheckPlan, origin: Origin, now: number, id?: string): Promise<Watched>
  /** For a check-in with `?create=1`: the one with the slug if there is one, else a new one; never two, even in a race. */
  createForSlug(plan: CheckPlan, now: number): Promise<Watched & { readonly created: boolean }>
  /** Sets what is given. A new schedule or grace moves the deadline of a check that is waited for. */
  update(id: string, changes: PlanChanges, now: number): Promise<Changed>
  remove(id: string): Promise<Exclude<Changed['kind'], 'changed'> | 'removed'>

  /** One atomic step: state, deadline, history, body and flips. A check-in that loses a race is computed anew. */
  record(target: Target, signal: Signal, admit?: Admit): Promise<Recorded>
  pause(id: string, now: number): Promise<Changed>
  resume(id: string, now: number): Promise<Changed>
  /** No alerts until a moment (epoch milliseconds) or until it is up again; undefined ends the silence. */
  silence(id: string, until: number | 'recovery' | undefined, now: number): Promise<Changed>

  /** The last signals, newest first, about 100. */
  history(id: string, limit?: number): Promise<readonly KeptSignal[]>
  /** The last few bodies, newest first. */
  bodies(id: string): Promise<readonly KeptBody[]>
  /** The last flips, newest first, about 100. */
  flips(id: string, limit?: number): Promise<readonly Flip[]>

  /** The one key of this installation that stands before a slug: `/ping/<ping-key>/<slug>`. Drawn once, then kept. */
  pingKey(): Promise<string>
  /** Calls back with the id of each check whose state or plan changes, wherever that happens. */
  onChange(listener: (id: string) => void): Promise<{ close(): void }>
  /** Says to the sweep that somebody takes check-ins here, for as long as the store is open: nobody is down for a silence in which nobody listened. */
  listen(): Promise<void>
  close(): Promise<void>
}

/** `[check.<name>]` of the INI -> the store; see `operations/watch/provide-checks`. */
export interface Provisioning {
  /**
   * Makes, changes and removes checks, so that what this INI provides is as it says. A check that fails stops no other.
   *
   * @param complete whether what this INI provided before and does not now is removed
   * @returns what is odd about it, or could not be provided, in sentences
   * @throws StoreUnavailable also when Redis takes no writes
   */
  provide(checks: readonly ProvidedCheck[], complete: boolean, now: number): Promise<readonly string[]>
}

/** What the sweep asks of the store. */
export interface SweepStore {
  /** Checks whose deadline has come, earliest first. */
  due(now: number, limit: number): Promise<readonly Watched[]>
  /** The earliest deadline of all, epoch milliseconds. */
  nextDeadline(): Promise<number | undefined>
  /** Lets time do to these checks what it does (`lapse`); those that somebody else changed meanwhile are left alone. How many flips. */
  lapse(watched: readonly Watched[], now: number): Promise<number>
  /** Milliseconds for which somebody has been taking check-ins without a break; undefined when nobody does. */
  listeningFor(): Promise<number | undefined>
  /**
   * When the watch is known to have heard last: the newest signal before that moment, or the ledger's word; undefined
   * on a first start. A check that was heard since does not tell when it was before.
   */
  lastHeard(before: number): Promise<number | undefined>
  /** What the ledger says, whoever wrote it; undefined where nobody has yet. */
  markedAlive(): Promise<number | undefined>
  /** Writes into the ledger that it hears; nothing while there are no checks. */
  markAlive(now: number): Promise<void>
  /**
   * After a gap in which nothing could be heard: moves deadlines (`amnesty`), then, in one step, writes its end into
   * the ledger and, where `tell` and somebody was forgiven, one digest into the outbox. Workers that grant the same gap
   * write one digest. How many were forgiven.
   */
  grantAmnesty(gap: DeafSpan, tell: boolean): Promise<number>
  /**
   * Calls `earlier` when a deadline was set that is earlier than all others, and `back` after the connection was lost
   * and is there again (`lostAt`: epoch milliseconds).
   */
  subscribe(on: { earlier(): void; back(lostAt: number): void }): Promise<void>
  close(): Promise<void>
}

/** What the alerts work on, in the order in which it happened for each check. */
export type OutboxRecord =
  | { readonly kind: 'flip'; readonly flip: Flip }
  /** A check was removed: what was told of it is over. */
  | { readonly kind: 'gone'; readonly check: string }
  /** No flip, but alerts may wait for it: a silence was set or lifted, or what is down already failed again. */
  | { readonly kind: 'look'; readonly check: string }
  /** The watch was blind; these checks were given more time, and are still to be heard. */
  | {
      readonly kind: 'blind'
      readonly gap: DeafSpan
      readonly at: number
      readonly awaited: readonly string[]
    }

export interface OutboxEntry {
  /** For deterministic job ids: unique and ordered (the stream's id, `1700000000000-0`). */
  readonly id: string
  readonly record: OutboxRecord
}

/**
 * A stream of what happened. At least once: what was taken and not marked as done within a while (its taker died)
 * is handed out again, to this worker or to another.
 */
export interface Outbox {
  /** Up to `limit` entries; waits for the first one up to `waitMs`. */
  take(limit: number, waitMs: number): Promise<readonly OutboxEntry[]>
  /** Dealt with: gone for good. */
  done(ids: readonly string[]): Promise<void>
  close(): Promise<void>
}

/** What a schedule says. `io/watch/schedules.ts`; throws nothing for a schedule that passed `scheduleProblem`. */
export interface Schedules {
  dueAfter(schedule: Schedule): DueAfter
}
