/** The content of a status page at one moment: the names of its checks and how they are, and nothing else of them. */

import {
  activeWindows,
  covers,
  maintenanceOf,
  nextStart,
  windowSetting,
} from '../../../domain/alerts/maintenance'
import { startsOf } from '../../../domain/alerts/maintenance-starts'
import { aboutOf, type StatusPage, tagsOf, titleOf } from '../../../domain/alerts/status-page'
import { t, tn } from '../../../domain/language/text'
import { groupStatus } from '../../../domain/watch/group-status'
import { type Outage, outagesOf } from '../../../domain/watch/outages'
import type { Watched } from '../../../domain/watch/ports'
import { STATUSES, type Status, TONES } from '../../../domain/watch/status'
import { lastDays, monthsOf } from '../../../domain/watch/status-days'
import { knownWords, percentWords, shareOf } from '../../../domain/watch/uptime'
import type { AppPorts } from '../../ports'
import { readNotLooking } from '../../watch/read-not-looking'
import { stripOf } from './strip'

const DAY = 86_400_000
/** Checks that a page shows, the worst first: it stays light, and its cost is bounded. */
const MOST_CHECKS = 100
export const SHOWN_DAYS = 90
/** Outages that ended so long ago are history, and so many are shown. */
const OUTAGES = { since: 14 * DAY, most: 30 } as const
/** Maintenance that begins so much later is not announced yet. */
const AHEAD = 14 * DAY

export type ShownStatus = Status | 'unknown'

export interface ShownCheck {
  readonly id: string
  readonly name: string
  readonly status: ShownStatus
  readonly tone: string
  readonly since: number
  readonly percent: string
  readonly known: string | undefined
  readonly strip: ReturnType<typeof stripOf>
}

export interface ShownOutage extends Outage {
  /** The check's id and name. */
  readonly check: string
  readonly name: string
}

export interface ShownWindow {
  readonly from: number
  readonly to: number
  readonly about: string
  /** Names of checks on the page. */
  readonly names: readonly string[]
  readonly lasts: boolean
}

export interface Snapshot {
  readonly at: number
  readonly title: string
  readonly about: string
  readonly overall: { readonly tone: string; readonly words: string; readonly status: ShownStatus }
  readonly checks: readonly ShownCheck[]
  /** Checks beyond those that are shown. */
  readonly more: number
  /** Whether all checks are in maintenance that are as the page says. */
  readonly isMaintained: boolean
  readonly outages: readonly ShownOutage[]
  readonly windows: readonly ShownWindow[]
  /** Why something is not known. */
  readonly doubt: string | undefined
}

export type SnapshotPorts = Pick<AppPorts, 'checks' | 'queue' | 'windows'>

export async function readSnapshot(ports: SnapshotPorts, page: StatusPage, at: number): Promise<Snapshot> {
  const { checks } = ports
  const { found, more } = await checksOf(ports, page, at)
  const notLooking = await readNotLooking(
    ports,
    found.some(({ check, state }) => check.probe !== undefined && state.status !== 'paused'),
  )
  const shown = await Promise.all(
    found.map(async watched => {
      const { check, state } = watched
      const [flips, past, notes] = await Promise.all([
        checks.flips(check.id),
        checks.past.statuses(watched),
        checks.notes.of(check.id),
      ])
      const beginning = { createdAt: check.createdAt, away: past.away }
      const days = lastDays(past.kept, flips, state, beginning, at, { count: SHOWN_DAYS })
      const outages = outagesOf(flips, state, notes, at - OUTAGES.since)
      const isUnseen = notLooking !== undefined && check.probe !== undefined
      return {
        check: rowOf(watched, days, isUnseen),
        outages: outages.map(outage => ({ ...outage, check: check.id, name: check.name })),
      }
    }),
  )
  const rows = shown.map(({ check }) => check)
  const overall = overallOf(
    rows.map(({ status }) => status),
    more,
  )
  return {
    at,
    title: titleOf(page),
    about: aboutOf(page),
    overall,
    checks: rows,
    more,
    isMaintained: more === 0 && (await areMaintained(ports, found, rows, overall.status, at)),
    outages: shown
      .flatMap(({ outages }) => outages)
      .sort((a, b) => b.due - a.due)
      .slice(0, OUTAGES.most),
    windows: await windowsOf(ports, found, at),
    doubt: notLooking === undefined ? undefined : UNSEEN,
  }
}

const UNSEEN = 'The watch does not look at present: how the checks are that it looks at itself is not known.'

