/** Something that is expected to signal, and what signals and time make of it. Words and shapes only; the rules stand in check-state.ts. */

export type Status = 'new' | 'up' | 'late' | 'down' | 'paused'

/** When the next success is expected. Cron and calendar times are local times of the zone (an IANA name; empty: the machine's). */
export type Schedule =
  | { readonly kind: 'period' /** Milliseconds, the longest expected gap. */; readonly period: number }
  | { readonly kind: 'cron'; readonly expression: string; readonly zone: string }
  | { readonly kind: 'oncalendar'; readonly expression: string; readonly zone: string }

/** How often to remind while a check is down: at every failing signal, after a time, or never (only on change). */
export const REMINDERS = ['always', '5m', '10m', '1h', '1d', 'change'] as const
export type Reminders = (typeof REMINDERS)[number]

/** Who made the check, and so who may change it: what came from the INI is read-only elsewhere. */
export type Origin = 'page' | 'api' | 'ini' | 'checkin'

/** What people choose about a check. All spans in milliseconds. */
export interface CheckPlan {
  readonly name: string
  /** `[a-z0-9_-]+`; need not be unique: a check-in by a slug that two share is ambiguous. */
  readonly slug: string
  readonly tags: readonly string[]
  readonly description: string
  readonly schedule: Schedule
  /** Patience after the moment that a success was due: late, then down. */
  readonly grace: number
  /** From a start to its finish. While a run is within it, silence is no fault. */
  readonly longestRun?: number
  /** A success sooner than this after the last one is refused and counted. */
  readonly shortestGap?: number
  /** Whether a success that comes too soon brings the check down. */
  readonly tooFrequentAlarm: boolean
  /** That many failures in a row bring it down; 1: the first. Silence brings it down at once. */
  readonly failuresBeforeAlert: number
  /** Names of channels. */
  readonly channels: readonly string[]
  readonly reminders: Reminders
  /** Whether people hear that it is up again. */
  readonly recovery: boolean
  /** `22:00-07:00`, in the machine's zone. */
  readonly quietHours?: string
  readonly passwordHash?: string
  /** `post`: a GET or HEAD is no check-in, since link previews fetch URLs. */
  readonly methods: 'any' | 'post'
}

/** What is undefined here is taken away (where it may be missing). */
export type PlanChanges = { readonly [K in keyof CheckPlan]?: CheckPlan[K] | undefined }

export interface Check extends CheckPlan {
  /** UUID, lower case with hyphens. */
  readonly id: string
  readonly origin: Origin
  readonly createdAt: number
}

export type SignalKind = 'success' | 'fail' | 'start' | 'log'

/** One check-in as it arrived. */
export interface Signal {
  readonly kind: SignalKind
  /** Epoch milliseconds, read at the door. */
  readonly at: number
  readonly detail: SignalDetail
}

export interface SignalDetail {
  readonly exitCode?: number
  /** At most BODY_LIMIT bytes. */
  readonly body?: string
  /** Matches the start and the end of a run; canonical UUID. */
  readonly rid?: string
  /** The sender's address. */
  readonly from?: string
  readonly agent?: string
  readonly method?: string
  /** Which convention it came by: `healthchecks`, `kuma`, `snitch`, `cronitor`, `pyremto`, `api`, ... */
  readonly via?: string
  /** Milliseconds that the sender measured itself. */
  readonly duration?: number
}

/** Bytes of a body that are kept, as Healthchecks' `Ping-Body-Limit` says. */
export const BODY_LIMIT = 10_000

/** A signal in the history of its check. */
export interface KeptSignal {
  /** Counts the check's signals from 1. */
  readonly n: number
  readonly kind: SignalKind
  readonly at: number
  /** Without the body: `bodies` of the store gives the last few. */
  readonly detail: Omit<SignalDetail, 'body'>
  /** Bytes of its body. */
  readonly bodySize: number
  /** Milliseconds from its start, or as the sender measured. */
  readonly duration?: number
}

export type FlipReason =
  | 'success'
  | 'failure'
  /** Nothing was heard in time. */
  | 'silence'
  /** A run took longer than the longest. */
  | 'overrun'
  | 'too-frequent'
  | 'paused'
  | 'resumed'
  /** The plan was changed, and by the new one it is not late. */
  | 'replanned'

/** A change of status, kept as a record. */
export interface Flip {
  /** The check's id. */
  readonly check: string
  /** Counts the check's flips from 1. */
  readonly seq: number
  readonly from: Status
  readonly to: Status
  readonly reason: FlipReason
  /** When it was noticed, epoch milliseconds. */
  readonly at: number
  /** When it was due: the deadline that ran out, or the signal's moment. Two watchers that both notice say the same. */
  readonly due: number
  /**
   * The `due` of the flip to down that this one ends, on a flip away from down. Trigger and resolve derive their
   * shared dedup key from the check and this moment (see `dedupKey`).
   */
  readonly ends?: number
}

export interface CheckState {
  readonly status: Status
  /** When the status began, epoch milliseconds. */
  readonly since: number
  /** The last signal of any kind but log. */
  readonly lastSignalAt?: number
  readonly lastSignalKind?: SignalKind
  readonly lastSuccessAt?: number
  /** Milliseconds that the last finished run took. */
  readonly lastDuration?: number
  /** The moment that `due` counts from: the last success or failure, or the end of a pause or of an amnesty. */
  readonly heardAt?: number
  /** When the next success is expected; from then on it is late, and `grace` later down. */
  readonly due?: number
  /** The next moment at which time alone changes something: when the sweep has to look. */
  readonly deadline?: number
  /** The `due` of the flip that brought it down, while it is down. */
  readonly downDue?: number
  readonly consecutiveFailures: number
  /** Runs in progress: rid (empty without one) -> start, epoch milliseconds. */
  readonly runs: Readonly<Record<string, number>>
  /** No alerts until that moment, or until it is up again. */
  readonly silenced?: number | 'recovery'
  /** Signals refused because they came too soon. */
  readonly tooFrequent: number
  /** Counts signals and flips. */
  readonly signals: number
  readonly flips: number
}

/** The next moment that a success is due after `at` (epoch milliseconds); undefined when there is none any more. */
export type DueAfter = (at: number) => number | undefined

/** A time in which the watch could hear nothing, epoch milliseconds. */
export interface Gap {
  readonly from: number
  readonly to: number
}

export interface Change {
  readonly state: CheckState
  readonly flips: readonly Flip[]
}

/** Only what is accepted is a sign of life; the others are counted. */
export interface Received extends Change {
  readonly verdict: 'accepted' | 'too-frequent' | 'paused'
  /** Milliseconds of the run that this signal ended. */
  readonly duration?: number
}

/** The same for the trigger and the resolve of one outage, whoever noticed; undefined for a flip that is neither. */
export function dedupKey(flip: Flip): string | undefined {
  const due = flip.to === 'down' ? flip.due : flip.ends
  return due === undefined ? undefined : `intvlm8r-${flip.check}-${due}`
}
