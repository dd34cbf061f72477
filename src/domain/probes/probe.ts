/** A probe: what a check looks at by itself, and how often. Pure. */

import type { Fault } from '../fault'
import { type FieldOrigin, type LibraryRules, namesFile, type SettingField, settingsFaults } from '../field'
import { formatDuration } from '../time/duration'
import { LOOK_END_MS } from '../time/limits'
import { batchyTarget } from './batchy-target'
import { type Daily, dailyOf } from './daily'
import { hostAndPortOf } from './host-and-port'
import type { KindOfProbe } from './kind-of-probe'
import { peerUrls } from './peer-kinds'
import { isProbeKind, PROBE_KINDS, type ProbeKind, UNKNOWN_PROBE_KIND } from './probe-kinds'

export interface Probe {
  readonly kind: ProbeKind
  /** Empty for kinds without a target. */
  readonly target: string
  readonly every: Every
  /** Milliseconds that one look may take; absent: the kind's own. */
  readonly timeout?: number
  /** Milliseconds without an answer, after which the check is blind; absent: three times the interval. */
  readonly blindAfter?: number
  /** By the keys of the kind's fields. Holds secrets. */
  readonly settings: Readonly<Record<string, string>>
  /** The name of its section in the INI, where its looks may have parts: their ids come from it. */
  readonly section?: string
  /** The id of the check that this one is a part of: it is looked at with that one, and never by itself. */
  readonly partOf?: string
}

/** Milliseconds, or a moment of the machine's clock, as Checker's frequencies: each minute, each hour, midnight, noon. */
export type Every = number | ClockMoment
export const CLOCK_MOMENTS = ['minute', 'hour', 'day', 'noon'] as const
export type ClockMoment = (typeof CLOCK_MOMENTS)[number]

const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const INTERVALS = { minute: MINUTE, hour: HOUR, day: DAY, noon: DAY } as const

/** Looks of probes at the same time: where the INI names no other number, and what the limits of the units have room for. */
export const PROBES_AT_ONCE = { usual: 10, most: 16 } as const

/** A look more often than this would load the machine and the target more than it tells. */
export const SHORTEST_EVERY = 5 * SECOND
const LONGEST_EVERY = 31 * DAY
export const LONGEST_TIMEOUT = 10 * MINUTE

/** Milliseconds between two looks. */
export function intervalOf({ every }: Pick<Probe, 'every'>): number {
  return typeof every === 'number' ? every : INTERVALS[every]
}

/** Whether it asks another watch how that is. */
export function looksAtPeer(probe: Pick<Probe, 'kind'> | undefined): boolean {
  return probe?.kind === 'peer' || probe?.kind === 'checker'
}

/** Whether both have the same kind and target, or there is none: the answers of one are about what the other looks at. */
export function looksAtTheSame(one: Probe | undefined, other: Probe | undefined): boolean {
  return one?.kind === other?.kind && one?.target === other?.target
}

/** Milliseconds that one look may take, never longer than until the next one. */
export function timeoutOf(probe: Pick<Probe, 'kind' | 'every' | 'timeout' | 'settings'>): number {
  const { lasts, timeout }: KindOfProbe = PROBE_KINDS[probe.kind]
  return Math.min(lasts?.(settingsOf(probe)) ?? probe.timeout ?? timeout, intervalOf(probe))
}

/** Milliseconds without an answer after a daily look, after which the check is blind. */
const DAILY_GRACE = 10 * MINUTE

/** The time of day of a kind that looks daily; undefined for others, without one, and while the settings have faults. */
export function dailyTimes({
  kind,
  settings,
  every,
}: Pick<Probe, 'kind' | 'settings' | 'every'>): Daily | undefined {
  const { isDaily }: KindOfProbe = PROBE_KINDS[kind]
  return isDaily ? dailyOf(settingsOf({ kind, settings }), intervalOf({ every })) : undefined
}

/** Milliseconds beyond its time limit, after which a look that does not end is given up. */
export function patienceOf({ kind }: Pick<Probe, 'kind'>): number {
  const { runsJobs }: KindOfProbe = PROBE_KINDS[kind]
  return LOOK_END_MS.patience + (runsJobs ? LOOK_END_MS.job : 0)
}

/** Milliseconds without an answer, after which the check is blind. */
export function blindAfterOf(probe: Pick<Probe, 'kind' | 'every' | 'settings' | 'blindAfter'>): number {
  return probe.blindAfter ?? (dailyTimes(probe) === undefined ? 3 * intervalOf(probe) : DAILY_GRACE)
}

/** The settings with the fallbacks of the kind's fields. */
export function settingsOf({ kind, settings }: Pick<Probe, 'kind' | 'settings'>): Record<string, string> {
  const { fields }: KindOfProbe = PROBE_KINDS[kind]
  return Object.fromEntries(fields.map(({ key, fallback = '' }) => [key, settings[key] || fallback]))
}

