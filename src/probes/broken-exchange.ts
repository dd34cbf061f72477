/** Exchanges over HTTP that broke, as looks. */

import type { Broken } from '../domain/net/exchange'
import type { Look } from '../domain/probes/look'

/** `host` names what was looked at, for the sentence; an aborted `signal` is the cause of a timeout. */
export function brokenExchange(
  { ours, detail, breakdown, phases: { total, ...reached } }: Broken,
  host: string,
  signal: AbortSignal,
): Look {
  const phases = { ...reached, total }
  if (ours) return { answer: 'blind', detail, phases }
  const isLate = breakdown === 'timeout' && signal.aborted
  return { answer: 'failure', detail: isLate ? `${host} did not answer in time` : detail, phases }
}
