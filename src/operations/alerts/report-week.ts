import { type Channel, settingOf } from '../../domain/alerts/channel'
import { planNotice } from '../../domain/alerts/plan'
import type { AlertStore, Channels, WeeklyMarks } from '../../domain/alerts/ports'
import {
  dueWeek,
  NO_WEEK_YET,
  type Week,
  type WeekSum,
  weekOf,
  weekText,
  withCheck,
} from '../../domain/alerts/weekly-report'
import { weeklyTimes } from '../../domain/alerts/weekly-times'
import { t } from '../../domain/language/text'
import type { Clock } from '../../domain/time/clock'
import type { CheckStore, Watched } from '../../domain/watch/ports'
import type { DueAfter } from '../../domain/watch/schedule'

/** The channels are read anew so often; a change of them is expected to bring a turn. Milliseconds. */
const LOOK_MS = 600_000

export interface WeekPorts {
  readonly now: Clock
  readonly checks: Pick<CheckStore, 'lists' | 'flips' | 'past'>
  readonly store: Pick<AlertStore, 'commit'>
  readonly channels: Channels
  readonly marks: WeeklyMarks
}

/** A channel that wants reports, and when they are due. */
interface Wanted {
  readonly channel: Channel
  readonly times: DueAfter
}

interface DueReport {
  readonly channel: Channel
  readonly week: Week
  sum: WeekSum
}

/**
 * Returns one turn, which plans the weekly reports that are due, and returns when the next turn is. A report has an id by
 * its channel and its moment, so that of several workers and turns it is planned once; after an absence only the last one is.
 */
export function createReportWeek({ now, checks, store, channels, marks }: WeekPorts): () => Promise<number> {
  /** A mark that lies ahead is from before the clock was set back, and would keep all reports away until then. */
  async function reportedUpTo(channel: Channel, at: number): Promise<number> {
    const marked = await marks.since(markOf(channel), at)
    if (marked <= at) return marked
    await marks.note(markOf(channel), at)
    return at
  }

  async function dueReports(wanted: readonly Wanted[], at: number): Promise<DueReport[]> {
    const due: DueReport[] = []
    for (const { channel, times } of wanted) {
      const week = dueWeek(times, await reportedUpTo(channel, at), at)
      if (week !== undefined) due.push({ channel, week, sum: NO_WEEK_YET })
    }
    return due
  }

  async function readRecords(watched: Watched) {
    const [flips, { away }] = await Promise.all([
      checks.flips(watched.check.id),
      checks.past.statuses(watched),
    ])
    return { watched, flips, away }
  }

  async function sumUp(due: readonly DueReport[], at: number): Promise<void> {
    for await (const batch of checks.lists.each({}, at)) {
      const records = await Promise.all(batch.map(readRecords))
      for (const report of due)
        for (const { watched, ...known } of records)
          if (isFor(report.channel, watched.check.channels))
            report.sum = withCheck(report.sum, weekOf(watched, known, report.week, at))
    }
  }

  return async () => {
    const at = now()
    const wanted = (await channels.list()).flatMap(wantedBy)
    const due = await dueReports(wanted, at)
    if (due.length > 0) await sumUp(due, at)
    for (const { channel, week, sum } of due) {
      const about = { key: `intvlm8r-week-${channel.name}-${week.to}`, name: t('the week'), since: week.from }
      const notice = planNotice(weekText(sum, week), about, channel.name, at, `weekly.${channel.name}`)
      const report = { ...notice, alert: { ...notice.alert, isReport: true as const } }
      if (await store.commit([], [report])) await marks.note(markOf(channel), week.to)
    }
    const next = wanted.map(({ times }) => times(at) ?? Number.POSITIVE_INFINITY)
    return Math.min(at + LOOK_MS, ...next)
  }
}

/** Nothing of a channel without weekly reports. */
function wantedBy(channel: Channel): Wanted[] {
  const times = weeklyTimes(settingOf(channel, 'weekly'))
  return times === undefined ? [] : [{ channel, times }]
}

/** With another day or time a channel begins anew. */
function markOf(channel: Channel): string {
  return `${channel.name} ${settingOf(channel, 'weekly')}`
}

/** The checks that alert by the channel, or all where its owner wants all. */
function isFor(channel: Channel, names: readonly string[]): boolean {
  return settingOf(channel, 'weeklyof') === 'all' || names.includes(channel.name)
}
