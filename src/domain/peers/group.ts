/** A group: watches that share what they watch, one of which tells. Shapes, numbers, and the parts of their messages. */

import type { Incident } from '../alerts/alerting'
import type { WindowList } from '../alerts/shared-windows'
import type { Check } from '../watch/check'
import type { Flip } from '../watch/flip'
import type { CheckState } from '../watch/state'
import type { GROUP_NEWS, Told } from './told'

/** Milliseconds of silence, or without an outcome, after which the next member tells. */
export const TAKEOVER_MS = { usual: 120_000, shortest: 5_000, longest: 3_600_000 } as const

/** Milliseconds after which a member that has not answered counts as silent. */
export const silenceOf = (takeover: number): number => takeover / 2

/** Milliseconds for which a member has to be steady before the duty is handed back to it. */
export const steadyOf = (takeover: number): number => takeover * 2.5

/** Milliseconds for which a question about news may wait for some. */
export const holdOf = (takeover: number): number => Math.min(30_000, takeover / 4)

export const MEMBER_STATES = ['catching up', 'standing by', 'on duty', 'cut off'] as const
export type MemberState = (typeof MEMBER_STATES)[number]

/** The right to tell: of the records of it, that with the highest term counts, then that with the lowest rank. */
export interface Duty {
  readonly term: number
  /** The id of the member that has it. */
  readonly holder: string
  readonly rank: number
}

/** A place in the log of a member; an epoch ends with the process that keeps it. */
export interface Cursor {
  readonly epoch: string
  readonly seq: number
}

/** A check of the group as a member has it. The log has the last entry of each check only. */
export interface GroupEntry {
  readonly id: string
  /** The id of the member where it was made. */
  readonly home: string
  readonly check: Check
  /** Its moments are those of the clock of `by`. */
  readonly state: CheckState
  /** The member at which its last signal arrived, and how many had arrived there by then. */
  readonly by: string
  readonly n: number
  /** Milliseconds since that signal; absent: there was none. */
  readonly age?: number
  /** That signal came since the program began that measured its age: no clock was set without its notice. */
  readonly isAgeSure?: true
  /** The present by the clock of `by`, as this member knows it: epoch milliseconds. */
  readonly clock: number
  /** The last one. */
  readonly flip?: Flip
  readonly told?: Told
  /** The incident that is open at this member. */
  readonly incident?: Incident
  /** Milliseconds since the first alert about it was decided there. */
  readonly incidentAge?: number
}

/** The check was removed by its home. */
export interface GoneEntry {
  readonly id: string
  readonly home: string
  readonly isGone: true
  /** Its alerts end, and are told by one member alone. */
  readonly told?: Told
}

/** The member has the check, and cannot read its record: whoever has it keeps it as it is. */
export interface DamagedEntry {
  readonly id: string
  readonly home: string
  readonly isDamaged: true
  readonly told?: Told
}

/** The outcomes of alerts about the group itself. */
export interface NewsEntry {
  readonly id: typeof GROUP_NEWS
  readonly home: string
  readonly told: Told
}

/** In place of the id of a check: the maintenance windows of members. */
export const WINDOW_NEWS = 'windows'

/** The maintenance windows of that member. */
export interface WindowsEntry extends WindowList {
  readonly id: typeof WINDOW_NEWS
  readonly home: string
}

export type LogEntry = GroupEntry | GoneEntry | DamagedEntry | NewsEntry | WindowsEntry

export function isWindowsEntry(entry: LogEntry): entry is WindowsEntry {
  return entry.id === WINDOW_NEWS
}

export function isCheckEntry(entry: LogEntry): entry is GroupEntry {
  return 'check' in entry
}

/** Whether the entry shows that its sender has the check. */
export function showsCheck(entry: LogEntry): boolean {
  return isCheckEntry(entry) || 'isDamaged' in entry
}

