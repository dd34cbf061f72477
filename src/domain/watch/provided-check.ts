import type { CheckPlan } from './plan-fields'

/** A check that the INI provides. */
export interface ProvidedCheck {
  /** The section's name after `check.`, in lower case. It identifies the check, whatever name the plan gives it. */
  readonly key: string
  /** The UUID in the INI; without it, the id is derived from the key. */
  readonly id?: string
  readonly plan: CheckPlan
  /** The INI names no channels: the check alerts by the default ones, whichever they are. */
  readonly byDefault?: true
  /** Which are the default ones is not known at the moment: the check keeps the channels that it has. */
  readonly keepsChannels?: true
}

/** The place of its channels in the INI. */
export function channelsInIni(key: string): { readonly section: string; readonly key: string } {
  return key.startsWith('peer.')
    ? { section: key, key: 'contact' }
    : { section: `check.${key}`, key: 'channels' }
}

/** The section of the INI that a key comes from. Those of peers begin with `peer.`. */
export function placeInIni(key: string): string {
  return key.startsWith('peer.') ? `[${key}]` : `[check.${key}]`
}
