/** Judges a single look, as of somebody who tries a probe: nothing is known of the own network from before. */

import type { Look } from '../../domain/probes/look'
import { afterSight, cutOff, excuse, type NetworkSight } from '../../domain/probes/own-network'
import { leavesMachine, type Probe } from '../../domain/probes/probe'
import type { Clock } from '../../domain/time/clock'

/** The look as it counts: while this machine has no network, a failure is not its target's. */
export async function judgeOnce(
  { sight, now }: { readonly sight: () => Promise<NetworkSight>; readonly now: Clock },
  probe: Probe,
  look: Look,
): Promise<Look> {
  if (look.answer === 'success' || !leavesMachine(probe)) return look
  const seen = await sight()
  const at = now()
  const detail = excuse(afterSight({}, seen, at), at, at)
  return detail === undefined ? look : cutOff(detail)
}
