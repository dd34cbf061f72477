import { describe, expect, it } from 'vitest'
import type { QueueView } from '../../../src/domain/heartbeat/chain-link'
import { heartbeatMetrics, queueMetrics } from '../../../src/domain/heartbeat/metrics'
import type { Metric } from '../../../src/domain/net/prometheus-text'

const figures = (metrics: readonly Metric[]) =>
  metrics.map(({ name, type, samples }) => [name, type, ...samples.map(({ value }) => value)].join(' '))

const GIVEN = {
  now: 90_000,
  last: { at: 60_000, result: '200' },
  liveness: 'alive',
  verdict: { isWell: true },
} as const

describe('the metrics of the heartbeat', () => {
  it('say whether it lives, is late and is well, and what became of the last one', () => {
    expect(figures(heartbeatMetrics(GIVEN))).toStrictEqual([
      'intvlm8r_heartbeat_alive gauge 1',
      'intvlm8r_heartbeat_late gauge 0',
      'intvlm8r_heartbeat_well gauge 1',
      'intvlm8r_heartbeat_last_timestamp_seconds gauge 60',
      'intvlm8r_heartbeat_age_seconds gauge 30',
      'intvlm8r_heartbeat_delivered gauge 1',
    ])
    const late = { ...GIVEN, liveness: 'late', verdict: { isWell: false } } as const
    expect(figures(heartbeatMetrics({ ...late, last: { at: 60_000, result: 'Missed' } }))).toStrictEqual([
      'intvlm8r_heartbeat_alive gauge 0',
      'intvlm8r_heartbeat_late gauge 1',
      'intvlm8r_heartbeat_well gauge 0',
      'intvlm8r_heartbeat_last_timestamp_seconds gauge 60',
      'intvlm8r_heartbeat_age_seconds gauge 30',
      'intvlm8r_heartbeat_delivered gauge 0',
    ])
  })

  it('have no figures of a last one before there was one', () => {
    expect(figures(heartbeatMetrics({ ...GIVEN, last: undefined, liveness: 'silent' }))).toStrictEqual([
      'intvlm8r_heartbeat_alive gauge 0',
      'intvlm8r_heartbeat_late gauge 0',
      'intvlm8r_heartbeat_well gauge 1',
      'intvlm8r_heartbeat_last_timestamp_seconds gauge',
      'intvlm8r_heartbeat_age_seconds gauge',
      'intvlm8r_heartbeat_delivered gauge',
    ])
  })
})

describe('the metrics of the queue', () => {
  it.each([
    [{ reached: false }, '0', '', ''],
    [{ reached: true, pulse: {} }, '1', '', ' 0'],
    [{ reached: true, pulse: { workers: 0 } }, '1', ' 0', ' 0'],
    [{ reached: true, pulse: { workers: 2, waitingSince: 60_000 } }, '1', ' 2', ' 30'],
  ])('of %j', (queue, up, workers, waiting) => {
    expect(figures(queueMetrics({ now: 90_000, queue: queue as unknown as QueueView }))).toStrictEqual([
      `intvlm8r_redis_up gauge ${up}`,
      `intvlm8r_queue_workers gauge${workers}`,
      `intvlm8r_queue_waiting_seconds gauge${waiting}`,
    ])
  })
})
