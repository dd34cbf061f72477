import { Router } from 'express'
import { activeWindows } from '../../domain/alerts/maintenance'
import { wasAnsweredWithPage } from '../../domain/heartbeat/attempt-findings'
import { recogniseReceiver } from '../../domain/heartbeat/receivers/index'
import { resultWords } from '../../domain/heartbeat/result-words'
import { tStored } from '../../domain/language/text'
import { troubleCounts } from '../../domain/watch/check-list'
import type { Notice } from '../../domain/watch/notices'
import type { WatchRoom } from '../../domain/watch/ports'
import { behindWords, roomWords, unalertedWords } from '../../domain/watch/watch-words'
import { createObserver } from '../heartbeat/observe'
import { createDoubts } from '../pages/doubts'
import { renderPage } from '../pages/render'
import { windowLines } from '../pages/window-lines'
import type { AppPorts } from '../ports'
import { readWatch, type WatchGlance } from '../watch/watch-glance'

/** `/`: whether the heartbeat is alive, at a glance. */
export function homeDoor(ports: AppPorts): Router {
  const door = Router()
  const observe = createObserver(ports)
  door.get('/', async (_request, response) => {
    const doubts = createDoubts()
    const [seen, watched, room, windows] = await Promise.all([
      observe(),
      doubts
        .read('The channels', ports.channels.names(), undefined)
        .then(existing =>
          doubts.read('The checks', readWatch(ports.checks.lists, ports.now(), existing), undefined),
        ),
      doubts.read('The checks', ports.checks.room(), undefined),
      doubts.read('The windows of maintenance', ports.windows(), []),
    ])
    // The cause chain shows a Redis that is away; the page then has no line about the watch.
    const unread = seen.queue.reached ? doubts.sentences() : []
    const host = ports.system.host()
    const { now, reading, last } = seen
    const url = reading.kind === 'ok' ? reading.settings.monitoring.url : ''
    await renderPage(response, 'appliance/home', now, {
      ...seen,
      ...seen.verdict,
      notices: [...seen.notices, ...watchNotices(watched, room, unread, now)],
      receiver: url === '' ? undefined : recogniseReceiver(url).name,
      answeredWithPage: wasAnsweredWithPage(seen.queue),
      lastWords: last && resultWords(last),
      checks: watched && watched.total > 0 ? watchRow(watched) : undefined,
      maintenance: windowLines(activeWindows(windows, now)),
      hostName: host.hostName,
      startedAt: now - host.uptime,
    })
  })
  return door
}

/** The troubles that the list of the checks shows at its top, or by a filter. */
function watchNotices(
  watched: WatchGlance | undefined,
  room: WatchRoom | undefined,
  unread: readonly string[],
  now: number,
): readonly Notice[] {
  const nobody = watched && unalertedWords(watched.unalerted ?? 0, watched.unalertedNames)
  const behind = watched && behindWords(watched.behind)
  const sentences = [
    ...(nobody ? [`${tStored(nobody)}.`] : []),
    ...(behind ? [behind] : []),
    ...(room ? roomWords(room, now) : []),
    ...unread,
  ]
  return sentences.length === 0 ? [] : [{ title: 'The watch needs attention.', sentences }]
}

/** The number of checks, and of those in trouble. */
function watchRow({ total, counts }: WatchGlance) {
  const { down, blind } = counts
  const state = down > 0 ? 'bad' : blind > 0 ? 'warn' : undefined
  return { total, trouble: troubleCounts(counts), state }
}
