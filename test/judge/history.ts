/** What happened in a run of members that share their checks, as the test itself saw it. All moments are milliseconds of the test's own clock. */

export interface Span {
  readonly from: number
  /** Open where it lasted until the end. */
  readonly to: number
}

/** A member, or a part of it, that could not work. Other parts of it did. */
export interface Strike extends Span {
  readonly member: string
  readonly part: 'redis' | 'web' | 'worker' | 'all'
  readonly how: 'dead' | 'still'
}

/** No packet got from one party to the other: members, `channels` and `senders`. */
export interface Cut extends Span {
  readonly source: string
  readonly target: string
}

/** A check-in that a sender tried at one member. */
export interface Attempt {
  readonly rid: string
  readonly kind: 'success' | 'fail'
  readonly at: number
  readonly member: string
  /** When its 2xx arrived: the signal has to be kept from then on. */
  readonly acknowledgedAt?: number
}

export interface SentCheck {
  readonly id: string
  readonly name: string
  /** The member on which it was made. */
  readonly home: string
  readonly madeAt: number
  /** The members whose addresses its sender has. */
  readonly route: readonly string[]
  /** In their order. */
  readonly attempts: readonly Attempt[]
}

/** A message that a service took, whether or not its sender got the answer. */
export interface Message {
  readonly channel: string
  /** The member that sent it. */
  readonly member: string
  readonly kind: string
  readonly key: string
  /** Subject and text. */
  readonly text: string
  readonly at: number
  /** Its sender was there when the answer was written. */
  readonly answered: boolean
}

/** A request that a service did not take. */
export interface Refusal {
  readonly channel: string
  readonly member: string
  readonly at: number
}

/** A check as a member shows it in the end. */
export interface Shown {
  readonly member: string
  readonly check: string
  readonly status: string
  /** The ids of the check-ins in its record: it has those that it took itself. */
  readonly rids: readonly string[]
  /** The last signal that it knows, of any member, in this history's time. */
  readonly lastSignalAt: number
}

export interface Rules {
  readonly period: number
  readonly grace: number
  readonly takeover: number
}

export interface History {
  readonly rules: Rules
  readonly members: readonly string[]
  readonly channels: readonly string[]
  readonly run: Span
  readonly strikes: readonly Strike[]
  readonly cuts: readonly Cut[]
  readonly checks: readonly SentCheck[]
  readonly messages: readonly Message[]
  readonly refusals: readonly Refusal[]
  readonly shown: readonly Shown[]
}
