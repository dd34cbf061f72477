/** Ends every look, whatever its probe does. */

import type { Look } from '../../domain/probes/look'
import type { NetworkSight } from '../../domain/probes/own-network'
import { type Probe, patienceOf, timeoutOf } from '../../domain/probes/probe'
import type { Clock } from '../../domain/time/clock'
import type { ProbedCheck } from '../../domain/watch/looks'
import { judgeOnce } from './judge-once'

/** Milliseconds that somebody who waits for a page waits at most. */
const LONGEST_WAIT = 30_000

interface LookWithin<C> {
  readonly look: (check: C, now: number, signal: AbortSignal) => Promise<Look>
  /** The moment of the look, epoch milliseconds. */
  readonly at: number
  /** Milliseconds. */
  readonly limit: number
  /** Milliseconds beyond the limit, after which the look is given up. */
  readonly patience: number
  /** Aborts the look before its limit. */
  readonly signal: AbortSignal
  readonly onError: (error: Error) => void
}

/** The look, given up on when it does not even end at its limit: a probe that hangs must not look for ever. */
export async function lookWithin<C extends Pick<ProbedCheck, 'probe'>>(
  check: C,
  { look, at, limit, patience, signal, onError }: LookWithin<C>,
): Promise<Look> {
  const abort = new AbortController()
  const atLimit = setTimeout(() => abort.abort(), limit)
  let beyond: NodeJS.Timeout | undefined
  const givenUp = new Promise<Look>(resolve => {
    const hung: Look = { answer: 'blind', detail: 'the look did not end' }
    beyond = setTimeout(() => resolve(hung), limit + patience)
  })
  try {
    return await Promise.race([look(check, at, AbortSignal.any([abort.signal, signal])), givenUp])
  } catch (error) {
    onError(error as Error)
    return { answer: 'blind', detail: `the probe ${check.probe.kind} has a fault of its own` }
  } finally {
    clearTimeout(atLimit)
    clearTimeout(beyond)
  }
}

interface LookNowPorts extends Pick<LookWithin<Pick<ProbedCheck, 'probe'>>, 'look' | 'onError'> {
  /** Looks at the own network, within a few seconds. */
  readonly sight: () => Promise<NetworkSight>
  readonly now: Clock
}

/** For somebody who waits for the answer: looks at once, whether or not there is a check with that probe. */
export function createLookNow({ look, sight, now, onError }: LookNowPorts) {
  return async (probe: Probe, signal: AbortSignal): Promise<Look> => {
    const limit = Math.min(timeoutOf(probe), LONGEST_WAIT)
    const within = { ...probe, timeout: limit }
    const patience = patienceOf(probe)
    const seen = await lookWithin({ probe: within }, { look, at: now(), limit, patience, signal, onError })
    return signal.aborted ? seen : await judgeOnce({ sight, now }, probe, seen)
  }
}
