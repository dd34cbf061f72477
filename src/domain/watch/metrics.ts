/** Prometheus metrics of the checks. Pure. */

import type { Metric, Sample } from '../net/prometheus-text'
import { counts } from './check-list'
import { lastAnswer } from './look-change'
import type { Watched } from './ports'
import { isTrouble, STATUSES } from './status'
import { watchedAt } from './status-at'

/** `publicId` names a check to readers who must not check in. The status is that of `now` (see `watchedAt`). */
export function checkMetrics(
  stored: readonly Watched[],
  publicId: (id: string) => string,
  now: number,
): Metric[] {
  const list = stored.map(watched => watchedAt(watched, now))
  const labels = new Map(
    list.map(({ check }) => [check.id, { id: publicId(check.id), slug: check.slug, name: check.name }]),
  )
  const each = (value: (watched: Watched) => number | undefined): Sample[] =>
    list.flatMap(watched => {
      const figure = value(watched)
      return figure === undefined ? [] : [{ labels: labels.get(watched.check.id) ?? {}, value: figure }]
    })
  const gauge = (name: string, help: string, samples: readonly Sample[]): Metric => ({
    name: `intvlm8r_${name}`,
    type: 'gauge',
    help,
    samples,
  })
  const counter = (name: string, help: string, value: (watched: Watched) => number): Metric => ({
    ...gauge(name, help, each(value)),
    type: 'counter',
  })
  const sum = counts(list)
  return [
    gauge(
      'checks',
      'Checks by status.',
      STATUSES.map(status => ({ labels: { status }, value: sum[status] })),
    ),
    gauge(
      'check_up',
      '0 while the check is down or blind, else 1.',
      each(({ state }) => (isTrouble(state.status) ? 0 : 1)),
    ),
    gauge(
      'check_status',
      'The present status of the check, as a label.',
      list.map(({ check, state }) => ({
        labels: { ...labels.get(check.id), status: state.status },
        value: 1,
      })),
    ),
    gauge(
      'check_last_signal_timestamp_seconds',
      'When the check last signalled.',
      each(({ state }) => seconds(state.lastSignalAt)),
    ),
    gauge(
      'check_last_duration_seconds',
      'What the last finished run took.',
      each(({ check, state }) => (check.probe ? undefined : seconds(state.lastDuration))),
    ),
    gauge(
      'check_response_seconds',
      'The last response time that its probe measured.',
      each(({ check, state }) => (check.probe ? seconds(state.lastDuration) : undefined)),
    ),
    gauge(
      'check_answer',
      'The answer of the last look of its probe, as a label: success, failure or blind.',
      list.flatMap(({ check, state }) => {
        const answer = check.probe && lastAnswer(state)
        if (check.probe === undefined || answer === undefined) return []
        return [{ labels: { ...labels.get(check.id), kind: check.probe.kind, answer }, value: 1 }]
      }),
    ),
    gauge(
      'check_consecutive_failures',
      'Failures in a row.',
      each(({ state }) => state.consecutiveFailures),
    ),
    counter('check_signals_total', 'Signals that counted.', ({ state }) => state.signals),
    counter(
      'check_too_frequent_total',
      'Signals refused because they came too soon.',
      ({ state }) => state.tooFrequent,
    ),
    counter('check_flips_total', 'Changes of status.', ({ state }) => state.flips),
  ]
}

function seconds(ms: number | undefined): number | undefined {
  return ms === undefined ? undefined : ms / 1000
}
