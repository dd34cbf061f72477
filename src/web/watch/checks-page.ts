import { Router } from 'express'
import { type ActiveWindow, activeWindows, maintenanceOf } from '../../domain/alerts/maintenance'
import { alertsNobody, isAwaited, isSilenced } from '../../domain/watch/check-list'
import type { Order } from '../../domain/watch/check-lists'
import { feedWords } from '../../domain/watch/plan-words'
import type { Watched } from '../../domain/watch/ports'
import { shortage } from '../../domain/watch/room'
import { STATUSES, TONES } from '../../domain/watch/status'
import { waitingWords } from '../../domain/watch/waiting'
import { behindWords } from '../../domain/watch/watch-words'
import { createSealed } from '../access/sealed'
import { createDoubts, doubtNotices } from '../pages/doubts'
import { channelTroubles, checkTroubles } from '../pages/ini-troubles'
import { noticesOf } from '../pages/notices'
import { renderPage } from '../pages/render'
import { windowLines } from '../pages/window-lines'
import type { AppPorts } from '../ports'
import { DONE, type Done, noticeOfDone } from './bulk-page'
import { durationWords } from './duration-words'
import { firstDue } from './first-due'
import { filterOf, linkOf, pageOf, searchOf } from './list-filter'
import { readNotLooking } from './read-not-looking'
import { sparklineOf } from './sparkline'

/** Rows of a page, which stays light on a phone with 100,000 checks. */
const ROWS = 20
/** Tags that are offered as filters; the others stand on a page of their own. */
const TAGS = 12
/** Tags of that page, which stays light. */
const MOST_TAGS = 250

const ORDER_WORDS = {
  worst: 'Worst first',
  name: 'By name',
  signal: 'By last signal',
} as const satisfies Record<Order, string>

/** `/checks`: the list of all checks. */
export function checksDoor(ports: AppPorts): Router {
  const { now, channels, checks, settings } = ports
  const door = Router()
  const sealed = createSealed(ports.sessions, now)

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
      checks.lists.tagSizes(TAGS),
    ])
    const active = activeWindows(await doubts.read('The windows of maintenance', ports.windows(), []), at)
    const order = filter.sort ?? 'worst'
    const search = searchOf(filter, existing)
    const read = (page: number) => checks.lists.find(search, order, at, ROWS, (page - 1) * ROWS)
    let page = pageOf(request.query)
    let [seen, found] = await Promise.all([
      // Counted within the tag, so that each filter shows the number of its rows.
      checks.lists.overview(at, existing, filter.tag),
      read(page),
    ])
    const last = Math.max(1, Math.ceil(found.matching / ROWS))
    if (page > last) {
      page = last
      found = await read(page)
    }
    const { rows, matching, isMore = false, isUnsorted = false } = found
    const { done } = request.query
    const recent = await checks.past.recent(rows, at)
    await renderPage(response, 'watch/checks', at, {
      rows: rows.map((watched, index) => ({
        ...rowOf(watched, existing, at, active),
        index,
        spark: sparklineOf(recent[index] ?? []),
      })),
      any: seen.total > 0 || filter.tag !== undefined,
      counts: seen.counts,
      total: seen.total,
      unalerted: seen.unalerted,
      behind: behindWords(seen.behind),
      matching,
      isMore,
      isUnsorted,
      isSearch: filter.q !== undefined,
      first: (page - 1) * ROWS + 1,
      tags: tags.tags.map(({ tag }) => tag),
      moreTags: tags.total > TAGS ? tags.total : 0,
      orders: ORDER_WORDS,
      order,
      channels: existing ?? [],
      statuses: STATUSES,
      tones: TONES,
      filter,
      page,
      pages: isMore ? page + 1 : Math.max(1, Math.ceil(matching / ROWS)),
      maintenance: windowLines(active),
      notices: [...notices, ...doubtNotices(doubts.sentences())],
      notLooking: await readNotLooking(ports, looks),
      done: typeof done === 'string' ? doneNotice(done) : undefined,
      notice: noticeOf(request.query),
      waiting: waitingWords(room.waiting, at),
      short: shortage(room.memoryShare),
      troubles: [...checkTroubles(reading), ...channelTroubles(reading)],
      link: (change: Parameters<typeof linkOf>[1]) => linkOf('/checks', { ...filter, ...change }),
    })
  })

  function doneNotice(text: string) {
    const opened = sealed.open(text, DONE) as Done | undefined
    return opened && noticeOfDone(opened)
  }

  door.get('/checks/tags', async (_request, response) => {
    const { tags, total } = await checks.lists.tagSizes(MOST_TAGS)
    const byName = [...tags].sort((a, b) => (a.tag.toLowerCase() < b.tag.toLowerCase() ? -1 : 1))
    await renderPage(response, 'watch/tags', now(), {
      tags: byName.map(({ tag, size }) => ({ tag, size, link: linkOf('/checks', { tag }) })),
      total,
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
  const first = firstDue(watched, now)
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
    due: isDue
      ? { at: due, term: status === 'late' ? 'was due' : 'due' }
      : first?.at !== undefined && { at: first.at, term: 'next due' },
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
