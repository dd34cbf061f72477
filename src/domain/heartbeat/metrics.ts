/** The heartbeat's metrics for Prometheus. Pure. */

import { gauge, type Metric } from '../net/prometheus-text'
import type { Liveness } from './alive'
import type { QueueView } from './chain-link'
import { isDelivered, type LastResult } from './result-line'
import type { Verdict } from './verdict'

/** `now` in epoch milliseconds; `last`: the result of the last heartbeat. */
export function heartbeatMetrics({
  now,
  last,
  liveness,
  verdict,
}: {
  readonly now: number
  readonly last: LastResult | undefined
  readonly liveness: Liveness
  readonly verdict: Pick<Verdict, 'isWell'>
}): Metric[] {
  const known = (value: number) => (last === undefined ? [] : [{ value }])
  return [
    gauge(
      'intvlm8r_heartbeat_alive',
      '1 if the last heartbeat arrived, and none that was due is missing or late.',
      [{ value: liveness === 'alive' ? 1 : 0 }],
    ),
    gauge('intvlm8r_heartbeat_late', '1 if a due heartbeat has not gone out, and still may.', [
      { value: liveness === 'late' ? 1 : 0 },
    ]),
    gauge('intvlm8r_heartbeat_well', '1 if nothing is wrong, as `intvlm8r status` judges.', [
      { value: verdict.isWell ? 1 : 0 },
    ]),
    gauge(
      'intvlm8r_heartbeat_last_timestamp_seconds',
      'When the last heartbeat ended.',
      known((last?.at ?? 0) / 1000),
    ),
    gauge(
      'intvlm8r_heartbeat_age_seconds',
      'Time since the last heartbeat ended.',
      known((now - (last?.at ?? 0)) / 1000),
    ),
    gauge(
      'intvlm8r_heartbeat_delivered',
      'Whether the last heartbeat was delivered.',
      known(last && isDelivered(last) ? 1 : 0),
    ),
  ]
}

export function queueMetrics({ now, queue }: { readonly now: number; readonly queue: QueueView }): Metric[] {
  const { workers, waitingSince } = queue.reached ? queue.pulse : {}
  return [
    gauge('intvlm8r_redis_up', 'Whether Redis answers.', [{ value: queue.reached ? 1 : 0 }]),
    gauge(
      'intvlm8r_queue_workers',
      'Workers at the queue.',
      workers === undefined ? [] : [{ value: workers }],
    ),
    gauge(
      'intvlm8r_queue_waiting_seconds',
      'How long the oldest heartbeat has waited for a worker; 0: none waits.',
      queue.reached ? [{ value: waitingSince === undefined ? 0 : (now - waitingSince) / 1000 }] : [],
    ),
  ]
}
