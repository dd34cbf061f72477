import { type Request, Router } from 'express'
import { quotedName } from '../../domain/alerts/quote'
import { isProvided } from '../../domain/watch/check'
import type { Watched } from '../../domain/watch/ports'
import { watchedAt } from '../../domain/watch/status-at'
import { WAITING, waitingWords } from '../../domain/watch/waiting'
import { Refusal } from '../pages/errors'
import { field, fieldList, isDraft } from '../pages/form'
import { renderPage } from '../pages/render'
import type { AppPorts } from '../ports'
import { adoptCheck } from './adopt-check'
import { filterOf, linkOf, matching, pageOf } from './list-filter'
import { refuseGate } from './refuse-gate'

/** Rows of a page. */
const ROWS = 40
/** Names that the question before a deletion shows. */
const NAMED = 40

type Kind = 'waiting' | 'choose'

/**
 * `/checks/waiting` and `/checks/choose`: several checks at once, to adopt or to delete. Forms without a script; a deletion
 * asks first.
 */
export function chooseDoor(ports: AppPorts): Router {
  const { now, channels, checks } = ports
  const door = Router()

  /** The checks of a page: those that wait, the oldest first, or those that the filter matches. */
  async function candidates(kind: Kind, given: Readonly<Record<string, unknown>>) {
    if (kind === 'waiting')
      return [...(await checks.waiting())].sort((a, b) => a.check.createdAt - b.check.createdAt)
    const existing = await channels.names()
    const all = (await checks.list()).map(watched => watchedAt(watched, now()))
    return matching(all, filterOf(given), existing).filter(({ check }) => !isProvided(check))
  }

  for (const kind of ['waiting', 'choose'] as const)
    door.get(`/checks/${kind}`, async (request, response) => {
      const at = now()
      const [found, { waiting }] = await Promise.all([candidates(kind, request.query), checks.room()])
      const pages = Math.max(1, Math.ceil(found.length / ROWS))
      const page = Math.min(pages, pageOf(request.query))
      const filter = filterOf(request.query)
      await renderPage(response, 'watch/choose', at, {
        kind,
        filter,
        rows: found.slice((page - 1) * ROWS, page * ROWS).map(rowOf),
        total: found.length,
        page,
        pages,
        words: kind === 'waiting' ? waitingWords(waiting, at) : [],
        budget: { used: Math.ceil(waiting.bytes / 1024), all: WAITING.budget / 1024 },
        link: (to: number) => linkOf(`/checks/${kind}`, { ...filter, page: to }),
      })
    })

  /** @throws Refusal when nothing is chosen */
  async function chosen(request: Request): Promise<readonly Watched[]> {
    const kind: Kind = field(request, 'kind') === 'waiting' ? 'waiting' : 'choose'
    const only = field(request, 'only')
    const ids = new Set(only === '' ? fieldList(request, 'id') : [only])
    if (field(request, 'all') !== '') return await candidates(kind, Object(request.body))
    const found = await Promise.all([...ids].map(id => checks.get(id)))
    const picked = found.filter(watched => watched !== undefined)
    if (picked.length === 0) throw new Refusal(422, NONE_CHOSEN)
    return picked
  }

  door.post('/checks/adopt', async (request, response) => {
    if (isDraft(response)) return response.redirect(303, '/checks/waiting')
    let adopted = 0
    for (const { check } of await chosen(request))
      if (check.waits && (await adoptCheck(ports, check, now())).kind === 'changed') adopted++
    response.redirect(303, `/checks?adopted=${adopted}`)
  })

  door.post('/checks/delete', async (request, response) => {
    const doomed = await chosen(request)
    await refuseGate(ports.settings, ...doomed.map(({ check }) => check))
    if (field(request, 'sure') === '' || isDraft(response)) {
      const names = doomed.map(nameOf)
      return await renderPage(response, 'watch/choose-delete', now(), {
        kind: field(request, 'kind'),
        filter: filterOf(Object(request.body)),
        // "All" means those that match when it is done, on however many pages they stand.
        ids: field(request, 'all') === '' ? doomed.map(({ check }) => check.id) : undefined,
        names: names.slice(0, NAMED),
        total: names.length,
      })
    }
    let removed = 0
    for (const { check } of doomed) if ((await checks.remove(check.id)) === 'removed') removed++
    response.redirect(303, `/checks?removed=${removed}`)
  })

  return door
}

function nameOf({ check }: Watched): string {
  return check.waits ? quotedName(check.name) : check.name
}

function rowOf(watched: Watched) {
  const { check, state } = watched
  const { id, createdAt, madeFrom, slug, tags } = check
  const { lastSignalAt, status } = state
  return { id, name: nameOf(watched), createdAt, madeFrom, slug, tags, lastSignalAt, status }
}

const NONE_CHOSEN = 'No check was ticked, or it is gone meanwhile. Go back, tick some, and press again.'
