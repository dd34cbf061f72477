import type { CheckPlan } from './plan-fields'

/** A check that the INI provides. */
export interface ProvidedCheck {
  /** What stands in the section's name after `check.`; whoever it is called, it stays the same check. */
  readonly key: string
  /** The UUID that the INI gives it; otherwise it follows from the key. */
  readonly id?: string
  readonly plan: CheckPlan
}