async function checksOf({ checks }: SnapshotPorts, page: StatusPage, at: number) {
  const tags = tagsOf(page)
  const lists = tags === undefined ? [{}] : [...new Set(tags)].map(tag => ({ tags: [tag] }))
  const pages = await Promise.all(lists.map(query => checks.lists.page(query, at, MOST_CHECKS)))
  const sizes = await Promise.all(lists.map(query => checks.lists.size(query, at)))
  const all = new Map(pages.flatMap(({ rows }) => rows).map(watched => [watched.check.id, watched]))
  const sorted = [...all.values()].sort(byBadness)
  // A check with two of the tags is counted twice beyond what is read.
  const unread = sizes.reduce((sum, size, index) => sum + size - (pages[index]?.rows.length ?? 0), 0)
  return {
    found: sorted.slice(0, MOST_CHECKS),
    more: sorted.length - Math.min(MOST_CHECKS, sorted.length) + unread,
  }
}

function byBadness(a: Watched, b: Watched): number {
  const rank = ({ state }: Watched) => STATUSES.indexOf(state.status)
  return rank(a) - rank(b) || (a.check.name < b.check.name ? -1 : 1)
}

function rowOf({ check, state }: Watched, days: ReturnType<typeof lastDays>, isUnseen: boolean): ShownCheck {
  const sums = { up: 0, down: 0, unknown: 0 }
  for (const month of monthsOf(days))
    for (const name of ['up', 'down', 'unknown'] as const) sums[name] += month[name]
  const share = shareOf(sums)
  const status = isUnseen && state.status !== 'paused' ? 'unknown' : state.status
  return {
    id: check.id,
    name: check.name,
    status,
    tone: status === 'unknown' ? 'unknown' : TONES[status],
    since: state.since,
    percent: share === undefined ? 'unknown' : percentWords(share),
    known: share === undefined ? undefined : knownWords(sums),
    strip: stripOf(days),
  }
}

/** The page in one sentence. It is well only where every check is known to be. */
export function overallOf(statuses: readonly ShownStatus[], more: number): Snapshot['overall'] {
  const count = (...of: readonly ShownStatus[]) => statuses.filter(status => of.includes(status)).length
  const [down, unseen, late] = [count('down'), count('blind', 'new', 'unknown'), count('late')]
  const [watched, unknown] = [statuses.length - count('paused'), unseen + more]
  const all = watched + more
  const status = groupStatus({ down, late, unknown, watched })
  const nothing =
    watched === 0 ? t('Nothing is watched here at present') : t('{n} of {all} not known', { n: unknown, all })
  const downWords =
    unseen > 0
      ? t('{n} of {all} down; {unseen} not known', { n: down, all: watched, unseen })
      : t('{n} of {all} down', { n: down, all: watched })
  const shown = {
    down: { tone: 'bad', words: downWords },
    unknown: { tone: watched === 0 ? 'unknown' : 'warn', words: nothing },
    late: { tone: 'warn', words: t('No check is down; {n} of {all} late', { n: late, all }) },
    up: { tone: 'ok', words: tn(all, 'The check is up', 'All {n} checks are up') },
  } as const
  return { status, ...shown[status] }
}

async function areMaintained(
  { windows }: SnapshotPorts,
  found: readonly Watched[],
  rows: readonly ShownCheck[],
  overall: ShownStatus,
  at: number,
): Promise<boolean> {
  const active = activeWindows(await windows(), at)
  const alike = found.filter((_one, index) => {
    const status = rows[index]?.status
    return (status === 'blind' || status === 'new' ? 'unknown' : status) === overall
  })
  return alike.length > 0 && alike.every(({ check }) => maintenanceOf(check, active) !== undefined)
}

/** Maintenance of checks on the page that lasts, or begins soon. */
async function windowsOf(
  { windows }: SnapshotPorts,
  found: readonly Watched[],
  at: number,
): Promise<readonly ShownWindow[]> {
  const all = await windows()
  const shown = (window: (typeof all)[number], from: number, to: number, lasts: boolean): ShownWindow[] => {
    const names = found.filter(({ check }) => covers(window, check)).map(({ check }) => check.name)
    return names.length === 0 ? [] : [{ from, to, about: windowSetting(window, 'about'), names, lasts }]
  }
  const lasting = activeWindows(all, at).flatMap(({ window, from, to }) => shown(window, from, to, true))
  const coming = all.flatMap(window => {
    const [from, starts] = [nextStart(window, at), startsOf(window.settings)]
    if (from === undefined || starts === undefined || from > at + AHEAD) return []
    return shown(window, from, from + starts.duration, false)
  })
  return [...lasting, ...coming.sort((a, b) => a.from - b.from)]
}
