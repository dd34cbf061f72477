import { Router } from 'express'
import { brokenLink } from '../domain/cause-chain'
import { counts } from '../domain/check-list'
import { recogniseReceiver } from '../domain/receivers'
import { resultWords } from '../domain/result-words'
import { createObserver } from './observe'
import { renderPage } from './pages'
import type { AppPorts } from './ports'

const WORDS = {
  alive: { word: 'Alive', state: 'ok' },
  silent: { word: 'No heartbeat', state: 'bad' },
  waiting: { word: 'Waiting', state: 'unknown' },
  off: { word: 'Off', state: 'unknown' },
} as const

/** `/`: one glance, alive or not. */
export function homeDoor(ports: AppPorts): Router {
  const door = Router()
  const observe = createObserver(ports)
  door.get('/', async (_request, response) => {
    const [seen, watched] = await Promise.all([
      observe(),
      // While Redis is away, the glance says so.
      ports.checks.list().catch(() => []),
    ])
    const host = ports.system.host()
    const { now, reading, last } = seen
    const url = reading.kind === 'ok' ? reading.settings.monitoring.url : ''
    await renderPage(response, 'home', now, {
      ...seen,
      ...WORDS[seen.life],
      broken: brokenLink(seen.chain),
      receiver: url === '' ? undefined : recogniseReceiver(url).name,
      lastWords: last && resultWords(last),
      checks: watched.length > 0 ? { total: watched.length, down: counts(watched).down } : undefined,
      hostName: host.hostName,
      startedAt: now - host.uptime,
    })
  })
  return door
}
