import { Router } from 'express'
import { wasAnsweredWithPage } from '../../domain/heartbeat/attempt-findings'
import { recogniseReceiver } from '../../domain/heartbeat/receivers/index'
import { resultWords } from '../../domain/heartbeat/result-words'
import { alertsNobody, counts, troubleCounts } from '../../domain/watch/check-list'
import type { Notice } from '../../domain/watch/notices'
import type { Watched, WatchRoom } from '../../domain/watch/ports'
import { watchedAt } from '../../domain/watch/status-at'
import { roomWords, unalertedWords } from '../../domain/watch/watch-words'
import { createObserver } from '../heartbeat/observe'
import { createDoubts } from '../pages/doubts'
import { renderPage } from '../pages/render'
import type { AppPorts } from '../ports'

/** `/`: whether the heartbeat is alive, at a glance. */
export function homeDoor(ports: AppPorts): Router {
  const door = Router()
  const observe = createObserver(ports)
  door.get('/', async (_request, response) => {
    const doubts = createDoubts()
    const [seen, watched, existing, room] = await Promise.all([
      observe(),
      doubts.read('The checks', ports.checks.list(), []),
      doubts.read('The channels', ports.channels.names(), undefined),
      doubts.read('The checks', ports.checks.room(), undefined),
    ])
    // The cause chain shows a Redis that is away; the page then has no line about the watch.
    const unread = seen.queue.reached ? doubts.sentences() : []
    const host = ports.system.host()
    const { now, reading, last } = seen
    const unalerted = existing && watched.filter(one => alertsNobody(one, existing))
    const url = reading.kind === 'ok' ? reading.settings.monitoring.url : ''
    await renderPage(response, 'appliance/home', now, {
      ...seen,
      ...seen.verdict,
      notices: [...seen.notices, ...watchNotices(unalerted ?? [], room, unread, now)],
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

/** The troubles that the list of the checks shows at its top, or by a filter. */
function watchNotices(
  unalerted: readonly Watched[],
  room: WatchRoom | undefined,
  unread: readonly string[],
  now: number,
): readonly Notice[] {
  const nobody = unalertedWords(unalerted)
  const sentences = [...(nobody ? [`${nobody}.`] : []), ...(room ? roomWords(room, now) : []), ...unread]
  return sentences.length === 0 ? [] : [{ title: 'The watch needs attention.', sentences }]
}

/** The number of checks, and of those in trouble. */
function watchRow(watched: readonly Watched[]) {
  const { down, blind } = counts(watched)
  const state = down > 0 ? 'bad' : blind > 0 ? 'warn' : undefined
  return { total: watched.length, trouble: troubleCounts(watched), state }
}
