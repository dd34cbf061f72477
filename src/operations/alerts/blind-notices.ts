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
  const blind = together(entries.flatMap(({ record }) => (record.kind === 'blind' ? [record] : [])))
  const messengers = channels.filter(channel => !opensIncidents(channel))
  return (await Promise.all(blind.map(record => noticesOf(record, messengers, checks, now)))).flat()
}

type Blind = Extract<OutboxRecord, { kind: 'blind' }>

/** Gaps of one door that overlap are one: where checks are divided, each part has a digest of its own. */
function together(blind: readonly Blind[]): readonly Blind[] {
  const found: Blind[] = []
  for (const record of blind) {
    const { door, gap, awaited } = record
    const at = found.findIndex(
      other => other.door === door && other.gap.from <= gap.to && gap.from <= other.gap.to,
    )
    const other = found[at]
    if (other === undefined) found.push(record)
    else
      found[at] = {
        ...other,
        gap: { from: Math.min(other.gap.from, gap.from), to: Math.max(other.gap.to, gap.to) },
        awaited: [...other.awaited, ...awaited],
      }
  }
  return found
}

async function noticesOf(
  { door = 'web', gap, awaited }: Blind,
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
