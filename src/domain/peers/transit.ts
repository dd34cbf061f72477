/**
 * How long messages of another machine are on their way, although its clock began at another moment: the shortest way so
 * far counts as none. Pure.
 */

import type { GroupEntry, LogEntry } from './group'
import { isCheckEntry, isWindowsEntry } from './group'
import { turned } from './told'

/** Messages of one program of that machine. */
export interface KnownWay {
  readonly epoch: string
  /** Milliseconds by which the own clock is ahead of the other one's, and that the shortest way took. */
  readonly ahead: number
  /** By the own clock. */
  readonly at: number
}

/** Clocks count a little differently: by so much the shortest way may have become longer since. */
const DRIFT = 1 / 10_000

export function shorterWay(
  before: KnownWay | undefined,
  { epoch, sent, arrived }: { readonly epoch: string; readonly sent: number; readonly arrived: number },
): KnownWay {
  const ahead = arrived - sent
  if (before?.epoch !== epoch) return { epoch, ahead, at: arrived }
  const known = before.ahead + (arrived - before.at) * DRIFT
  return { epoch, ahead: Math.min(known, ahead), at: arrived }
}

/** The entry as it is so many milliseconds after it was read, and with what was told by the clock of this watch. */
export function agedBy(entry: LogEntry, ms: number, now: number): LogEntry {
  if (isWindowsEntry(entry)) return entry
  const told = entry.told && { told: turned(entry.told, now - ms) }
  if (!isCheckEntry(entry)) return { ...entry, ...told }
  const { age, incidentAge, clock } = entry
  return {
    ...entry,
    ...told,
    clock: clock + ms,
    ...(age !== undefined && { age: age + ms }),
    ...(incidentAge !== undefined && { incidentAge: incidentAge + ms }),
  } satisfies GroupEntry
}