/** The part that each message of a member has. */
export interface Greeting {
  readonly rank: number
  readonly pingKey: string
  readonly duty?: Duty
  readonly state: MemberState
  /** It can deliver, as far as it knows. */
  readonly isAble: boolean
  /** Milliseconds since it last had an answer of the receiver; absent: it never had one. */
  readonly got?: number
  /** Names of the outcomes of alerts that are on their way just now. */
  readonly sending?: readonly string[]
}

export interface Page {
  /** When it was read: milliseconds of its machine's clock, which nobody sets. Absent: not known. */
  readonly at?: number
  readonly entries: readonly LogEntry[]
  /** The place behind the last entry. */
  readonly next: Cursor
  /** There is more behind it. */
  readonly isMore: boolean
  /** It begins at the beginning of the log: what no page up to the last one has, the member does not have. */
  readonly isFirst: boolean
}

/** A page that the sender of a message had before: the message cannot have been on its way for longer than since then. */
export interface LastPage {
  /** Of the log that the page was of. */
  readonly epoch: string
  /** As the page has it. */
  readonly at: number
  /** Milliseconds that it had been there. */
  readonly ago: number
}

export interface GroupQuestion extends Greeting {
  /** Milliseconds that the answer may wait for news. */
  readonly hold: number
  readonly from?: Cursor
  /** For a member that gets no answers itself: news of the asker, from where that member had come to. */
  readonly push?: Page
  /** With `push`, at the moment of its `at`. */
  readonly last?: LastPage
}

export interface GroupAnswer extends Greeting {
  readonly page: Page
  /** The place in the asker's log up to which the answerer has it. */
  readonly yours?: Cursor
}

/** A member of the group as this watch knows it. */
export interface Member {
  /** As the INI calls it. */
  readonly name: string
  /** Absent until it has answered once. */
  readonly id?: string
  readonly rank?: number
  readonly state?: MemberState
  readonly isAble: boolean
  /** As its greeting has them. */
  readonly sending?: readonly string[]
  /** Milliseconds since both had each other's message; absent: never since this machine started. */
  readonly silentFor?: number
  /** This program stood still, so that nobody knows yet whether it is silent. */
  readonly isPresumed?: true
  /** Milliseconds since its last answer to a question of this watch; absent: none since this machine started. */
  readonly answeredFor?: number
  /** Milliseconds for which it has answered without a silence, or been silent. */
  readonly sameFor: number
  /** Milliseconds for which it has not been able to deliver. */
  readonly unableFor?: number
  /** Milliseconds since this watch last had all that it has. */
  readonly lag?: number
  /** Milliseconds. */
  readonly took?: number
}

export function isSilent({ silentFor }: Pick<Member, 'silentFor'>, takeover: number): boolean {
  return silentFor === undefined || silentFor >= silenceOf(takeover)
}

/** Whether it answers the questions of this watch; one that does not may still ask some itself. */
export function isAnswering({ answeredFor }: Pick<Member, 'answeredFor'>, takeover: number): boolean {
  return answeredFor !== undefined && answeredFor < silenceOf(takeover)
}

/** Whether it was silent until a moment ago, and this watch has not had all of its news since. */
export function isJustBack(
  member: Pick<Member, 'silentFor' | 'sameFor' | 'lag' | 'took'>,
  takeover: number,
): boolean {
  // Its first answer since then has all that it had when it was asked.
  const { sameFor, took = 0, lag = Number.POSITIVE_INFINITY } = member
  return !isSilent(member, takeover) && sameFor < silenceOf(takeover) && lag > sameFor + took
}

/** A member by its place in the order of the ranks. */
export interface Placed {
  readonly id: string
  readonly rank: number
}

export function isRanked(member: Member): member is Member & Placed {
  return member.id !== undefined && member.rank !== undefined
}

export function precedes(one: Placed, other: Placed): boolean {
  return one.rank < other.rank || (one.rank === other.rank && one.id < other.id)
}
