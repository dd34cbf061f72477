/** The state of this watch, as its peers get it. Pure. */

import type { PeerTrouble } from '../probes/peer-answer'

/** Milliseconds since the worker's jobs ran last; absent where no mark of it is there, as after a restart of Redis. */
export interface JobAges {
  readonly sweep?: number
  readonly probes?: number
  /** Since it began to send a heartbeat that it has not ended. */
  readonly heart?: number
}

/** A worker whose sweep or probes have not run for so long runs no jobs. */
export const NO_JOBS_MS = 120_000

/** After a start, nothing may be known of the organs for so long: until then the last known state counts. */
export const UNKNOWN_MS = 120_000

export interface Organs {
  readonly mail: boolean
  readonly jobs: JobAges
  /** Whether Redis takes writes. */
  readonly stores: boolean
  /** A due heartbeat has not gone out. */
  readonly isHeartLate: boolean
  /** Milliseconds since a mark of the jobs is missing; absent while both are there. */
  readonly unknownFor?: number
}

/** @param before the troubles that were known last, of an earlier run perhaps */
export function troublesOf(
  { mail, jobs, stores, isHeartLate, unknownFor = 0 }: Organs,
  before: readonly PeerTrouble[],
): readonly PeerTrouble[] {
  const ages = [jobs.sweep, jobs.probes]
  const isOver = ages.some(age => age !== undefined && age >= NO_JOBS_MS)
  const isUnknown = ages.includes(undefined)
  const noJobs = isOver || (isUnknown && (unknownFor >= UNKNOWN_MS || before.includes('jobs')))
  return [
    ...(stores ? [] : (['store'] as const)),
    ...(mail ? [] : (['mail'] as const)),
    ...(noJobs ? (['jobs'] as const) : []),
    ...(isHeartLate ? (['heart'] as const) : []),
  ]
}
