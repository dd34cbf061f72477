/** The notices that data were lost: one message for each of the default channels. */

import type { PlannedAlert } from '../../domain/alerts/alert'
import { type Channel, defaultChannels, opensIncidents } from '../../domain/alerts/channel'
import { planNotice } from '../../domain/alerts/plan'
import { lossSeenText, lossText } from '../../domain/alerts/text'
import { t } from '../../domain/language/text'
import type { OutboxEntry } from '../../domain/watch/outbox'

/** The incident that a paging service opens for a loss is resolved when the owner has acknowledged it on the page. */
export function lossNotices(
  entries: readonly OutboxEntry[],
  channels: readonly Channel[],
  now: number,
): readonly PlannedAlert[] {
  const names = defaultChannels(channels)
  const chosen = channels.filter(({ name }) => names.includes(name))
  return entries.flatMap(({ record }) => {
    if (record.kind === 'lost')
      return chosen.map(channel =>
        planNotice(lossText(record, opensIncidents(channel)), about(record.at), channel.name, now),
      )
    if (record.kind === 'seen')
      return chosen
        .filter(opensIncidents)
        .map(({ name }) => planNotice(lossSeenText(record.lostAt), about(record.lostAt), name, now))
    return []
  })
}

function about(lostAt: number) {
  return { key: `intvlm8r-loss-${lostAt}`, name: t('the watch'), since: lostAt }
}
