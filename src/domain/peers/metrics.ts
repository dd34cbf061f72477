/** Prometheus metrics of the peers. Pure. */

import { gauge, type Metric } from '../net/prometheus-text'
import type { SeenPeer } from '../probes/look'
import { intervalOf } from '../probes/probe'
import type { CheckPlan } from '../watch/plan-fields'
import { peerNameOf } from './peer-list'

/** An answer is the present one for so many intervals of the peer's looks, and for so many milliseconds at least. */
const STALE_INTERVALS = 3
const STALE_MS = 180_000

/** The plans of the checks that look at peers, and the last answers by their targets; `now` in epoch milliseconds. */
export function peerMetrics(
  plans: readonly Pick<CheckPlan, 'name' | 'probe'>[],
  answers: ReadonlyMap<string, SeenPeer>,
  now: number,
): Metric[] {
  const seen = plans.flatMap(({ name, probe }) => {
    const answer = answers.get(probe?.target ?? '')
    if (answer === undefined || probe === undefined) return []
    // An answer of long ago shows that nobody asks.
    const isKnown = now - answer.at < Math.max(STALE_INTERVALS * intervalOf(probe), STALE_MS)
    return [{ labels: { peer: peerNameOf({ name }) }, answer, isKnown }]
  })
  if (seen.length === 0) return []
  return [
    gauge(
      'intvlm8r_peer_up',
      '1 while the peer answers that it is fine, else 0, also while it is not asked.',
      seen.map(({ labels, answer, isKnown }) => ({
        labels,
        value: isKnown && answer.words === 'fine' ? 1 : 0,
      })),
    ),
    gauge(
      'intvlm8r_peer_answer',
      'The last answer of the peer, as a label.',
      seen.map(({ labels, answer }) => ({ labels: { ...labels, answer: answer.words }, value: 1 })),
    ),
    gauge(
      'intvlm8r_peer_answer_timestamp_seconds',
      'When the peer was asked last.',
      seen.map(({ labels, answer }) => ({ labels, value: answer.at / 1000 })),
    ),
    gauge(
      'intvlm8r_peer_round_trip_seconds',
      'From the question to the answer of the peer.',
      seen.flatMap(({ labels, answer }) =>
        answer.took === undefined ? [] : [{ labels, value: answer.took / 1000 }],
      ),
    ),
  ]
}
