/** Checks that strangers made: they wait to be adopted, within a budget that is small and expires. Shapes and bounds. */

import type { Check } from './check'

const DAY = 86_400_000

/** The modes of a door at which checks can be made without a log-in, `pyremto`, `batchy` and `create` in `[Watch]`. */
export const ADMISSIONS = ['off', 'adopt', 'open'] as const

/** `off`: none is made; `adopt`: a new check waits for the owner; `open`: it is an ordinary check at once. */
export type Admission = (typeof ADMISSIONS)[number]

/** The bounds of all checks that wait, and of each. */
export const WAITING = {
  /** Bytes of all together. */
  budget: 1024 * 1024,
  /** Bytes that each is charged beside its plan: its state, history and flips, and what Redis takes to keep them. */
  held: 6_500,
  /** Milliseconds until a check that was never pinged is removed. */
  unpingedMs: DAY,
  /** Signals and flips that are kept of each. */
  signals: 5,
  flips: 5,
} as const

/** The origin of a check that a check-in makes. */
export interface Making {
  readonly waits: boolean
  /** The network that the check-in came from. */
  readonly from: string
}

/** The parts of a check that say who made it. */
export function madeBy({ waits, from }: Making): Pick<Check, 'waits' | 'madeFrom'> {
  return { ...(waits && { waits }), madeFrom: from }
}

/** The account of the checks that wait. Moments are epoch milliseconds, 0 for none. */
export interface WaitingAccount {
  readonly count: number
  readonly bytes: number
  /** Since when some had to go to make room for others. */
  readonly fullSince: number
  /** The last time that some had to go. */
  readonly fullAt: number
  /** How many had to go since `fullSince`. */
  readonly dropped: number
  /** When an alert last named those that wait. */
  readonly toldAt: number
}

/** The budget counts as full for so long after some had to go, so that a flood that goes on is one occasion. */
const FULL_MS = DAY

export function isFull({ fullSince, fullAt }: WaitingAccount, now: number): boolean {
  return fullSince !== 0 && now - fullAt < FULL_MS
}

/** Returns in words that checks wait, and that some had to go; none where all is in order. */
export function waitingWords(account: WaitingAccount, now: number): readonly string[] {
  const { count, dropped } = account
  const wait =
    count === 1
      ? '1 check that a stranger may have made waits to be adopted; they alert nobody.'
      : `${count} checks that strangers may have made wait to be adopted; they alert nobody.`
  return [
    ...(count === 0 ? [] : [wait]),
    ...(isFull(account, now)
      ? [
          `The room for checks that wait is full: ${dropped} had to go, the oldest first, to make room for new ones.`,
        ]
      : []),
  ]
}
