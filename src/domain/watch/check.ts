/** A check: something that is expected to signal, as its owner planned it. The rules for its state stand in check-state.ts. */

import type { CheckPlan } from './plan-fields'

/**
 * The place where the check was created, and so the place where it may be changed: those of the INI, and of a file of
 * expected events, are read-only elsewhere. Changes of those of another member of the group are sent there.
 */
export const ORIGINS = ['page', 'api', 'ini', 'file', 'checkin', 'peer'] as const

export type Origin = (typeof ORIGINS)[number]

/** Whether a file provides it, in which alone it can be changed. */
export function isOfFile({ origin }: Pick<Check, 'origin'>): boolean {
  return origin === 'ini' || origin === 'file'
}

/** Whether a file or another watch provides it, in which alone it can be changed. */
export function isProvided({ origin }: Pick<Check, 'origin'>): boolean {
  return isOfFile({ origin }) || origin === 'peer'
}

export interface Check extends CheckPlan {
  /** UUID, lower case with hyphens. */
  readonly id: string
  readonly origin: Origin
  readonly createdAt: number
  /** Made at a door without a log-in, and not adopted yet: it alerts nobody and keeps no bodies; see waiting.ts. */
  readonly waits?: true
  /** The network of the check-in that created it. */
  readonly madeFrom?: string
  /** The id of the watch where it was made; absent: this one. */
  readonly home?: string
}

/** The slug for readers who must not check in: that of a tag has the check's id in it, where an older version made it. */
export function slugForReaders({ id, slug }: Pick<Check, 'id' | 'slug'>, publicId: string): string {
  return slug.replaceAll(id, publicId)
}

/**
 * Whether its owner made or adopted it, so that the copy outside Redis has it: checks that a file provides are made from that again.
 */
export function belongsInBackup(check: Check): boolean {
  return !isProvided(check) && check.waits === undefined
}

/** Whether the check is the group's. Those that look at peers are each watch's own. */
export function isShared({ shared, waits, probe }: Pick<Check, 'shared' | 'waits' | 'probe'>): boolean {
  return shared !== 'off' && waits === undefined && probe?.kind !== 'peer' && probe?.kind !== 'checker'
}
