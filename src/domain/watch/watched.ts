import type { Check } from './check'
import type { CheckState } from './state'

/** A check and its present state. */
export interface Watched {
  readonly check: Check
  readonly state: CheckState
  /** Differs after every change of the plan or the state. */
  readonly version: string
}
