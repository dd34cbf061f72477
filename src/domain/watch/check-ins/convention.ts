/** A convention of check-ins: the URLs that its clients call, and the answers that they expect. Shapes only. */

import type { SignalKind } from '../signal'
import type { Address } from './address'
import type { CheckInOutcome, Reply } from './reply'

export interface Convention {
  /** The paths of its check-ins begin with it. */
  readonly prefix: string
  parse(address: Address): CheckInContent | BadCheckIn
  /** `reason` replaces the general words for the outcome. */
  reply(outcome: CheckInOutcome, reason?: string): Reply
}

/** The content of a check-in's URL. */
export interface CheckInContent {
  /** The door compares the key before a slug: see `CheckStore.pingKey`. */
  readonly target: { readonly id: string } | { readonly key: string; readonly slug: string }
  readonly kind: SignalKind
  /** Create a check with the slug if there is none. */
  readonly create?: boolean
  readonly rid?: string
  readonly exitCode?: number
  /** Milliseconds. */
  readonly duration?: number
  /** The message in the query; a posted body replaces it. */
  readonly message?: string
}

/** A URL that cannot be understood, and the reason. */
export interface BadCheckIn {
  readonly outcome: 'bad' | 'unknown'
  readonly reason: string
}
