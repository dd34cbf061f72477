import { randomBytes } from 'node:crypto'
import { type Request, type Response, Router } from 'express'
import {
  embeddedBy,
  type StatusPage,
  secretOf,
  statusPath,
  tagsOf,
  titleOf,
} from '../../domain/alerts/status-page'
import { t } from '../../domain/language/text'
import { type Reading, usable } from '../../domain/settings/reading'
import { noteText, outagesOf } from '../../domain/watch/outages'
import { watchedAt } from '../../domain/watch/status-at'
import { Refusal } from '../pages/errors'
import { field, isDraft } from '../pages/form'
import { statusPageTroubles } from '../pages/ini-troubles'
import { renderPage } from '../pages/render'
import type { AppPorts } from '../ports'
import { findCheck } from '../watch/find-check'
import { namesWithoutCheck } from '../watch/names-without-check'
import { readSnapshot } from './status-page/snapshot'

/** `/status-pages`: the pages for others, and the owner's notes about outages on them. */
export function statusPagesDoor(ports: Pick<AppPorts, 'now' | 'checks' | 'queue' | 'windows'>): Router {
  const { now, checks } = ports
  const door = Router()

  door.get('/status-pages', async (request, response) => {
    const reading = response.locals.reading as Reading
    const pages = usable(reading, 'statusPages') ?? []
    const at = now()
    const unused = async (page: StatusPage) => {
      const named = { checks: [], tags: tagsOf(page) ?? [] }
      // Without Redis nothing is known of the checks, and the addresses are shown all the same.
      const missing = await namesWithoutCheck(named, { checks, now: at }).catch(() => undefined)
      return missing?.tags ?? []
    }
    await renderPage(response, 'alerts/status-pages', at, {
      pages: await Promise.all(
        pages.map(async page => ({
          name: page.name,
          title: titleOf(page),
          tags: tagsOf(page)?.join(' '),
          isPublic: secretOf(page) === '',
          embed: embeddedBy(page),
          address: `${baseOf(request)}${statusPath(page)}`,
          missing: (await unused(page)).map(tag => t('No check has the tag "{tag}".', { tag })),
        })),
      ),
      troubles: statusPageTroubles(reading),
      fresh: randomBytes(18).toString('base64url'),
    })
  })

  door.get('/status-pages/:name', showNotes)

  async function showNotes(request: Request<{ name: string }>, response: Response): Promise<void> {
    const page = pageNamed(request, response.locals.reading)
    const at = now()
    const { outages } = await readSnapshot(ports, page, at)
    await renderPage(response, 'alerts/status-page-notes', at, {
      name: page.name,
      title: titleOf(page),
      address: `${baseOf(request)}${statusPath(page)}`,
      outages,
      typed: {
        check: field(request, 'check'),
        due: Number(field(request, 'due')),
        text: field(request, 'text'),
      },
      notice: request.query.saved === undefined ? undefined : t('Saved; others see it within ten seconds.'),
    })
  }

  door.post('/status-pages/:name/notes', async (request, response) => {
    if (isDraft(response)) return await showNotes(request, response)
    const page = pageNamed(request, response.locals.reading)
    const { check, due } = await outageOf(request)
    const at = now()
    const removed = Number(field(request, 'remove'))
    const text = noteText(field(request, 'text'))
    if (removed > 0) await checks.notes.remove(check, { due, at: removed })
    else if (text === '')
      throw new Refusal(422, t('The note is empty; go back and write what others should know.'))
    else await checks.notes.add(check, { due, at, text })
    response.redirect(303, `/status-pages/${page.name}?saved`)
  })

  // A browser that comes back to an answer of this form sends a GET.
  door.get('/status-pages/:name/notes', ({ params }, response) =>
    response.redirect(303, `/status-pages/${encodeURIComponent(params.name)}`),
  )

  /** The outage that the form names. */
  async function outageOf(request: Request): Promise<{ readonly check: string; readonly due: number }> {
    const { check, state } = watchedAt(await findCheck(checks, field(request, 'check')), now())
    const due = Number(field(request, 'due'))
    const [flips, notes] = await Promise.all([checks.flips(check.id), checks.notes.of(check.id)])
    const outages = outagesOf(flips, state, notes, 0)
    if (!outages.some(outage => outage.due === due))
      throw new Refusal(404, t('There is no such outage any more; open the page again.'))
    return { check: check.id, due }
  }

  return door
}

function baseOf({ protocol, headers }: Request): string {
  return `${protocol}://${headers.host}`
}

function pageNamed({ params }: Request, reading: unknown): StatusPage {
  const page = usable(reading as Reading, 'statusPages')?.find(({ name }) => name === params.name)
  if (page === undefined) throw new Refusal(404, t('There is no such status page in the INI.'))
  return page
}
