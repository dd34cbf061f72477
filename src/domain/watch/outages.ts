/** Outages of a check, and what its owner wrote about them. Pure. */

import type { Flip } from './flip'
import type { CheckState } from './state'

/** A text of the owner about the outage that began at `due`, epoch milliseconds. */
export interface OutageNote {
  readonly due: number
  readonly at: number
  readonly text: string
}

export interface CheckNote extends OutageNote {
  /** The id of the check. */
  readonly check: string
}

/** Characters of a note, and notes of a check: the oldest go. */
export const NOTES = { longest: 1_000, kept: 200 } as const

export interface Outage {
  /** When it began, by which it is known. */
  readonly due: number
  /** Absent while it goes on. */
  readonly until?: number
  /** It is known by its notes alone, and when it ended is not known. */
  readonly isLost?: true
  /** Newest first. */
  readonly notes: readonly OutageNote[]
}

/** Each call fails with StoreUnavailable. */
export interface NoteStore {
  /** Newest first. */
  of(check: string): Promise<readonly OutageNote[]>
  add(check: string, note: OutageNote): Promise<void>
  remove(check: string, note: Pick<OutageNote, 'due' | 'at'>): Promise<void>
}

/**
 * The outages that ended after `since`, or go on, newest first. Time in which nothing was known ends one: the check may have
 * been well. Of an outage that is only known by its notes, as after a loss of data, nobody knows when it ended.
 *
 * @param flips newest first, as the store returns them
 */
export function outagesOf(
  flips: readonly Flip[],
  state: CheckState,
  notes: readonly OutageNote[],
  since: number,
): readonly Outage[] {
  const found: Omit<Outage, 'notes'>[] = []
  // The beginning of an outage that goes on may be no flip that is kept.
  if (state.status === 'down') found.push({ due: state.since })
  let until: number | undefined
  for (const flip of flips) {
    if (flip.from === 'down') until = flip.due
    if (flip.to !== 'down' || until === undefined) continue
    found.push({ due: flip.due, until })
    until = undefined
  }
  const known = new Set(found.map(({ due }) => due))
  for (const { due } of notes) {
    if (known.has(due) || due <= since) continue
    known.add(due)
    found.push({ due, isLost: true })
  }
  return found
    .filter(outage => outage.until === undefined || outage.until > since)
    .sort((a, b) => b.due - a.due)
    .map(outage => ({ ...outage, notes: notes.filter(({ due }) => due === outage.due) }))
}

/** The text of a note as it is stored: without invisible characters but for its lines. */
export function noteText(typed: string): string {
  return typed
    .replace(/\r\n?/g, '\n')
    .replace(/[^\P{Cc}\n]/gu, ' ')
    .trim()
    .slice(0, NOTES.longest)
}
