import { type Request, Router } from 'express'
import { defaultChannels } from '../../domain/alerts/channel'
import {
  alertsNobody,
  counts,
  type Filter,
  filtered,
  isAwaited,
  isSilenced,
  tagsOf,
  worstFirst,
} from '../../domain/watch/check-list'
import type { Watched } from '../../domain/watch/ports'
import { scheduleWords } from '../../domain/watch/schedule'
import { STATUSES, TONES } from '../../domain/watch/status'
import { createSealed } from '../access/sealed'
import { isDraft } from '../pages/form'
import { channelTroubles, checkTroubles } from '../pages/ini-troubles'
import { noticesOf } from '../pages/notices'
import { renderPage } from '../pages/render'
import type { AppPorts } from '../ports'
import { emptyFields, typedFields, typedPlan, withHeldPassword } from './check-form'
import { showCheckForm } from './check-form-page'
import { resolvePlan } from './resolve-plan'

/** Rows of a page, which stays light on a phone with 10,000 checks. */
const ROWS = 40
/** Tags that are offered as filters. */
const TAGS = 12

/** `/checks`: the list of all checks, and the form for a new one. */
export function checksDoor(ports: AppPorts): Router {
  const { now, channels, checks, settings } = ports
  const door = Router()
  const sealed = createSealed(ports.sessions, ports.now)

  door.get('/checks', async (request, response) => {
    const at = now()
    const filter = filterOf(request)
    const [all, reading, listed, notices] = await Promise.all([
      checks.list(),
      settings.read(),
      channels.list(),
      noticesOf(ports),
    ])
    const existing = listed.map(({ name }) => name)
    const tagged = filtered(all, { ...(filter.tag !== undefined && { tag: filter.tag }) })
    const unalerted = tagged.filter(watched => alertsNobody(watched, existing))
    const matching = worstFirst(filtered(filter.channel === 'none' ? unalerted : tagged, filter))
    const pages = Math.max(1, Math.ceil(matching.length / ROWS))
    const page = Math.min(pages, pageOf(request))
    await renderPage(response, 'watch/checks', at, {
      rows: matching.slice((page - 1) * ROWS, page * ROWS).map(watched => rowOf(watched, existing, at)),
      any: all.length > 0,
      // Counted within the tag, so that each filter shows the number of its rows.
      counts: counts(tagged),
      total: tagged.length,
      unalerted: unalerted.length,
      matching: matching.length,
      first: (page - 1) * ROWS + 1,
      tags: tagsOf(all).slice(0, TAGS),
      statuses: STATUSES,
      tones: TONES,
      filter,
      page,
      pages,
      removed: request.query.removed !== undefined,
      notices,
      troubles: [...checkTroubles(reading), ...channelTroubles(reading)],
      link: (change: ListFilter & { readonly page?: number }) => linkOf({ ...filter, ...change }),
    })
  })

  door.get('/checks/new', async (_request, response) => {
    const chosen = defaultChannels(await channels.list()).join(' ')
    await showCheckForm(ports, response, { fields: { ...emptyFields(), channels: chosen }, faults: [] })
  })

  door.post('/checks', async (request, response) => {
    const fields = withHeldPassword(typedFields(request), request, sealed)
    if (isDraft(response)) return await showCheckForm(ports, response, { fields, faults: [] })
    const resolved = await resolvePlan(ports, typedPlan(fields))
    if ('faults' in resolved) {
      response.status(422)
      return await showCheckForm(ports, response, { fields, faults: resolved.faults })
    }
    const { check } = await checks.create(resolved.plan, 'page', now())
    response.redirect(303, `/checks/${check.id}?created`)
  })

  return door
}

interface ListFilter extends Filter {
  /** Only checks that alert nobody. */
  readonly channel?: 'none'
}

/** The locals of a row. */
function rowOf(watched: Watched, existing: readonly string[], now: number) {
  const { check, state } = watched
  const { status, lastSignalAt, lastSignalKind, since, due } = state
  const isDue = due !== undefined && isAwaited(state)
  return {
    check,
    status,
    tone: TONES[status],
    isSilenced: isSilenced(state, now),
    alertsNobody: alertsNobody(watched, existing),
    lastSignal: lastSignalAt !== undefined && {
      at: lastSignalAt,
      word: lastSignalKind === undefined ? '' : SIGNAL_WORDS[lastSignalKind],
    },
    downSince: status === 'down' ? since : undefined,
    due: isDue && { at: due, term: status === 'late' ? 'was due' : 'due' },
    schedule: scheduleWords(check.schedule),
  }
}

const SIGNAL_WORDS = { success: 'Succeeded', fail: 'Failed', start: 'Started', log: '' } as const

function filterOf({ query }: Request): ListFilter {
  const status = STATUSES.find(one => one === query.status)
  const { tag } = query
  return {
    ...(status && { status }),
    ...(typeof tag === 'string' && tag !== '' && { tag }),
    ...(query.channel === 'none' && { channel: 'none' }),
  }
}

function pageOf({ query }: Request): number {
  const page = Number(query.page)
  return Number.isInteger(page) && page >= 1 ? page : 1
}

/** The address of the list with a filter; without a page, of its first one. */
function linkOf({ status, tag, channel, page }: ListFilter & { readonly page?: number }): string {
  const query = new URLSearchParams()
  if (status !== undefined) query.set('status', status)
  if (tag !== undefined) query.set('tag', tag)
  if (channel !== undefined) query.set('channel', channel)
  if (page !== undefined && page > 1) query.set('page', String(page))
  const text = query.toString()
  return text === '' ? '/checks' : `/checks?${text}`
}
