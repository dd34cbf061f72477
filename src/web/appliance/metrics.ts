import { setImmediate } from 'node:timers/promises'
import { Router } from 'express'
import { activeWindows, maintenanceOf } from '../../domain/alerts/maintenance'
import { heartbeatMetrics, queueMetrics } from '../../domain/heartbeat/metrics'
import { exposition, gauge, type Metric } from '../../domain/net/prometheus-text'
import { groupMetrics } from '../../domain/peers/group-view'
import { peerMetrics } from '../../domain/peers/metrics'
import { isPeerCheck } from '../../domain/peers/peer-list'
import { providableChecks } from '../../domain/settings/reading'
import type { MessageState } from '../../domain/watch/message-words'
import { type CheckFigures, collectFigures } from '../../domain/watch/metrics'
import { notLooking } from '../../domain/watch/not-looking'
import { apiKeyOf, EXPIRED_KEY } from '../access/api-key'
import { createObserver } from '../heartbeat/observe'
import { isTick } from '../heartbeat/tick-proof'
import { isOwnProgram } from '../net/addresses'
import { failureLog } from '../pages/failure-log'
import { readMessages } from '../pages/notices'
import { writePieces } from '../pages/write-pieces'
import type { AppPorts } from '../ports'
import { publicId } from '../watch/public-ids'

/**
 * `/metrics` for Prometheus with an API key, or for a program on the appliance that has the tick's secret. While Redis is
 * away `intvlm8r_redis_up` is 0, and the metrics of the checks are missing.
 */
export function metricsDoor(ports: AppPorts): Router {
  const door = Router()
  const observe = createObserver(ports, async () => [])
  const noteFailure = failureLog(ports, 'no metrics of the checks')
  let scraping: Promise<void> = Promise.resolve()

  door.get('/metrics', async (request, response) => {
    const isOwn = isOwnProgram(request) && isTick(request, ports.tickSecret)
    const key = isOwn ? undefined : await apiKeyOf(request, ports)
    if (!isOwn && (key === undefined || key === 'expired')) {
      response.status(401).set('WWW-Authenticate', 'Bearer').type('text')
      response.send(`${key ? EXPIRED_KEY : 'send an API key: X-Api-Key, or Authorization: Bearer'}\n`)
      return
    }
    // Scrapes are served one after the other: each holds the figures of all checks.
    scraping = scraping.then(async () => {
      const seen = await observe()
      const isUnseen = seen.queue.reached && notLooking(seen.queue.pulse) !== undefined
      const [figures, messages, ofPeers] = await Promise.all([
        figuresOrNone(isUnseen),
        readMessages(ports).catch(() => undefined),
        peersOrNone(),
      ])
      const own = exposition([
        ...processMetrics(ports.version),
        ...heartbeatMetrics(seen),
        ...queueMetrics(seen),
        ...(messages ? messageMetrics(messages) : []),
        ...ofPeers,
      ])
      response.set('Content-Type', 'text/plain; version=0.0.4; charset=utf-8')
      await writePieces(response, textOf(own, figures))
    })
    const served = scraping
    scraping = scraping.catch(() => {})
    await served
  })

  async function peersOrNone(): Promise<Metric[]> {
    const checks = providableChecks(await ports.settings.read())?.checks ?? []
    const plans = checks.map(({ plan }) => plan).filter(isPeerCheck)
    if (plans.length === 0) return []
    const group = await ports.peers.showGroup().catch(() => undefined)
    const answers = await ports.peers.board.answers().catch(() => new Map())
    return [...peerMetrics(plans, answers, ports.now()), ...(group === undefined ? [] : groupMetrics(group))]
  }

  async function figuresOrNone(isUnseen: boolean): Promise<CheckFigures | undefined> {
    try {
      const secret = await ports.apiKeys.installationSecret()
      const active = activeWindows(await ports.windows(), ports.now())
      const figures = collectFigures({
        publicId: id => publicId(id, secret),
        now: ports.now(),
        inMaintenance: check => maintenanceOf(check, active) !== undefined,
        isUnseen,
      })
      for await (const checks of ports.checks.scan()) {
        figures.add(checks)
        await setImmediate() // Check-ins come in between.
      }
      return figures
    } catch (error) {
      noteFailure(error)
      return undefined
    }
  }
  return door
}

/** The messages by 0MQ, by what became of them. */
function messageMetrics({ isReceived, counts }: MessageState): Metric[] {
  const samples = Object.entries(counts).map(([result, value]) => ({ labels: { result }, value }))
  return [
    gauge('intvlm8r_zmq_up', 'Whether messages by 0MQ are received.', [{ value: isReceived ? 1 : 0 }]),
    { name: 'intvlm8r_zmq_messages_total', type: 'counter', help: 'Messages by 0MQ.', samples },
  ]
}

function* textOf(own: string, figures: CheckFigures | undefined): Generator<string> {
  yield own
  if (figures) yield* figures.text()
}

/** The web app's own process, by the names that all exporters use. */
function processMetrics(version: string): Metric[] {
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
