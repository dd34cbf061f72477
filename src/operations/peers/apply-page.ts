/** Takes what another member has of the group's checks. What is taken twice has one effect, in whatever order it comes. */

import { isDeepStrictEqual } from 'node:util'
import { readWindows } from '../../domain/alerts/shared-windows'
import {
  type GoneEntry,
  type GroupEntry,
  isCheckEntry,
  isWindowsEntry,
  type LogEntry,
  silenceOf,
} from '../../domain/peers/group'
import type { GroupCopies, GroupSettings, IncidentTakeOver, OwnCopy } from '../../domain/peers/group-ports'
import { type Here, mergedState } from '../../domain/peers/merge-state'
import { isSameTold, MOST_NEWS, putTogether } from '../../domain/peers/told'
import { agedBy } from '../../domain/peers/transit'
import type { Clock } from '../../domain/time/clock'
import { newState } from '../../domain/watch/check-state'
import type { Watched } from '../../domain/watch/ports'
import { type Change, type CheckState, copyOf } from '../../domain/watch/state'

export interface ApplyPorts {
  /** The id of this watch. */
  readonly self: string
  readonly copies: GroupCopies
  readonly takeOverIncident: IncidentTakeOver
  readonly now: Clock
  readonly settings: () => Promise<GroupSettings | undefined>
}

/** Races that others may win before an entry is left to the next page that has it. */
const MOST_RACES = 10
/** Entries that are taken side by side. */
const AT_ONCE = 500

/** @param age milliseconds since the sender read the entries, at the moment of its call; absent: it has just read them */
export type ApplyPage = (sender: string, entries: readonly LogEntry[], age?: () => number) => Promise<void>

/** @throws StoreUnavailable; then the page has to be taken once more */
export function createApplyPage({ self, copies, takeOverIncident, now, settings }: ApplyPorts): ApplyPage {
  /** The age of the last signal in milliseconds, as this watch knows it. */
  function ageOf({ state }: Watched, now: number): Pick<Here, 'age' | 'isAgeSure'> {
    if (state.lastSignalAt === undefined) return { age: undefined, isAgeSure: true }
    const at = state.lastSignalAt + (copyOf(state)?.shift ?? 0)
    return { age: copies.ageOf(at, now), isAgeSure: copies.isAgeSure(at) }
  }

  /** Removes the copy of a check that its home no longer has. */
  async function forget(sender: string, { id, home, told }: GoneEntry, own: OwnCopy): Promise<boolean> {
    const { watched } = own
    if (sender === home && (watched === undefined || watched.check.home === home)) {
      if (watched === undefined) await copies.noteGone(id)
      else if (!(await copies.remove(watched))) return false
    }
    if (told !== undefined && !isSameTold(putTogether(own.told, told), own.told)) await copies.tell(id, told)
    return true
  }

  /** The state in which a copy begins. */
  function begun(entry: GroupEntry, waits: number): Change {
    const fresh = newState(now(), entry.check)
    const here = { self, age: undefined, isAgeSure: true, now: now(), patience: waits }
    return mergedState(fresh, entry.check, entry, here) ?? { state: fresh, flips: [] }
  }

  /** The check as it is here, with the plan of its home; undefined: somebody was faster, or it is not to be. */
  async function planned(
    sender: string,
    entry: GroupEntry,
    { watched, isGone }: OwnCopy,
    waits: number,
  ): Promise<Watched | 'not here' | undefined> {
    if (watched === undefined) {
      // A check of this watch that is gone was removed here.
      if (entry.home === self || (isGone && sender !== entry.home)) return 'not here'
      if (isGone) await copies.noteBack(entry.id)
      return await copies.create(entry, begun(entry, waits), now())
    }
    if (watched.check.home !== entry.home || sender !== entry.home) return watched
    const { origin: _place, home: _home, ...own } = watched.check
    const { origin: _theirs, home: _away, ...plan } = entry.check
    return isDeepStrictEqual(own, plan) ? watched : await copies.replan(watched, entry, now())
  }

  /** Whether it was taken; else somebody was faster. */
  async function take(sender: string, entry: LogEntry, own: OwnCopy, waits: number): Promise<boolean> {
    if (isWindowsEntry(entry)) {
      const { home, n, windows } = entry
      await copies.windows.take(home, { n, windows: readWindows(windows) })
      return true
    }
    if ('isGone' in entry) return await forget(sender, entry, own)
    if (!isCheckEntry(entry)) {
      const { id, told = {} } = entry
      const merged = putTogether(own.told, told, MOST_NEWS)
      if (!isSameTold(merged, own.told)) await copies.tell(id, told)
      return true
    }
    const watched = await planned(sender, entry, own, waits)
    if (watched === undefined || watched === 'not here') return watched === 'not here'
    const { check, state } = watched
    const at = now()
    const here = { self, ...ageOf(watched, at), now: at, patience: waits }
    const change = mergedState(state, check, entry, here)
    if (
      change !== undefined &&
      !isDeepStrictEqual(change.state, state) &&
      !(await copies.save(watched, change))
    )
      return false
    // Alerts are held, or go on, as it says.
    if (change !== undefined && isEdited(state, change.state)) await copies.review(check.id)
    const { told = {}, incident, incidentAge: age } = entry
    const merged = putTogether(own.told, told)
    if (!isSameTold(merged, own.told)) await copies.tell(check.id, told)
    if (incident !== undefined)
      await takeOverIncident(check.id, { incident, ...(age !== undefined && { age }) }, merged, {
        ...watched,
        state: change?.state ?? state,
      })
    return true
  }

  async function takeAll(sender: string, entries: readonly LogEntry[], age: () => number): Promise<void> {
    let left = entries
    // This watch waits so long beyond the deadlines of copies.
    const waits = silenceOf((await settings())?.takeover ?? 0)
    for (let race = 0; race < MOST_RACES && left.length > 0; race++) {
      const own = await copies.read(left.map(({ id }) => id))
      const taken = await Promise.all(
        left.map(entry =>
          take(sender, agedBy(entry, age(), now()), own.get(entry.id) ?? { told: {} }, waits),
        ),
      )
      left = left.filter((_entry, at) => !taken[at])
    }
  }

  return async (sender, entries, age = () => 0) => {
    for (let from = 0; from < entries.length; from += AT_ONCE)
      await takeAll(sender, entries.slice(from, from + AT_ONCE), age)
  }
}

function isEdited(before: CheckState, { silenceEdited, acknowledgementEdited }: CheckState): boolean {
  return before.silenceEdited !== silenceEdited || before.acknowledgementEdited !== acknowledgementEdited
}
