/**
 * Maintenance windows: spans in which checks are judged and shown as ever, and alert nobody. A window is for some checks, for
 * those with some tags, or for all; it comes once, or repeats by the schedules that checks have, too. Pure.
 */

import type { Fault } from '../fault'
import { type FieldOrigin, nameFaults, type SettingField, settingsFaults } from '../field'
import { t } from '../language/text'
import { parseDuration } from '../time/duration'
import { type Check, isShared } from '../watch/check'
import { LONGEST_SPAN } from '../watch/field-types'
import { SCHEDULE_KINDS, type ScheduleKind, scheduleFaults, zoneFault } from '../watch/schedule'
import { parseStart, startsOf } from './maintenance-starts'

export interface MaintenanceWindow {
  /** `[a-z0-9_-]{1,50}` */
  readonly name: string
  /** Windows of the INI are read-only in the page. */
  readonly origin: FieldOrigin
  /** The id of the member of the group that has it, for checks that are shared; absent: this watch. */
  readonly home?: string
  /** By the fields' keys; what is missing has the field's fallback. */
  readonly settings: Readonly<Record<string, string>>
}

const SWITCH = ['off', 'on'] as const
const SHORTEST_MS = 60_000

const spanProblem = (least: number, words: string) => (value: string) => {
  const span = parseDuration(value)
  return span !== undefined && span >= least && span <= LONGEST_SPAN ? undefined : words
}

export const WINDOW_FIELDS = [
  {
    key: 'start',
    label: 'Begins at',
    hint: 'Such as 2026-12-24 22:00; with a period the first of its beginnings. Empty: as cron or OnCalendar says.',
    type: 'text',
    problem: value =>
      parseStart(value) === undefined ? 'has to be a moment such as 2026-12-24 22:00' : undefined,
  },
  {
    key: 'duration',
    label: 'Lasts',
    hint: 'Such as 90m, 2h or 1d.',
    type: 'text',
    required: true,
    problem: spanProblem(SHORTEST_MS, 'has to be a span such as 90m, 2h or 1d, from 1m to 400d'),
  },
  {
    key: 'period',
    label: 'Again every',
    hint: 'Such as 7d; days follow the clock on the wall. Empty: once, or as cron or OnCalendar says.',
    type: 'text',
    problem: spanProblem(SHORTEST_MS, 'has to be a span such as 12h or 7d, from 1m to 400d'),
  },
  {
    key: 'cron',
    label: 'Again by cron',
    hint: 'Such as 0 3 * * 0: every Sunday at 03:00.',
    type: 'text',
    problem: value => expressionProblem('cron', value),
  },
  {
    key: 'oncalendar',
    label: 'Again by OnCalendar',
    hint: 'Such as Sun 03:00.',
    type: 'text',
    problem: value => expressionProblem('oncalendar', value),
  },
  {
    key: 'timezone',
    label: 'Time zone',
    hint: 'Such as Europe/Berlin; empty: that of the appliance.',
    type: 'text',
    problem: value => zoneFault(value)?.reason,
  },
  {
    key: 'checks',
    label: 'Checks',
    hint: 'Their names or slugs, with commas between them.',
    type: 'text',
  },
  {
    key: 'tags',
    label: 'Tags',
    hint: 'All checks that have one of them.',
    type: 'text',
  },
  {
    key: 'all',
    label: 'All checks',
    hint: 'on: it is for every check, whatever stands above.',
    type: 'choice',
    choices: SWITCH,
    fallback: 'off',
  },
  {
    key: 'announce',
    label: 'Announce to',
    hint: 'Names of channels that get a message when it begins; empty: none does.',
    type: 'text',
  },
  {
    key: 'opengates',
    label: 'Opens gates',
    hint: 'on: a gate of the heartbeat among its checks lets the heartbeat pass while it lasts.',
    type: 'choice',
    choices: SWITCH,
    fallback: 'off',
  },
  {
    key: 'about',
    label: 'About it',
    hint: 'What is done; shown with the window.',
    type: 'text',
  },
] as const satisfies readonly SettingField[]

type WindowKey = (typeof WINDOW_FIELDS)[number]['key']

function expressionProblem(kind: Exclude<ScheduleKind, 'period'>, expression: string): string | undefined {
  return scheduleFaults({ kind, expression, zone: '' })[0]?.reason
}

/** Every fault at once. */
export function windowFaults({
  name,
  origin,
  settings,
}: Pick<MaintenanceWindow, 'name' | 'origin' | 'settings'>): Fault[] {
  return [
    ...nameFaults(name),
    ...settingsFaults('a maintenance window', WINDOW_FIELDS, settings, origin, {}),
    ...together(settings),
  ]
}

