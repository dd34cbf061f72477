import { type Request, Router } from 'express'
import { quotedName } from '../../domain/alerts/quote'
import { tStored } from '../../domain/language/text'
import type { Watched } from '../../domain/watch/ports'
import { WAITING, waitingWords } from '../../domain/watch/waiting'
import { Refusal } from '../pages/errors'
import { field, fieldList, isDraft } from '../pages/form'
import { renderPage } from '../pages/render'
import type { AppPorts } from '../ports'
import { adoptCheck } from './adopt-check'
import { linkOf, pageOf } from './list-filter'
import { refuseGate } from './refuse-gate'

/** Rows of a page. */
const ROWS = 40
/** Names that the question before a deletion shows. */
const NAMED = 40

/** `/checks/waiting`: the checks that wait, to adopt or to delete. Forms without a script; a deletion asks first. */
export function waitingDoor(ports: AppPorts): Router {
  const { now, checks } = ports
  const door = Router()

  /** The checks that wait, the oldest first: they take a megabyte at most. */
  async function waitingChecks(): Promise<readonly Watched[]> {
    return [...(await checks.waiting())].sort((a, b) => a.check.createdAt - b.check.createdAt)
  }

  door.get('/checks/waiting', async (request, response) => {
    const at = now()
    const [all, { waiting }] = await Promise.all([waitingChecks(), checks.room()])
    const pages = Math.max(1, Math.ceil(all.length / ROWS))
    const page = Math.min(pages, pageOf(request.query))
    await renderPage(response, 'watch/waiting', at, {
      rows: all.slice((page - 1) * ROWS, page * ROWS).map(rowOf),
      total: all.length,
      page,
      pages,
      words: waitingWords(waiting, at).map(tStored),
      budget: { used: Math.ceil(waiting.bytes / 1024), all: WAITING.budget / 1024 },
      link: (to: number) => linkOf('/checks/waiting', { page: to }),
    })
  })

  /** @throws Refusal when nothing is chosen */
  async function chosen(request: Request): Promise<readonly Watched[]> {
    if (field(request, 'all') !== '') return await waitingChecks()
    const only = field(request, 'only')
    const ids = new Set(only === '' ? fieldList(request, 'id') : [only])
    const picked = await checks.getAll([...ids])
    if (picked.length === 0) throw new Refusal(422, NONE_CHOSEN)
    return picked
  }

  // A browser that comes back to an answer of these forms sends a GET.
  door.get(['/checks/adopt', '/checks/delete'], (_request, response) =>
    response.redirect(303, '/checks/waiting'),
  )

  door.post('/checks/adopt', async (request, response) => {
    if (isDraft(response)) return response.redirect(303, '/checks/waiting')
    let adopted = 0
    for (const { check } of await chosen(request))
      if (check.waits && (await adoptCheck(ports, check, now())).kind === 'changed') adopted++
    response.redirect(303, `/checks?adopted=${adopted}`)
  })

  door.post('/checks/delete', async (request, response) => {
    const picked = await chosen(request)
    // With a gate among them none is deleted.
    await refuseGate(ports.settings, ...picked.map(({ check }) => check))
    if (field(request, 'sure') === '' || isDraft(response)) {
      return await renderPage(response, 'watch/waiting-delete', now(), {
        // "All" means those that wait when it is done, on however many pages they stand.
        ids: field(request, 'all') === '' ? picked.map(({ check }) => check.id) : undefined,
        names: picked.slice(0, NAMED).map(nameOf),
        total: picked.length,
      })
    }
    const outcomes = await Promise.all(picked.map(({ check }) => checks.remove(check.id)))
    response.redirect(303, `/checks?removed=${outcomes.filter(outcome => outcome === 'removed').length}`)
  })

  return door
}

function nameOf({ check }: Watched): string {
  return check.waits ? quotedName(check.name) : check.name
}

function rowOf(watched: Watched) {
  const { check, state } = watched
  const { id, createdAt, madeFrom } = check
  const { lastSignalAt, status } = state
  return { id, name: nameOf(watched), createdAt, madeFrom, lastSignalAt, status }
}

export const NONE_CHOSEN =
  'No check was ticked, or it is gone meanwhile. Go back, tick some, and press again.'
