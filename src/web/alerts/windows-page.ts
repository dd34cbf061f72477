import { type Request, type Response, Router } from 'express'
import {
  activeWindows,
  coverWords,
  isForAll,
  type MaintenanceWindow,
  namedChecks,
  nextStart,
  WINDOW_FIELDS,
  windowFaults,
  windowSetting,
} from '../../domain/alerts/maintenance'
import { formatStart } from '../../domain/alerts/maintenance-starts'
import { mark, t } from '../../domain/language/text'
import { logChange } from '../access/access-log'
import { createSealed } from '../access/sealed'
import { announceFaults } from '../pages/announce-faults'
import { doneIn } from '../pages/done'
import { Refusal } from '../pages/errors'
import { field, isDraft, sentence } from '../pages/form'
import { windowTroubles } from '../pages/ini-troubles'
import { renderPage } from '../pages/render'
import { SET } from '../pages/setting-fields'
import type { AppPorts } from '../ports'
import { namesWithoutCheck } from '../watch/names-without-check'
import { homeName } from '../watch/read-only'

type WindowPorts = Pick<
  AppPorts,
  'now' | 'log' | 'settings' | 'sessions' | 'windows' | 'windowStore' | 'channels' | 'peers' | 'checks'
>

interface WindowForm {
  readonly name: string
  readonly settings: Readonly<Record<string, string>>
  /** Reasons by the settings' keys. */
  readonly faults: Readonly<Record<string, string>>
  readonly existing?: boolean
  readonly revision?: string
  readonly isConflict?: boolean
}

const NOTICES: Readonly<Record<string, string>> = {
  saved: mark('Saved. A window that lasts now counts at once.'),
  removed: mark('The window is deleted. Alerts that it held back go out.'),
}
const GONE = mark('There is no such window; somebody may have deleted it.')
const READ_ONLY = mark(
  'This window stands in the INI of the appliance and is changed there, in its [window] section.',
)

const ELSEWHERE = mark('This window is one of another member of the group, and is changed there.')

/** `/windows` and all below it: windows of maintenance. */
export function windowsDoor(ports: WindowPorts): Router {
  const { now, windows, windowStore, settings } = ports
  const door = Router()
  const sealed = createSealed(ports.sessions, now)
  const revisionOf = (window: MaintenanceWindow) => sealed.fingerprint(window.settings)

  async function findOfPage({ params }: Request<{ name: string }>): Promise<MaintenanceWindow> {
    const found = (await windows()).find(({ name }) => name === params.name)
    if (found === undefined) throw new Refusal(404, t(GONE))
    if (found.home !== undefined) throw new Refusal(403, t(ELSEWHERE))
    if (found.origin !== 'page') throw new Refusal(403, t(READ_ONLY))
    return found
  }

  async function showForm(response: Response, form: WindowForm): Promise<void> {
    if (Object.keys(form.faults).length > 0) response.status(422)
    await renderPage(response, 'alerts/window-edit', now(), {
      fields: WINDOW_FIELDS,
      sentence,
      revision: '',
      existing: false,
      isConflict: false,
      ...form,
    })
  }

  /** With the channels, which have to exist: a message to nobody would announce nothing. */
  async function faultsOf(window: MaintenanceWindow): Promise<Record<string, string>> {
    const faults = [...windowFaults(window), ...(await announceFaults(ports, window))]
    return Object.fromEntries(faults.map(({ key, reason }) => [key, reason]))
  }

  /** Sentences about names that no check of this watch has; of another member's window its own page says it. */
  async function missingIn(window: MaintenanceWindow, at: number): Promise<readonly string[]> {
    if (window.home !== undefined) return []
    const missing = await namesWithoutCheck(namedChecks(window), { checks: ports.checks, now: at })
    return [
      ...missing.checks.map(name => t('No check is called "{name}".', { name })),
      ...missing.tags.map(tag => t('No check has the tag "{tag}".', { tag })),
    ]
  }

  door.get('/windows', async (request, response) => {
    const at = now()
    const [all, reading] = await Promise.all([windows(), settings.read()])
    const active = new Map(activeWindows(all, at).map(one => [one.window.name, one]))
    await renderPage(response, 'alerts/windows', at, {
      windows: await Promise.all(
        [...all]
          .sort((a, b) => (a.name < b.name ? -1 : 1))
          .map(async window => ({
            name: window.name,
            origin: window.origin,
            home: window.home && (await homeName(window.home, ports.peers)),
            covers: coverWords(window),
            isForAll: isForAll(window),
            about: windowSetting(window, 'about'),
            until: active.get(window.name)?.to,
            next: nextStart(window, at),
            missing: await missingIn(window, at),
          })),
      ),
      done: t(doneIn(request, NOTICES)),
      troubles: windowTroubles(reading),
    })
  })

  door.get('/windows/new', async (request, response) => {
    const { check } = request.query
    const begin = { start: formatStart(now(), ''), duration: '2h' }
    const checks = typeof check === 'string' ? { checks: check } : {}
    await showForm(response, { name: '', settings: { ...begin, ...checks }, faults: {} })
  })

  door.post('/windows', async (request, response) => {
    const name = field(request, 'name').trim()
    const window = { name, origin: 'page', settings: typed(request) } as const
    if (isDraft(response)) return await showForm(response, { ...window, faults: {} })
    const faults = await faultsOf(window)
    if ((await windows()).some(other => other.name === name)) faults.name = mark('is taken by another window')
    if (Object.keys(faults).length > 0) return await showForm(response, { ...window, faults })
    await windowStore.save(window)
    logChange(ports, request, `the maintenance window ${name} was made`)
    response.redirect(303, '/windows?saved')
  })

  door.get('/windows/:name/edit', async (request, response) => {
    const window = await findOfPage(request)
    await showForm(response, { ...window, faults: {}, existing: true, revision: revisionOf(window) })
  })

  door.post('/windows/:name', async (request, response) => {
    const before = await findOfPage(request)
    const window = { ...before, settings: typed(request) }
    const revision = field(request, 'revision')
    const form = { ...window, faults: {}, existing: true, revision }
    if (isDraft(response)) return await showForm(response, form)
    const faults = await faultsOf(window)
    if (Object.keys(faults).length > 0) return await showForm(response, { ...form, faults })
    const present = revisionOf(before)
    if (revision !== '' && revision !== present && present !== revisionOf(window)) {
      response.status(409)
      return await showForm(response, { ...form, revision: present, isConflict: true })
    }
    await windowStore.save(window)
    logChange(ports, request, `the maintenance window ${before.name} was changed`)
    response.redirect(303, '/windows?saved')
  })

  // A browser that comes back to an answer of this form sends a GET.
  door.get('/windows/:name', ({ params }, response) =>
    response.redirect(303, `/windows/${encodeURIComponent(params.name)}/edit`),
  )

  door.get('/windows/:name/delete', async (request, response) => {
    const { name } = await findOfPage(request)
    await renderPage(response, 'alerts/window-delete', now(), { name })
  })

  door.post('/windows/:name/delete', async (request, response) => {
    const { name } = await findOfPage(request)
    await windowStore.remove(name)
    logChange(ports, request, `the maintenance window ${name} was deleted`)
    response.redirect(303, '/windows?removed')
  })

  return door
}

function typed(request: Request): Readonly<Record<string, string>> {
  const all = WINDOW_FIELDS.map(({ key }) => [key, field(request, SET + key).trim()] as const)
  return Object.fromEntries(all.filter(([, value]) => value !== ''))
}
