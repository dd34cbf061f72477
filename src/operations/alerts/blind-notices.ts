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

/** The first of many names, in their order, and how many there are. */
function createFirst(most: number) {
  let first: readonly string[] = []
  let total = 0
  return {
    add: (name: string) => {
      total++
      const before = first.at(-1)
      if (first.length < most || before === undefined || name < before)
        first = [...first, name].sort().slice(0, most)
    },
    names: () => first,
    total: () => total,
  }
}

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
  const byChannel = new Map(channels.map(({ name }) => [name, createFirst(MOST_NAMED)]))
  for (let from = 0; from < awaited.length; from += AT_ONCE)
    for (const { check } of await checks.getAll(awaited.slice(from, from + AT_ONCE)))
      if (!check.waits) for (const channel of check.channels) byChannel.get(channel)?.add(shownName(check))
  return [...byChannel].flatMap(([channel, first]) => {
    if (first.total() === 0) return []
    const key = `intvlm8r-blind-${door === 'messages' ? 'messages-' : ''}${gap.to}`
    const about = { key, name: t('the watch'), since: gap.from }
    return [planNotice(blindText(gap, first.names(), first.total(), door), about, channel, now)]
  })
}
