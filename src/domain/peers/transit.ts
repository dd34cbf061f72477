/**
 * How long messages of another machine are on their way, although its clock began at another moment: the shortest way so
 * far counts as none. Pure.
 */

import type { GroupEntry, LogEntry } from './group'
import { isCheckEntry, isWindowsEntry } from './group'
import { turned } from './told'

/** Messages of one program of that machine. All numbers are milliseconds. */
export interface KnownWay {
  readonly epoch: string
  /** By which the own clock is ahead of the other one's at the most: so much, if the shortest way took no time. */
  readonly ahead: number
  /** The same at the least; `-Infinity`: not known. */
  readonly aheadAtLeast: number
  readonly messages: number
  /** By the own clock. */
  readonly at: number
}

/** A moment by both clocks: the sender had something by `theirs` that was here yet at `own`. */
export interface HeardBefore {
  readonly own: number
  readonly theirs: number
}

export interface Journey {
  readonly epoch: string
  readonly sent: number
  readonly arrived: number
  readonly heard?: HeardBefore | undefined
}

/** Clocks count a little differently: by so much the shortest way may have become longer since. */
const DRIFT = 1 / 10_000

export function shorterWay(before: KnownWay | undefined, { epoch, sent, arrived, heard }: Journey): KnownWay {
  const ahead = arrived - sent
  const aheadAtLeast = heard ? heard.own - heard.theirs : Number.NEGATIVE_INFINITY
  if (before?.epoch !== epoch) return { epoch, ahead, aheadAtLeast, messages: 1, at: arrived }
  const drift = (arrived - before.at) * DRIFT
  return {
    epoch,
    ahead: Math.min(before.ahead + drift, ahead),
    aheadAtLeast: Math.max(before.aheadAtLeast - drift, aheadAtLeast),
    messages: before.messages + 1,
    at: arrived,
  }
}

/** Ages that are wrong by less mislead nobody. */
const SMALL_MS = 1_000
/** Messages after which a way that takes longer is known well enough. */
const ENOUGH = 3

/**
 * Whether ages by this way can be relied on. A message that was held up, and a network holds some for minutes, would make
 * everything in it look young, where no faster one is known.
 *
 * @param longest milliseconds that a question and its answer may take
 */
export function isSureWay({ ahead, aheadAtLeast, messages }: KnownWay, longest: number): boolean {
  const open = ahead - aheadAtLeast
  return open <= SMALL_MS || (open <= longest && messages >= ENOUGH)
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
