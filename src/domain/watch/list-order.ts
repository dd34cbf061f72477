/**
 * The order of lists of checks, as texts that sort by their bytes: the worst first. Those that are down, blind or late stand by their
 * time, the latest first, the others by name. Pure.
 */

import { type Check, isOfFile } from './check'
import { searchEntryOf } from './search-text'
import { STATUSES, type Status } from './status'
import type { Watched } from './watched'

const BY_TIME: readonly Status[] = ['down', 'blind', 'late']
/** Greater than every moment. */
const NEVER = 9_999_999_999_999
/** Stands before all that a name may hold. */
const BAR = '\u0001'

/** The place of a check in every list that holds it. */
export function entryOf({ check, state }: Pick<Watched, 'check' | 'state'>): string {
  const rank = STATUSES.indexOf(state.status)
  const time = BY_TIME.includes(state.status) ? timeOf(state.since) : ''
  return [`${rank}${time}`, check.name, check.id].join(BAR)
}

function timeOf(since: number): string {
  return String(NEVER - Math.min(NEVER, Math.max(0, Math.trunc(since)))).padStart(13, '0')
}

export function idOfEntry(entry: string): string {
  return entry.slice(entry.lastIndexOf(BAR) + 1)
}

/** Whether a text may be an entry: it has its three parts. */
export function isEntry(text: string): boolean {
  return /^\d[^\u0001]*\u0001[^\u0001]*\u0001[^\u0001]+$/.test(text)
}

/** The bounds of the entries of one status, or of all of them, in Redis' notation (ZRANGEBYLEX). */
export function rangeOf(status: Status | undefined): readonly [min: string, max: string] {
  if (status === undefined) return ['-', '+']
  const rank = STATUSES.indexOf(status)
  return [`[${rank}`, `(${rank + 1}`]
}

/** The bounds of the entries in a status that is worse than this one. */
export function worseThan(status: Status): readonly [min: string, max: string] {
  return ['-', `(${STATUSES.indexOf(status)}`]
}

/** Lists of checks with something in common. */
export const KINDS = {
  probed: check => check.probe !== undefined,
  provided: isOfFile,
  bySubject: check => check.mailSubject !== undefined && check.mailSubject !== '',
  digested: check => check.digest !== undefined,
} as const satisfies Record<string, (check: Check) => boolean>

export type Kind = keyof typeof KINDS

export const LISTS = {
  all: 'all',
  kind: (kind: Kind) => `kind:${kind}`,
  tag: (tag: string) => `tag:${tag}`,
  channels: (names: string) => `channels:${names}`,
} as const

/** The names of the lists that hold a check: none while it waits to be adopted. */
export function listsOf(check: Check): readonly string[] {
  if (check.waits) return []
  const kinds = (Object.keys(KINDS) as Kind[]).filter(kind => KINDS[kind](check))
  return [
    LISTS.all,
    ...kinds.map(LISTS.kind),
    ...new Set(check.tags.map(LISTS.tag)),
    LISTS.channels(check.channels.join(' ')),
  ]
}

/** The list of all checks by their names, whose entries are those of ./search-text. */
export const BY_NAME = 'names'

/** For each list that holds a check its entry there: none while it waits to be adopted. */
export function placesOf(watched: Pick<Watched, 'check' | 'state'>): ReadonlyMap<string, string> {
  const { check } = watched
  if (check.waits) return new Map()
  const entry = entryOf(watched)
  const places = listsOf(check).map((list): [string, string] => [list, entry])
  return new Map([...places, [BY_NAME, searchEntryOf(check)]])
}

/** Compares as Redis does: by the bytes of UTF-8. */
export function compareEntries(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b))
}
