/** Prometheus metrics of the peers. Pure. */

import { gauge, type Metric } from '../net/prometheus-text'
import type { SeenPeer } from '../probes/look'
import type { CheckPlan } from '../watch/plan-fields'
import { peerNameOf } from './peer-list'

/** The plans of the checks that look at peers, and the last answers by their targets. */
export function peerMetrics(
  plans: readonly Pick<CheckPlan, 'name' | 'probe'>[],
  answers: ReadonlyMap<string, SeenPeer>,
): Metric[] {
  const seen = plans.flatMap(({ name, probe }) => {
    const answer = answers.get(probe?.target ?? '')
    return answer === undefined ? [] : [{ labels: { peer: peerNameOf({ name }) }, answer }]
  })
  if (seen.length === 0) return []
  return [
    gauge(
      'intvlm8r_peer_up',
      '1 while the peer answers that it is fine, else 0.',
      seen.map(({ labels, answer }) => ({ labels, value: answer.words === 'fine' ? 1 : 0 })),
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
