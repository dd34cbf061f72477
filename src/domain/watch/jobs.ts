/** The checks that messages of a sender about an event are for. Pure. */

import type { Check } from './check'
import type { SignalKind } from './signal'

export interface JobCheck {
  readonly id: string
  readonly expect?: 'success' | 'start'
}

/** `sender/event`; undefined for a check that no message can be for. */
export function jobOf({ job, name, probe }: Pick<Check, 'job' | 'name' | 'probe'>): string | undefined {
  if (probe !== undefined) return undefined
  return job ?? (name.includes('/') ? name : undefined)
}

/** A failure is for the check that awaits the success, or it would be told twice; where there is none, for all. */
export function addressees(checks: readonly JobCheck[], kind: SignalKind): readonly JobCheck[] {
  if (kind !== 'fail' || checks.length < 2) return checks
  const finishing = checks.filter(({ expect }) => expect !== 'start')
  return finishing.length === 0 ? checks : finishing
}

/** Where messages find their checks; io/watch/job-table.ts implements it. */
export interface JobTable {
  checksOf(job: string): readonly JobCheck[]
  /** Settles when all checks are known. */
  ready(): Promise<void>
  /** Settles when every change before the call is known. */
  confirm(): Promise<void>
}

/** The note that messages are not received, once that was told; io/watch/noted-absence.ts implements it. */
export interface NotedAbsence {
  /** Epoch milliseconds. */
  since(): Promise<number | undefined>
  /** Notes it unless it is noted; returns since when it has been so. */
  note(since: number): Promise<number>
  forget(): Promise<void>
}

/** Counts what became of messages; io/watch/message-counts.ts implements it. */
export interface MessageCounts {
  add(name: string, count?: number): void
}
