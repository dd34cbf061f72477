/** The notices that the watch was blind: one digest for each channel, about the checks that alert by it. */
import type { PlannedAlert } from '../../domain/alerts/alert'
import { type Channel, opensIncidents } from '../../domain/alerts/channel'
import { planNotice } from '../../domain/alerts/plan'
import { shownName } from '../../domain/alerts/quote'
import { blindText } from '../../domain/alerts/text'
import type { OutboxEntry, OutboxRecord } from '../../domain/watch/outbox'
import type { CheckStore } from '../../domain/watch/ports'

/**
 * Channels that open incidents get none: nothing would ever resolve it, and a check that stays silent opens an incident of
 * its own.
 */
export async function blindNotices(
  entries: readonly OutboxEntry[],
  channels: readonly Channel[],
  checks: Pick<CheckStore, 'get'>,
  now: number,
): Promise<readonly PlannedAlert[]> {
  const blind = entries.flatMap(({ record }) => (record.kind === 'blind' ? [record] : []))
  const messengers = channels.filter(channel => !opensIncidents(channel))
  return (await Promise.all(blind.map(record => noticesOf(record, messengers, checks, now)))).flat()
}

async function noticesOf(
  { door = 'web', gap, awaited }: Extract<OutboxRecord, { kind: 'blind' }>,
  channels: readonly Channel[],
  checks: Pick<CheckStore, 'get'>,
  now: number,
): Promise<readonly PlannedAlert[]> {
  const watched = await Promise.all(awaited.map(id => checks.get(id)))
  return channels.flatMap(({ name: channel }) => {
    const names = watched
      .flatMap(one =>
        one && !one.check.waits && one.check.channels.includes(channel) ? [shownName(one.check)] : [],
      )
      .sort()
    if (names.length === 0) return []
    const key = `intvlm8r-blind-${door === 'messages' ? 'messages-' : ''}${gap.to}`
    const about = { key, name: 'the watch', since: gap.from }
    return [planNotice(blindText(gap, names, door), about, channel, now)]
  })
}
