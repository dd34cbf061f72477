/** The outcomes of a check's alerts in the group, by incident, kind and channel. Pure. */

import type { Alert } from '../alerts/alert'

/** Keys of messages about the whole group, which each member plans by itself. */
const GROUP_KEYS = ['intvlm8r-week-', 'intvlm8r-window-', 'intvlm8r-group-digest-'] as const

export function isForGroup({ key }: Pick<Alert, 'key'>): boolean {
  return GROUP_KEYS.some(start => key.startsWith(start))
}

/** By the outcome's name. Outcomes are never taken back, so that those of several members are put together in any order. */
export type Told = Readonly<Record<string, Outcome>>

export interface Outcome {
  /** The id of the member that delivered it. */
  readonly by: string
  /** Epoch milliseconds, by the clock of this watch; in a message to another member its age. Older versions have none. */
  readonly at?: number
  /** Counts the outcomes of the check at that member, so that the oldest go first. */
  readonly n: number
  /** Another member did not answer then, and may have told it, too. */
  readonly isSplit?: true
  /** The members that told it as well, as they did not know of this one, and when, as in `at`. */
  readonly others?: Readonly<Record<string, number>>
  /** Of the end of an incident: the members that had told of its beginning, as far as its teller knew. Older versions have none. */
  readonly after?: Ids
}

/** The ids of members. */
export type Ids = Readonly<Record<string, true>>

/** In place of the id of a check: what the group has told of its members. */
export const GROUP_NEWS = 'group'

/** Outcomes that are kept of each check. */
export const MOST_OUTCOMES = 24
/** The same of what is told of the group: each check may have a digest of its own. */
export const MOST_NEWS = 240

/**
 * The name of an alert's outcome, the same on all members; undefined for one that is told again and again. That the check
 * is down is news after it could not be looked at, under one key.
 */
export function outcomeName(
  { key, kind, status }: Pick<Alert, 'key' | 'kind' | 'status'>,
  channel: string,
): string | undefined {
  if (kind !== 'trigger' && kind !== 'resolve') return undefined
  return [key, kind === 'trigger' && status === 'blind' ? 'blind' : kind, channel].join(' ')
}

/** The outcome of the message that the check is down, for the incident of the alert. */
export function triggerOutcome(
  told: Told,
  { key }: Pick<Alert, 'key'>,
  channel: string,
): Outcome | undefined {
  return told[outcomeName({ key, kind: 'trigger', status: 'down' }, channel) ?? '']
}

/**
 * The same outcome of several members is that of the lowest id, and names the others. Of silences of members as many are
 * kept as of all else: they may last for weeks.
 */
export function putTogether(one: Told, other: Told, most = MOST_OUTCOMES): Told {
  const merged: Record<string, Outcome> = { ...one }
  for (const [name, outcome] of Object.entries(other)) {
    const before = merged[name]
    merged[name] = before === undefined ? outcome : joined(before, outcome)
  }
  const all = Object.entries(merged)
  if (all.length <= most) return merged
  all.sort(([one, a], [other, b]) => b.n - a.n || (one < other ? -1 : 1))
  const newest = (isOfSilence: boolean) =>
    all.filter(([name]) => SILENCE.test(name) === isOfSilence).slice(0, most)
  return Object.fromEntries([...newest(true), ...newest(false)])
}

function joined(one: Outcome, other: Outcome): Outcome {
  const [first, second] = other.by < one.by ? [other, one] : [one, other]
  const also = second.at === undefined ? {} : { [second.by]: second.at }
  const { [first.by]: _self, ...others } = { ...second.others, ...also, ...first.others }
  return {
    ...first,
    ...(Object.keys(others).length > 0 && { others }),
    ...((first.after ?? second.after) && { after: { ...first.after, ...second.after } }),
  }
}

/** With ages in place of the moments, or with moments in place of the ages, as they are at that moment. */
export function turned(told: Told, now: number): Told {
  const turn = (value: number) => now - value
  return Object.fromEntries(
    Object.entries(told).map(([name, { at, others, ...outcome }]): [string, Outcome] => [
      name,
      {
        ...outcome,
        ...(at !== undefined && { at: turn(at) }),
        ...(others && {
          others: Object.fromEntries(Object.entries(others).map(([id, value]) => [id, turn(value)])),
        }),
      },
    ]),
  )
}

export function withOutcome(told: Told, name: string, outcome: Omit<Outcome, 'n'>): Told {
  const n = Math.max(0, ...Object.values(told).map(before => before.n)) + 1
  return putTogether(told, { [name]: { ...outcome, n } })
}

/** That outcome alone, counted behind those that there are. */
export function newOutcome(told: Told, name: string, outcome: Omit<Outcome, 'n'>): Told {
  const added = withOutcome(told, name, outcome)[name]
  return added === undefined ? {} : { [name]: added }
}

/** The name of the finding that the incident of the first key is one with the older one of the second. */
export const mergedName = (young: string, old: string): string => `${young} merged ${old}`

export function isSameTold(one: Told, other: Told): boolean {
  const names = Object.keys(one)
  return names.length === Object.keys(other).length && names.every(name => isSame(one[name], other[name]))
}

function isSame(one: Outcome | undefined, other: Outcome | undefined): boolean {
  const [ids, others] = [one, other].map(outcome =>
    [
      outcome?.by,
      ...[outcome?.others, outcome?.after].map(ids =>
        Object.keys(ids ?? {})
          .sort()
          .join(),
      ),
    ].join(' '),
  )
  return ids === others
}

/** The key of the notice that a member is silent: of its first silence, its second, and so on. */
export const silenceKey = (id: string, round: number): string => `intvlm8r-silent-${id}-${round}`

/** The member and the number of its silence, from such a key. */
export function silenceOfKey(key: string): { readonly id: string; readonly round: number } | undefined {
  const [, id, round] = /^intvlm8r-silent-(.+)-(\d+)$/.exec(key) ?? []
  return id === undefined ? undefined : { id, round: Number(round) }
}

/** The beginning of the names of outcomes and findings about silences. */
const SILENCE = /^(silent|answers) /

/** The name of the outcome of that notice. */
export const silenceName = (id: string, round: number, channel: string): string =>
  `silent ${id} ${round} ${channel}`

/** Whether one of these is the name of the outcome of that notice. */
export function isReported(names: readonly string[], id: string, round: number): boolean {
  return names.some(name => name.startsWith(silenceName(id, round, '')))
}

/** The ids of the members of whose silences something was told. */
export function silentIds(told: Told): readonly string[] {
  return [...new Set(Object.keys(told).flatMap(name => /^silent (\S+) /.exec(name)?.[1] ?? []))]
}

/** The name of the finding that the member has answered again after that silence. */
export const returnName = (id: string, round: number | ''): string => `answers ${id} ${round}`
