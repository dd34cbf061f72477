import { defaultChannels } from '../../domain/alerts/channel'
import { NO_CHANNEL_YET } from '../../domain/alerts/late-channels'
import type { Check } from '../../domain/watch/check'
import type { PlanChanges } from '../../domain/watch/check-plan'
import type { Changed } from '../../domain/watch/ports'
import type { AppPorts } from '../ports'

/** Makes a check that waits an ordinary one, with these changes. It alerts by the default channels unless it has some. */
export async function adoptCheck(
  { checks, channels }: Pick<AppPorts, 'checks' | 'channels'>,
  check: Check,
  now: number,
  changes: PlanChanges = {},
): Promise<Changed> {
  if ((changes.channels ?? check.channels).length > 0) return await checks.adopt(check.id, changes, now)
  const defaults = defaultChannels(await channels.list(), 'all')
  const tags = defaults.length === 0 ? check.tags : check.tags.filter(tag => tag !== NO_CHANNEL_YET)
  return await checks.adopt(check.id, { tags, ...changes, channels: defaults }, now)
}
