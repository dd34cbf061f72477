/** A check: something that is expected to signal, as its owner planned it. Shapes only; the rules stand in check-state.ts. */

import type { CheckPlan } from './plan-fields'

/** The place where the check was created, and so the place where it may be changed: the INI's checks are read-only elsewhere. */
export type Origin = 'page' | 'api' | 'ini' | 'checkin'

export interface Check extends CheckPlan {
  /** UUID, lower case with hyphens. */
  readonly id: string
  readonly origin: Origin
  readonly createdAt: number
}
