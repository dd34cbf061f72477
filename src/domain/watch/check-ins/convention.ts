/** A convention of check-ins: the URLs that its clients call, and the answers that they expect. Shapes only. */

import type { SignalKind } from '../signal'
import type { Address } from './address'
import type { CheckInOutcome, Reply } from './reply'

export interface Convention {
  /** The paths of its check-ins begin with it. */
  readonly prefix: string
  /** Other prefixes. The parts of an address begin with their name. */
  readonly aliases?: readonly string[]
  /** The names of its fields. */
  readonly fields: readonly string[]
  /** Whether the fields may stand in a body, too. Where not, a body is output. */
  readonly takesForms: boolean
  parse(address: Address): CheckInContent | BadCheckIn
  /** `reason` replaces the general words for the outcome. */
  reply(outcome: CheckInOutcome, reason?: string): Reply
}

/** The content of a check-in. */
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
  /** The message among the fields; a posted body that is output replaces it. */
  readonly message?: string
}

/** A check-in that cannot be understood, and the reason. */
export interface BadCheckIn {
  readonly outcome: 'bad' | 'unknown'
  readonly reason: string
}
