/** The channels of checks that were made, at a door without a log-in, before there was a channel. Pure. */

import type { PlanChanges } from '../watch/check-plan'
import type { CheckPlan } from '../watch/plan-fields'
import { type Channel, defaultChannels } from './channel'

/** The word that marks such a check until it has channels. */
export const NO_CHANNEL_YET = 'no-channel-yet'

/** The changes by which a marked check alerts by the default channels, or by those that somebody chose meanwhile. */
export function lateChannels(
  { tags, channels: chosen }: CheckPlan,
  existing: readonly Channel[],
): PlanChanges | undefined {
  if (!tags.includes(NO_CHANNEL_YET)) return undefined
  const channels = chosen.length > 0 ? chosen : defaultChannels(existing, 'all')
  return channels.length === 0 ? undefined : { channels, tags: tags.filter(tag => tag !== NO_CHANNEL_YET) }
}
