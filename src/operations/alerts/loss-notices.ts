/** The notices that data were lost: one message for each of the default channels. */

import type { PlannedAlert } from '../../domain/alerts/alert'
import { defaultChannels, opensIncidents } from '../../domain/alerts/channel'
import { lossSeenText, lossText } from '../../domain/alerts/text'
import { t } from '../../domain/language/text'
import type { OutboxEntry, OutboxRecord } from '../../domain/watch/outbox'
import { type NoticePorts, planNotices } from './plan-notices'

/** The incident that a paging service opens for a loss is resolved when the owner has acknowledged it on the page. */
export async function lossNotices(
  entries: readonly OutboxEntry[],
  ports: NoticePorts,
): Promise<readonly PlannedAlert[]> {
  return (await Promise.all(entries.map(({ record }) => noticesOf(record, ports)))).flat()
}

async function noticesOf(record: OutboxRecord, ports: NoticePorts): Promise<readonly PlannedAlert[]> {
  const names = defaultChannels(ports.channels)
  const isPager = (name: string) => ports.channels.some(one => one.name === name && opensIncidents(one))
  const pagers = names.filter(isPager)
  if (record.kind === 'seen')
    return await planNotices(lossSeenText(record.lostAt), about(record.lostAt), pagers, ports)
  if (record.kind !== 'lost') return []
  const others = names.filter(name => !isPager(name))
  return [
    ...(await planNotices(lossText(record, false), about(record.at), others, ports)),
    ...(await planNotices(lossText(record, true), about(record.at), pagers, ports)),
  ]
}

function about(lostAt: number) {
  return { key: `intvlm8r-loss-${lostAt}`, name: t('the watch'), since: lostAt }
}
