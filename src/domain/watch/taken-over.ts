/** Checks that go on as another program left them. Pure. */

import type { EarlierOutage } from '../probes/look'
import type { Check } from './check'
import type { Change, CheckState } from './state'
import { flipped, same, settled } from './transition'

/** Whether nothing is known of the check yet. */
export function isUntouched({ signals, flips, unseen, consecutiveFailures }: CheckState): boolean {
  return signals === 0 && flips === 0 && unseen === undefined && consecutiveFailures === 0
}

/**
 * The state after an outage before this watch. Where people know of it, the check is down since it began; else its failures
 * count, and the next one may be the one that alerts.
 */
export function takenOver(before: CheckState, check: Check, outage: EarlierOutage): Change {
  const { failingSince, toldAt, failures } = outage
  const failing = { ...before, consecutiveFailures: failures }
  if (toldAt === undefined) return same(failing)
  const { state, flips } = flipped(failing, check, 'down', 'failure', failingSince, failingSince)
  return settled({ state, flips: flips.map(flip => ({ ...flip, toldAt })) }, check)
}
