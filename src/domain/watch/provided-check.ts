import type { CheckPlan } from './plan-fields'

/** A check that the INI provides. */
export interface ProvidedCheck {
  /** What stands in the section's name after `check.`; whoever it is called, it stays the same check. */
  readonly key: string
  /** The UUID that the INI gives it; otherwise it follows from the key. */
  readonly id?: string
  readonly plan: CheckPlan
  /** The INI names no channels: the check alerts by the default ones, whichever they are. */
  readonly byDefault?: true
  /** Which are the default ones is not known at the moment: the check keeps the channels that it has. */
  readonly keepsChannels?: true
}
