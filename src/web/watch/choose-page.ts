import { type Request, Router } from 'express'
import { quotedName } from '../../domain/alerts/quote'
import type { ListQuery } from '../../domain/watch/check-lists'
import type { Watched } from '../../domain/watch/ports'
import { WAITING, waitingWords } from '../../domain/watch/waiting'
import { Refusal } from '../pages/errors'
import { field, fieldList, isDraft } from '../pages/form'
import { renderPage } from '../pages/render'
import type { AppPorts } from '../ports'
import { adoptCheck } from './adopt-check'
import { filterOf, linkOf, listQuery, pageOf } from './list-filter'
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

  /** The checks that wait, the oldest first: they take a megabyte at most. */
  async function waitingChecks(): Promise<readonly Watched[]> {
    return [...(await checks.waiting())].sort((a, b) => a.check.createdAt - b.check.createdAt)
  }

  async function queryOf(given: Readonly<Record<string, unknown>>): Promise<ListQuery> {
    return { ...listQuery(filterOf(given), await channels.names()), without: 'provided' }
  }

  async function pageAt(kind: Kind, given: Readonly<Record<string, unknown>>, at: number) {
    const pageIn = (total: number) => {
      const pages = Math.max(1, Math.ceil(total / ROWS))
      return { total, pages, page: Math.min(pages, pageOf(given)) }
    }
    if (kind === 'waiting') {
      const all = await waitingChecks()
      const found = pageIn(all.length)
      return { ...found, rows: all.slice((found.page - 1) * ROWS, found.page * ROWS) }
    }
    const query = await queryOf(given)
    const found = pageIn(await checks.lists.size(query, at))
    const { rows } = await checks.lists.page(query, at, ROWS, { skip: (found.page - 1) * ROWS })
    return { ...found, rows }
  }

  for (const kind of ['waiting', 'choose'] as const)
    door.get(`/checks/${kind}`, async (request, response) => {
      const at = now()
      const [{ rows, ...found }, { waiting }] = await Promise.all([
        pageAt(kind, request.query, at),
        checks.room(),
      ])
      const filter = filterOf(request.query)
      await renderPage(response, 'watch/choose', at, {
        kind,
        filter,
        rows: rows.map(rowOf),
        ...found,
        words: kind === 'waiting' ? waitingWords(waiting, at) : [],
        budget: { used: Math.ceil(waiting.bytes / 1024), all: WAITING.budget / 1024 },
        link: (to: number) => linkOf(`/checks/${kind}`, { ...filter, page: to }),
      })
    })

  /** @throws Refusal when nothing is chosen */
  async function* chosen(request: Request): AsyncGenerator<readonly Watched[]> {
    const only = field(request, 'only')
    const ids = new Set(only === '' ? fieldList(request, 'id') : [only])
    if (field(request, 'all') !== '') {
      if (field(request, 'kind') === 'waiting') yield await waitingChecks()
      else yield* checks.lists.each(await queryOf(Object(request.body)), now())
      return
    }
    const found = await Promise.all([...ids].map(id => checks.get(id)))
    const picked = found.filter(watched => watched !== undefined)
    if (picked.length === 0) throw new Refusal(422, NONE_CHOSEN)
    yield picked
  }

  door.post('/checks/adopt', async (request, response) => {
    if (isDraft(response)) return response.redirect(303, '/checks/waiting')
    let adopted = 0
    for await (const batch of chosen(request))
      for (const { check } of batch)
        if (check.waits && (await adoptCheck(ports, check, now())).kind === 'changed') adopted++
    response.redirect(303, `/checks?adopted=${adopted}`)
  })

  door.post('/checks/delete', async (request, response) => {
    // All are looked at before the first one goes: with a gate among them none is deleted.
    const names: string[] = []
    const ids: string[] = []
    let total = 0
    for await (const batch of chosen(request)) {
      await refuseGate(ports.settings, ...batch.map(({ check }) => check))
      if (names.length < NAMED) names.push(...batch.map(nameOf))
      if (field(request, 'all') === '') ids.push(...batch.map(({ check }) => check.id))
      total += batch.length
    }
    if (field(request, 'sure') === '' || isDraft(response)) {
      return await renderPage(response, 'watch/choose-delete', now(), {
        kind: field(request, 'kind'),
        filter: filterOf(Object(request.body)),
        // "All" means those that match when it is done, on however many pages they stand.
        ids: field(request, 'all') === '' ? ids : undefined,
        names: names.slice(0, NAMED),
        total,
      })
    }
    let removed = 0
    for await (const batch of chosen(request)) {
      const outcomes = await Promise.all(batch.map(({ check }) => checks.remove(check.id)))
      removed += outcomes.filter(outcome => outcome === 'removed').length
    }
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
