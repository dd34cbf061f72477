import { Router } from 'express'
import { type ActiveWindow, activeWindows, maintenanceOf } from '../../domain/alerts/maintenance'
import { alertsNobody, isAwaited, isSilenced } from '../../domain/watch/check-list'
import { feedWords } from '../../domain/watch/plan-words'
import type { Watched } from '../../domain/watch/ports'
import { shortage } from '../../domain/watch/room'
import { STATUSES, TONES } from '../../domain/watch/status'
import { waitingWords } from '../../domain/watch/waiting'
import { behindWords } from '../../domain/watch/watch-words'
import { createDoubts, doubtNotices } from '../pages/doubts'
import { channelTroubles, checkTroubles } from '../pages/ini-troubles'
import { noticesOf } from '../pages/notices'
import { renderPage } from '../pages/render'
import { windowLines } from '../pages/window-lines'
import type { AppPorts } from '../ports'
import { durationWords } from './duration-words'
import { filterOf, type ListFilter, linkOf, listQuery, pageOf } from './list-filter'
import { readNotLooking } from './read-not-looking'
import { sparklineOf } from './sparkline'

/** Rows of a page, which stays light on a phone with 100,000 checks. */
const ROWS = 40
/** Tags that are offered as filters. */
const TAGS = 12

/** `/checks`: the list of all checks. */
export function checksDoor(ports: AppPorts): Router {
  const { now, channels, checks, settings } = ports
  const door = Router()

  door.get('/checks', async (request, response) => {
    const at = now()
    const filter = filterOf(request.query)
    const doubts = createDoubts()
    const [reading, existing, room, notices, looks, tags] = await Promise.all([
      settings.read(),
      channels.names(),
      checks.room(),
      noticesOf(ports, doubts),
      checks.lists.anyLooks(),
      checks.lists.tags(TAGS),
    ])
    const query = listQuery(filter, existing)
    const active = activeWindows(await doubts.read('The windows of maintenance', ports.windows(), []), at)
    const [seen, matching] = await Promise.all([
      // Counted within the tag, so that each filter shows the number of its rows.
      checks.lists.overview(at, existing, filter.tag),
      checks.lists.size(query, at),
    ])
    const pages = Math.max(1, Math.ceil(matching / ROWS))
    const page = Math.min(pages, pageOf(request.query))
    const { rows } = await checks.lists.page(query, at, ROWS, { skip: (page - 1) * ROWS })
    const recent = await checks.past.recent(rows, at)
    await renderPage(response, 'watch/checks', at, {
      rows: rows.map((watched, index) => ({
        ...rowOf(watched, existing, at, active),
        spark: sparklineOf(recent[index] ?? []),
      })),
      any: seen.total > 0 || filter.tag !== undefined,
      counts: seen.counts,
      total: seen.total,
      unalerted: seen.unalerted,
      behind: behindWords(seen.behind),
      matching,
      first: (page - 1) * ROWS + 1,
      tags,
      statuses: STATUSES,
      tones: TONES,
      filter,
      page,
      pages,
      maintenance: windowLines(active),
      notices: [...notices, ...doubtNotices(doubts.sentences())],
      notLooking: await readNotLooking(ports, looks),
      notice: noticeOf(request.query),
      waiting: waitingWords(room.waiting, at),
      short: shortage(room.memoryShare),
      troubles: [...checkTroubles(reading), ...channelTroubles(reading)],
      link: (change: ListFilter & { readonly page?: number }) => linkOf('/checks', { ...filter, ...change }),
      choose: linkOf('/checks/choose', filter),
    })
  })

  return door
}

/** The locals of a row. */
function rowOf(
  watched: Watched,
  existing: readonly string[] | undefined,
  now: number,
  active: readonly ActiveWindow[],
) {
  const { check, state } = watched
  const { status, lastSignalAt, lastSignalKind, since, due } = state
  // A probe looks by itself: the next look is no news.
  const isDue = due !== undefined && isAwaited(state) && check.probe === undefined
  return {
    check,
    status,
    tone: TONES[status],
    isSilenced: isSilenced(state, now),
    isMaintained: maintenanceOf(check, active) !== undefined,
    isAcknowledged: state.acknowledged !== undefined,
    alertsNobody: alertsNobody(watched, existing),
    lastSignal: lastSignalAt !== undefined && {
      at: lastSignalAt,
      word: lastSignalKind === undefined ? '' : SIGNAL_WORDS[lastSignalKind],
    },
    downSince: status === 'down' || status === 'blind' ? since : undefined,
    unseen: state.unseen,
    warning: state.warning,
    due: isDue && { at: due, term: status === 'late' ? 'was due' : 'due' },
    schedule: feedWords(check),
    took: check.probe && state.lastDuration !== undefined ? durationWords(state.lastDuration) : undefined,
  }
}

const SIGNAL_WORDS = { success: 'Succeeded', fail: 'Failed', start: 'Started', log: '' } as const

/** The outcome of a form. */
function noticeOf({ removed, adopted }: Readonly<Record<string, unknown>>): string | undefined {
  const many = (count: unknown) => (Number(count) > 1 ? `${Number(count)} checks are` : 'The check is')
  if (removed !== undefined) return removed === '0' ? 'No check was deleted.' : `${many(removed)} deleted.`
  if (adopted === undefined) return undefined
  return adopted === '0' ? 'No check was adopted.' : `${many(adopted)} adopted, and can alert from now on.`
}
