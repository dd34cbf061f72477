import { Router } from 'express'
import { type ActiveWindow, activeWindows, maintenanceOf } from '../../domain/alerts/maintenance'
import { mark, t, tn, tStored } from '../../domain/language/text'
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

const ORDERS = {
  worst: { words: mark('Worst first'), inside: mark('worst first') },
  name: { words: mark('By name'), inside: mark('by name') },
  signal: { words: mark('By last signal'), inside: mark('by last signal') },
} as const satisfies Record<Order, { readonly words: string; readonly inside: string }>

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
    const pages = isMore ? page + 1 : Math.max(1, Math.ceil(matching / ROWS))
    const isSearch = filter.q !== undefined
    const isFiltered = isSearch || Boolean(filter.status || filter.tag || filter.channel)
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
      behind: tStored(behindWords(seen.behind) ?? ''),
      matching,
      isMore,
      isUnsorted,
      isSearch,
      place: placeWords({ page, pages, rows: rows.length, matching, isMore, isSearch }),
      allWords: allWords({ matching, isMore, isFiltered }),
      tags: tags.tags.map(({ tag }) => tag),
      moreTags: tags.total > TAGS ? tags.total : 0,
      orders: Object.fromEntries(Object.entries(ORDERS).map(([value, { words }]) => [value, t(words)])),
      order,
      orderInside: t(ORDERS[order].inside),
      channels: existing ?? [],
      statuses: STATUSES,
      tones: TONES,
      filter,
      page,
      pages,
      maintenance: windowLines(active),
      notices: [...notices, ...doubtNotices(doubts.sentences())],
      notLooking: await readNotLooking(ports, looks),
      done: typeof done === 'string' ? doneNotice(done) : undefined,
      notice: noticeOf(request.query),
      waiting: waitingWords(room.waiting, at).map(tStored),
      short: tStored(shortage(room.memoryShare) ?? ''),
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

/** `21 to 40 of 312 that match`: the rows of the page among all. */
function placeWords(list: {
  readonly page: number
  readonly pages: number
  readonly rows: number
  readonly matching: number
  readonly isMore: boolean
  readonly isSearch: boolean
}): string {
  const { page, pages, rows, matching, isMore, isSearch } = list
  const total = isMore ? t('more than {n}', { n: matching }) : String(matching)
  const all = !isSearch ? total : tn(matching, '{total} that matches', '{total} that match', { total })
  if (pages <= 1) return all
  const first = (page - 1) * ROWS + 1
  return t('{first} to {last} of {all}', { first, last: first + rows - 1, all })
}

/** The choice of all checks of the list, instead of some. */
function allWords(list: {
  readonly matching: number
  readonly isMore: boolean
  readonly isFiltered: boolean
}): string {
  const { matching, isMore, isFiltered } = list
  const total = isMore ? t('more than {n}', { n: matching }) : matching
  return isFiltered
    ? t('All {total} that match, on every page', { total })
    : t('All {total} that there are, on every page', { total })
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
      word: lastSignalKind === undefined ? '' : t(SIGNAL_WORDS[lastSignalKind]),
    },
    downSince: status === 'down' || status === 'blind' ? since : undefined,
    unseen: state.unseen,
    warning: state.warning,
    due: isDue
      ? { at: due, term: status === 'late' ? t('was due') : t('due') }
      : first?.at !== undefined && { at: first.at, term: t('next due') },
    schedule: tStored(feedWords(check)),
    took: check.probe && state.lastDuration !== undefined ? durationWords(state.lastDuration) : undefined,
  }
}

const SIGNAL_WORDS = {
  success: mark('Succeeded'),
  fail: mark('Failed'),
  start: mark('Started'),
  log: '',
} as const

/** The outcome of a form. */
function noticeOf({ removed, adopted }: Readonly<Record<string, unknown>>): string | undefined {
  const many = (count: unknown) => (Number(count) > 1 ? Number(count) : 1)
  if (removed !== undefined)
    return removed === '0'
      ? t('No check was deleted.')
      : tn(many(removed), 'The check is deleted.', '{n} checks are deleted.')
  if (adopted === undefined) return undefined
  return adopted === '0'
    ? t('No check was adopted.')
    : tn(
        many(adopted),
        'The check is adopted, and can alert from now on.',
        '{n} checks are adopted, and can alert from now on.',
      )
}