/** Faults of settings that do not go together. */
function together(settings: MaintenanceWindow['settings']): Fault[] {
  const has = (key: WindowKey) => (settings[key] ?? '') !== ''
  const [kind, another] = SCHEDULE_KINDS.filter(has)
  const faults: Fault[] = []
  if (another !== undefined) faults.push({ key: another, reason: `stands beside ${kind}; keep one of them` })
  if (!has('start') && (kind === undefined || kind === 'period'))
    faults.push({ key: 'start', reason: 'is empty; enter when it begins, such as 2026-12-24 22:00' })
  if (!has('checks') && !has('tags') && settings.all?.toLowerCase() !== 'on')
    faults.push({
      key: 'checks',
      reason: 'are empty, and so are the tags; name some, or choose all checks',
    })
  return faults
}

/** The value that is set, or the field's fallback, or an empty text. */
export function windowSetting({ settings }: Pick<MaintenanceWindow, 'settings'>, key: WindowKey): string {
  const field: SettingField | undefined = WINDOW_FIELDS.find(one => one.key === key)
  return settings[key] || (field?.fallback ?? '')
}

const listed = (window: MaintenanceWindow, key: WindowKey, between: RegExp) =>
  windowSetting(window, key)
    .split(between)
    .map(text => text.trim())
    .filter(Boolean)

/** Names of the channels that get a message at its beginning. */
export function announcedTo(window: MaintenanceWindow): readonly string[] {
  return [...new Set(listed(window, 'announce', /[\s,]+/).map(name => name.toLowerCase()))]
}

export function isForAll(window: MaintenanceWindow): boolean {
  return windowSetting(window, 'all').toLowerCase() === 'on'
}

export function opensGates(window: MaintenanceWindow): boolean {
  return windowSetting(window, 'opengates').toLowerCase() === 'on'
}

type Covered = Pick<Check, 'id' | 'name' | 'slug' | 'tags' | 'shared' | 'waits' | 'probe'>

/** Whether the window is for this check. A name stands for all targets and parts of a probe as well. */
export function covers(window: MaintenanceWindow, check: Covered): boolean {
  if (window.home !== undefined && !isShared(check)) return false
  if (isForAll(window)) return true
  const { checks, tags } = namedChecks(window)
  return check.tags.some(tag => tags.includes(tag)) || checks.some(text => isNamedBy(text, check))
}

/** Texts that stand for checks: names, slugs and ids, and tags. */
export interface NamedChecks {
  readonly checks: readonly string[]
  readonly tags: readonly string[]
}

/** None where the window is for all checks. */
export function namedChecks(window: MaintenanceWindow): NamedChecks {
  if (isForAll(window)) return { checks: [], tags: [] }
  return { checks: listed(window, 'checks', /,/), tags: listed(window, 'tags', /[\s,]+/) }
}

/** Whether the text in a window stands for this check. */
export function isNamedBy(text: string, { id, name, slug }: Pick<Check, 'id' | 'name' | 'slug'>): boolean {
  const wanted = text.toLowerCase()
  const lower = name.toLowerCase()
  return lower === wanted || slug === wanted || id === wanted || lower.startsWith(`${wanted}/`)
}

/** `all checks`, or the names and tags. */
export function coverWords(window: MaintenanceWindow): string {
  if (isForAll(window)) return t('all checks')
  const { checks, tags } = namedChecks(window)
  return [...checks, ...tags.map(tag => `#${tag}`)].join(', ')
}

/** A window while it lasts; epoch milliseconds, `to` is the first moment after it. */
export interface ActiveWindow {
  readonly window: MaintenanceWindow
  readonly from: number
  readonly to: number
}

/** The windows that last now. Of beginnings that overlap the latest one counts. */
export function activeWindows(windows: readonly MaintenanceWindow[], now: number): readonly ActiveWindow[] {
  return windows.flatMap(window => {
    const starts = startsOf(window.settings)
    const from = starts?.latest(now)
    return starts === undefined || from === undefined ? [] : [{ window, from, to: from + starts.duration }]
  })
}

/** The next beginning after that moment; undefined where none is left. */
export function nextStart(window: MaintenanceWindow, now: number): number | undefined {
  return startsOf(window.settings)?.next(now)
}

/** The earliest moment after `now` at which a window begins or ends. */
export function nextTurn(windows: readonly MaintenanceWindow[], now: number): number | undefined {
  const moments = [
    ...activeWindows(windows, now).map(({ to }) => to),
    ...windows.map(window => nextStart(window, now)).filter(at => at !== undefined),
  ]
  return moments.length === 0 ? undefined : Math.min(...moments)
}

/** Of the windows that last now, the one that holds the check's alerts back the longest. */
export function maintenanceOf(check: Covered, active: readonly ActiveWindow[]): ActiveWindow | undefined {
  return active
    .filter(({ window }) => covers(window, check))
    .reduce<ActiveWindow | undefined>(
      (longest, one) => (longest === undefined || one.to > longest.to ? one : longest),
      undefined,
    )
}

/** The same as its name and its end. */
export function maintenanceWords(
  check: Covered,
  active: readonly ActiveWindow[],
): { readonly window: string; readonly until: number } | undefined {
  const found = maintenanceOf(check, active)
  return found && { window: found.window.name, until: found.to }
}