/** The host in the target, without brackets; empty where there is none. */
export function hostOf({ kind, target }: Pick<Probe, 'kind' | 'target'>): string {
  const url = urlOf({ kind, target })
  if (url !== undefined) return URL.canParse(url) ? new URL(url).hostname.replace(/[[\]]/g, '') : ''
  return hostAndPortOf(target, 1)?.host ?? ''
}

/** The host that a success comes from; empty where that is not known: a name server of this machine may answer from memory. */
export function answeringHostOf({
  kind,
  target,
  settings,
}: Pick<Probe, 'kind' | 'target' | 'settings'>): string {
  if (kind !== 'dns') return hostOf({ kind, target })
  return hostAndPortOf(settings.resolver ?? '', 53)?.host ?? ''
}

/** The first URL in the target, of kinds that look at one. */
function urlOf({ kind, target }: Pick<Probe, 'kind' | 'target'>): string | undefined {
  if (kind === 'batchy') return batchyTarget(target).base
  if (kind === 'peer') return peerUrls(target)[0] ?? ''
  return kind === 'http' || kind === 'checker' ? target : undefined
}

/** Whether a look reaches out to another machine, so that it may fail by our own network. */
export function leavesMachine(probe: Pick<Probe, 'kind' | 'target'>): boolean {
  const { network }: KindOfProbe = PROBE_KINDS[probe.kind]
  const host = hostOf(probe)
  return network && host !== '' && !/^(localhost|.*\.localhost|127\.[\d.]+|::1)$/i.test(host)
}

/**
 * Whether a look is about the machine that looks, or needs its files: where several machines share a watch, only the one
 * whose INI has the probe can answer.
 */
export function needsItsMachine(probe: Pick<Probe, 'kind' | 'target' | 'settings'>): boolean {
  const { ofMachine, fields }: KindOfProbe = PROBE_KINDS[probe.kind]
  const { settings } = probe
  const namesOwnFile = fields.some(field => {
    const value = settings[field.key] ?? ''
    return field.type === 'file' ? value !== '' : namesFile(field, value)
  })
  return ofMachine === true || namesOwnFile || !leavesMachine(probe)
}

/** Every fault at once; the key is `probe` for the kind and its target, else that of the setting. */
export function probeFaults(
  { kind, target, every, timeout, blindAfter, settings }: Omit<Probe, 'kind'> & { readonly kind: string },
  origin: FieldOrigin,
  rules: LibraryRules = {},
): Fault[] {
  if (!isProbeKind(kind)) return [{ key: 'probe', reason: UNKNOWN_PROBE_KIND }]
  const row: KindOfProbe = PROBE_KINDS[kind]
  const faults = [
    ...targetFaults(kind, row, target),
    ...settingsFaults(kind, row.fields, settings, origin, rules),
    ...(row.faults?.(settingsOf({ kind, settings })) ?? []),
  ]
  if (origin === 'page' && !row.onPage)
    faults.push({ key: 'probe', reason: `${kind} runs programs, and only the INI may do that` })
  if (typeof every === 'number' && !within(every, SHORTEST_EVERY, LONGEST_EVERY))
    faults.push({ key: 'every', reason: 'has to be from 5 s to 31 days, or minute, hour, day or noon' })
  const interval = intervalOf({ every })
  const limit = timeout ?? Math.min(row.timeout, LONGEST_TIMEOUT)
  if (!within(limit, SECOND / 10, LONGEST_TIMEOUT))
    faults.push({ key: 'timeout', reason: 'has to be from 0.1 s to 10 minutes' })
  // Runs of one probe never overlap, so a limit beyond the interval would make it look less often than is said.
  else if (timeout !== undefined && row.lasts === undefined && limit > interval)
    faults.push({ key: 'timeout', reason: 'has to be no longer than the time between two looks' })
  const lasts = row.lasts?.(settingsOf({ kind, settings })) ?? 0
  if (row.lasts !== undefined && timeout !== undefined)
    faults.push({ key: 'timeout', reason: `follows from patience for ${kind}; remove it` })
  if (lasts > interval)
    faults.push({
      key: 'every',
      reason: `has to be at least ${formatDuration(lasts)}: a look may take twice its patience, and a minute`,
    })
  const leastBlind = dailyTimes({ kind, settings, every }) === undefined ? interval : MINUTE
  if (blindAfter !== undefined && !within(blindAfter, leastBlind, LONGEST_EVERY))
    faults.push({ key: 'blindafter', reason: 'has to be from the time between two looks to 31 days' })
  return faults
}

function targetFaults(kind: ProbeKind, { target: field }: KindOfProbe, target: string): Fault[] {
  const key = 'probe'
  if (field === undefined)
    return target === '' ? [] : [{ key, reason: `${kind} has no target; write ${kind} alone` }]
  const asField: SettingField = { ...field, key, type: 'text' }
  const [fault] = settingsFaults(kind, [asField], { [key]: target }, 'page', {})
  if (fault === undefined) return []
  return [target === '' ? { key, reason: `${kind} has no target. ${field.hint}` } : fault]
}

const within = (value: number, least: number, most: number) =>
  Number.isFinite(value) && value >= least && value <= most
