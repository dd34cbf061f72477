/** The notices that the watch has no network, and that it has one again: one message for each channel concerned. */

import type { PlannedAlert } from '../../domain/alerts/alert'
import { type Channel, defaultChannels } from '../../domain/alerts/channel'
import { planNotice } from '../../domain/alerts/plan'
import { networkAwayText, networkBackText } from '../../domain/alerts/text'
import { t } from '../../domain/language/text'
import type { OutboxEntry } from '../../domain/watch/outbox'

/** By the default channels and those of the checks that look over the network. */
export function networkNotices(
  entries: readonly OutboxEntry[],
  channels: readonly Channel[],
  now: number,
): readonly PlannedAlert[] {
  const defaults = defaultChannels(channels)
  return entries.flatMap(({ record }) => {
    if (record.kind !== 'network-away' && record.kind !== 'network-back') return []
    const text = record.kind === 'network-away' ? networkAwayText(record) : networkBackText(record, record.at)
    const about = { key: `intvlm8r-network-${record.since}`, name: t('the watch'), since: record.since }
    return channels
      .filter(({ name }) => defaults.includes(name) || record.channels.includes(name))
      .map(({ name }) => planNotice(text, about, name, now))
  })
}
