/** The notices that the watch was blind: one digest for each channel, about the checks that alert by it. */

import type { PlannedAlert } from '../../domain/alerts/alert'
import { type Channel, opensIncidents } from '../../domain/alerts/channel'
import { planNotice } from '../../domain/alerts/plan'
import { shownName } from '../../domain/alerts/quote'
import { blindText, MOST_NAMED } from '../../domain/alerts/text'
import { t } from '../../domain/language/text'
import type { OutboxEntry, OutboxRecord } from '../../domain/watch/outbox'
import type { CheckStore } from '../../domain/watch/ports'

/** Checks that are read together: all of a watch may be awaited. */
const AT_ONCE = 200

/**
 * Channels that open incidents get none: nothing would ever resolve it, and a check that stays silent opens an incident of
 * its own.
 */
export async function blindNotices(
  entries: readonly OutboxEntry[],
  channels: readonly Channel[],
  checks: Pick<CheckStore, 'getAll'>,
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
  checks: Pick<CheckStore, 'getAll'>,
  now: number,
): Promise<readonly PlannedAlert[]> {
  const byChannel = new Map(channels.map(({ name }) => [name, { first: [] as string[], total: 0 }]))
  for (let from = 0; from < awaited.length; from += AT_ONCE) {
    const read = await checks.getAll(awaited.slice(from, from + AT_ONCE))
    for (const [channel, { first, total }] of byChannel) {
      const names = read.flatMap(({ check }) =>
        !check.waits && check.channels.includes(channel) ? [shownName(check)] : [],
      )
      const together = [...first, ...names].sort().slice(0, MOST_NAMED)
      byChannel.set(channel, { first: together, total: total + names.length })
    }
  }
  return [...byChannel].flatMap(([channel, { first, total }]) => {
    if (total === 0) return []
    const key = `intvlm8r-blind-${door === 'messages' ? 'messages-' : ''}${gap.to}`
    const about = { key, name: t('the watch'), since: gap.from }
    return [planNotice(blindText(gap, first, total, door), about, channel, now)]
  })
}
