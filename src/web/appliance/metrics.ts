import { type Request, Router } from 'express'
import { isDelivered } from '../../domain/heartbeat/result-line'
import { exposition, type Metric } from '../../domain/net/prometheus-text'
import { checkMetrics } from '../../domain/watch/metrics'
import { apiKeyOf } from '../access/api-key'
import { createObserver, type Observation } from '../heartbeat/observe'
import { isLocal } from '../net/addresses'
import { failureLog } from '../pages/failure-log'
import type { AppPorts } from '../ports'
import { publicId } from '../watch/public-ids'

/**
 * `/metrics` for Prometheus, on the appliance itself or with an API key. Answers also while Redis is away: then
 * `intvlm8r_redis_up` is 0 and nothing is said of the checks.
 */
export function metricsDoor(ports: AppPorts): Router {
  const door = Router()
  const observe = createObserver(ports)
  const noteFailure = failureLog(ports, 'no metrics of the checks')

  door.get('/metrics', async (request, response) => {
    if (!(await mayRead(request))) {
      response.status(401).set('WWW-Authenticate', 'Bearer')
      response.type('text').send('send an API key: X-Api-Key, or Authorization: Bearer\n')
      return
    }
    const [seen, checks] = await Promise.all([observe(), aboutChecks()])
    const text = exposition([
      ...aboutSelf(ports.version),
      ...aboutHeartbeat(seen),
      ...aboutQueue(seen),
      ...checks,
    ])
    response.set('Content-Type', 'text/plain; version=0.0.4; charset=utf-8').send(text)
  })

  async function mayRead(request: Request): Promise<boolean> {
    return isLocal(request) || (await apiKeyOf(request, ports)) !== undefined
  }

  async function aboutChecks(): Promise<readonly Metric[]> {
    try {
      const [list, secret] = await Promise.all([ports.checks.list(), ports.apiKeys.installationSecret()])
      return checkMetrics(list, id => publicId(id, secret), ports.now())
    } catch (error) {
      noteFailure(error)
      return []
    }
  }
  return door
}

function aboutHeartbeat({ now, last, liveness }: Observation): Metric[] {
  const known = (value: number) => (last === undefined ? [] : [{ value }])
  return [
    gauge('intvlm8r_heartbeat_alive', '1 if the last heartbeat that was due arrived.', [
      { value: liveness === 'alive' ? 1 : 0 },
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

function aboutQueue({ now, queue }: Observation): Metric[] {
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

/** The web app's own process, under the names that all exporters use. */
function aboutSelf(version: string): Metric[] {
  const { user, system } = process.cpuUsage()
  return [
    gauge('intvlm8r_info', 'The version of the appliance.', [{ labels: { version }, value: 1 }]),
    {
      name: 'process_cpu_seconds_total',
      type: 'counter',
      help: 'Processor time of the web app.',
      samples: [{ value: (user + system) / 1e6 }],
    },
    gauge('process_resident_memory_bytes', 'Memory of the web app.', [{ value: process.memoryUsage.rss() }]),
    gauge('process_start_time_seconds', 'When the web app was started.', [
      { value: Math.round(performance.timeOrigin) / 1000 },
    ]),
  ]
}

function gauge(name: string, help: string, samples: Metric['samples']): Metric {
  return { name, type: 'gauge', help, samples }
}
