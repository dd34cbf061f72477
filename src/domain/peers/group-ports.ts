/** The ports of a group; io/peers implements them. Types only. */

import type { BareWindow, WindowList } from '../alerts/shared-windows'
import type { Watched } from '../watch/ports'
import type { Change } from '../watch/state'
import type { EditAnswer } from './edit'
import type { Cursor, Duty, Greeting, GroupEntry, LogEntry, MemberState } from './group'
import type { AgedIncident } from './merge-incident'
import type { Peer } from './peer'
import type { Told } from './told'

/** The group as the INI has it. */
export interface GroupSettings {
  readonly rank: number
  /** Milliseconds. */
  readonly takeover: number
  readonly members: readonly Peer[]
}

/** A check as it is stored here, with what was told of it. */
export interface OwnCopy {
  readonly watched?: Watched
  readonly told: Told
  /** Its home has removed it: members that do not know yet must not bring it back. */
  readonly isGone?: true
}

export interface GroupCopies {
  read(ids: readonly string[]): Promise<ReadonlyMap<string, OwnCopy>>
  /** Makes the check of another member; undefined: somebody was faster, or there is no room. */
  create(entry: GroupEntry, begun: Change, now: number): Promise<Watched | undefined>
  /** Gives a copy the plan of its home; undefined: somebody was faster. */
  replan(before: Watched, entry: GroupEntry, now: number): Promise<Watched | undefined>
  /** False: somebody was faster. */
  save(before: Watched, change: Change): Promise<boolean>
  /** Removes a check that its home has removed. False: somebody was faster. */
  remove(watched: Watched): Promise<boolean>
  /** Remembers that its home has removed the check, which is not here. */
  noteGone(id: string): Promise<void>
  /** Forgets that: its home has the check again. */
  noteBack(id: string): Promise<void>
  /** Puts more outcomes to those of the check. */
  tell(id: string, told: Told): Promise<void>
  /** Removes what was told of checks that have been gone for half a day. */
  forgetGone(): Promise<void>
  /** The ids of the copies of that home. */
  copiesOf(home: string): Promise<readonly string[]>
  /**
   * The entries of these checks for other members; of checks that are gone, those whose home is this watch. A record that
   * cannot be read is none of a check that is gone.
   */
  entries(ids: readonly string[], now: number): Promise<readonly LogEntry[]>
  /** Milliseconds since a moment of this watch's clock, by one that nobody sets. */
  ageOf(moment: number, now: number): number
  /** Whether that age is certain: the moment came since this program began. To be asked after the age. */
  isAgeSure(moment: number): boolean
  /** Has the alerts of the check reviewed. */
  review(id: string): Promise<void>
  readonly windows: GroupWindows
}

/** The maintenance windows of the members. */
export interface GroupWindows {
  /** By the ids of their members, this watch among them. */
  all(): Promise<ReadonlyMap<string, WindowList>>
  /** Keeps the windows of this watch, for the others. */
  share(windows: readonly BareWindow[]): Promise<void>
  /** Takes the windows of that member, where its list is newer. */
  take(home: string, list: WindowList): Promise<void>
  /** Removes the lists of all other members. */
  keepOnly(ids: readonly string[]): Promise<void>
}

/** A change that was sent to the home of its check. `unknown`: no member of the group has that id. */
export type AskedHome =
  | { readonly kind: 'answer'; readonly name: string; readonly answer: EditAnswer }
  | { readonly kind: 'silent'; readonly name: string }
  | { readonly kind: 'unknown' }

/** The alerts' memory of a check that takes an incident over from another member. */
export type IncidentTakeOver = (
  id: string,
  theirs: AgedIncident,
  told: Told,
  watched: Watched,
) => Promise<void>

/** A contact with a member, as it is stored: in memory only, by the clock of the machine (milliseconds since its boot). */
export interface Contact extends Pick<Greeting, 'rank' | 'state' | 'isAble' | 'sending'> {
  readonly id: string
  /** The last one. */
  readonly at: number
  /** Since when there was no silence between them. */
  readonly since: number
  /** Since when it cannot deliver. */
  readonly unableSince?: number
  /** When all that it had then was here. */
  readonly wholeAt?: number
  /** Milliseconds from question to answer. */
  readonly took?: number
}

export type ContactWay = 'out' | 'in'

/** The last contacts with a member: by its answer, and by its question. */
export type Contacts = { readonly [way in ContactWay]?: Contact }

export interface OwnMark {
  readonly state: MemberState
  readonly isAble: boolean
  readonly at: number
  readonly sending?: readonly string[]
}

export interface GroupBoard {
  /** By the names of the members. */
  contacts(): Promise<ReadonlyMap<string, Contacts>>
  noteContact(way: ContactWay, name: string, contact: Contact): Promise<void>
  /** The place in that member's log up to which this watch has it. */
  cursor(way: ContactWay, name: string): Promise<Cursor | undefined>
  noteCursor(way: ContactWay, name: string, cursor: Cursor): Promise<void>
  own(): Promise<OwnMark | undefined>
  noteOwn(mark: OwnMark): Promise<void>
  duty(): Promise<Duty | undefined>
  /** Keeps the newer one, on the disk. */
  noteDuty(duty: Duty): Promise<void>
  /** Of members, by their ids, on the disk: their check-ins by slug have them. */
  pingKeys(): Promise<ReadonlyMap<string, string>>
  notePingKey(id: string, key: string): Promise<void>
}
