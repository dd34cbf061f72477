/** A check: something that is expected to signal, as its owner planned it. Shapes only; the rules stand in check-state.ts. */

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

/** The next moment that a success is due after `at` (epoch milliseconds); undefined when there is none any more. */
export type DueAfter = (at: number) => number | undefined
