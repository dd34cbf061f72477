/** Finds out how this watch is, for the peers that ask. */

import { type JobAges, troublesOf, UNKNOWN_MS } from '../../domain/peers/own-state'
import type { PeerTrouble } from '../../domain/probes/peer-answer'
import type { Clock } from '../../domain/time/clock'

export interface OwnStatePorts {
  readonly mail: () => Promise<boolean>
  readonly jobs: () => Promise<JobAges>
  /** Whether Redis takes writes. */
  readonly stores: () => Promise<boolean>
  readonly isHeartLate: () => Promise<boolean>
  /** The last state, kept over restarts; written only when it has changed. */
  readonly kept: { read(): Promise<readonly PeerTrouble[]>; note(troubles: readonly PeerTrouble[]): void }
  /** Milliseconds of a clock that nobody sets. */
  readonly steady: Clock
}

/** The troubles of this watch; none: it is fine. Right after a start the last known ones count for what is not known yet. */
export function createOwnState(ports: OwnStatePorts): () => Promise<readonly PeerTrouble[]> {
  const began = ports.steady()
  let isReached = false
  let unknownSince: number | undefined
  let known: readonly PeerTrouble[] | undefined

  function note(troubles: readonly PeerTrouble[]): readonly PeerTrouble[] {
    if (known?.join() !== troubles.join()) ports.kept.note(troubles)
    known = troubles
    return troubles
  }

  return async () => {
    known ??= await ports.kept.read()
    try {
      const [mail, jobs, stores, isHeartLate] = await Promise.all([
        ports.mail(),
        ports.jobs(),
        ports.stores(),
        ports.isHeartLate(),
      ])
      isReached = true
      const isUnknown = jobs.sweep === undefined || jobs.probes === undefined
      unknownSince = isUnknown ? (unknownSince ?? ports.steady()) : undefined
      const unknownFor = unknownSince === undefined ? undefined : ports.steady() - unknownSince
      const organs = { mail, jobs, stores, isHeartLate, ...(unknownFor !== undefined && { unknownFor }) }
      return note(troublesOf(organs, known))
    } catch {
      // Redis is away, loads its data or answers with errors: an organ of which nothing can be read is not well.
      if (!isReached && ports.steady() - began < UNKNOWN_MS) return known
      // Whether mails arrive is kept where nothing can be read: what was known last still counts.
      return note(['store', ...known.filter(trouble => trouble === 'mail')])
    }
  }
}
