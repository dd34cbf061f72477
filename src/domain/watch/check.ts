/** A check: something that is expected to signal, as its owner planned it. The rules for its state stand in check-state.ts. */

import type { CheckPlan } from './plan-fields'

/** The place where the check was created, and so the place where it may be changed: the INI's checks are read-only elsewhere. */
export type Origin = 'page' | 'api' | 'ini' | 'checkin'

export interface Check extends CheckPlan {
  /** UUID, lower case with hyphens. */
  readonly id: string
  readonly origin: Origin
  readonly createdAt: number
  /** Made at a door without a log-in, and not adopted yet: it alerts nobody and keeps no bodies; see waiting.ts. */
  readonly waits?: true
  /** The network of the check-in that created it. */
  readonly madeFrom?: string
}

/**
 * Whether its owner made or adopted it, so that the copy outside Redis has it: the INI's checks are made from that again.
 */
export function belongsInBackup({ origin, waits }: Check): boolean {
  return origin !== 'ini' && waits === undefined
}
