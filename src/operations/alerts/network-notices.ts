/** The notices that the watch has no network, and that it has one again: one message for each channel concerned. */

import type { PlannedAlert } from '../../domain/alerts/alert'
import { defaultChannels } from '../../domain/alerts/channel'
import { networkAwayText, networkBackText } from '../../domain/alerts/text'
import { t } from '../../domain/language/text'
import type { OutboxEntry } from '../../domain/watch/outbox'
import { type NoticePorts, planNotices } from './plan-notices'

/** By the default channels and those of the checks that look over the network. */
export async function networkNotices(
  entries: readonly OutboxEntry[],
  ports: NoticePorts,
): Promise<readonly PlannedAlert[]> {
  const defaults = defaultChannels(ports.channels)
  const notices = entries.map(async ({ record }) => {
    if (record.kind !== 'network-away' && record.kind !== 'network-back') return []
    const text = record.kind === 'network-away' ? networkAwayText(record) : networkBackText(record, record.at)
    const about = { key: `intvlm8r-network-${record.since}`, name: t('the watch'), since: record.since }
    return await planNotices(text, about, [...defaults, ...record.channels], ports)
  })
  return (await Promise.all(notices)).flat()
}
