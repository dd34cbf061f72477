import { Router } from 'express'
import { wasAnsweredWithPage } from '../../domain/heartbeat/attempt-findings'
import { recogniseReceiver } from '../../domain/heartbeat/receivers/index'
import { resultWords } from '../../domain/heartbeat/result-words'
import { counts, troubleCounts } from '../../domain/watch/check-list'
import type { Watched } from '../../domain/watch/ports'
import { watchedAt } from '../../domain/watch/status-at'
import { createObserver } from '../heartbeat/observe'
import { renderPage } from '../pages/render'
import type { AppPorts } from '../ports'

/** `/`: whether the heartbeat is alive, at a glance. */
export function homeDoor(ports: AppPorts): Router {
  const door = Router()
  const observe = createObserver(ports)
  door.get('/', async (_request, response) => {
    const [seen, watched] = await Promise.all([
      observe(),
      // The cause chain shows a Redis that is away; the page then has no line about the watch.
      ports.checks.list().catch(() => []),
    ])
    const host = ports.system.host()
    const { now, reading, last } = seen
    const url = reading.kind === 'ok' ? reading.settings.monitoring.url : ''
    await renderPage(response, 'appliance/home', now, {
      ...seen,
      ...seen.verdict,
      receiver: url === '' ? undefined : recogniseReceiver(url).name,
      answeredWithPage: wasAnsweredWithPage(seen.queue),
      lastWords: last && resultWords(last),
      checks: watched.length > 0 ? watchRow(watched.map(one => watchedAt(one, now))) : undefined,
      hostName: host.hostName,
      startedAt: now - host.uptime,
    })
  })
  return door
}

/** The number of checks, and of those in trouble. */
function watchRow(watched: readonly Watched[]) {
  const { down, blind } = counts(watched)
  const state = down > 0 ? 'bad' : blind > 0 ? 'warn' : undefined
  return { total: watched.length, trouble: troubleCounts(watched), state }
}
