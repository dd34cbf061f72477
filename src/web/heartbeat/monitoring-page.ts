import { type Request, type Response, Router } from 'express'
import { isOutcome, type Progress } from '../../domain/heartbeat/heartbeat'
import { type Fields, frequencyProblem, urlProblem } from '../../domain/heartbeat/interlock'
import type { FormAnswer } from '../../domain/heartbeat/page-answers'
import { mark, t, tStored } from '../../domain/language/text'
import { type Reading, usable } from '../../domain/settings/reading'
import { logChange } from '../access/access-log'
import { isOwnAddress } from '../net/own-host'
import { type SharedPage, sendCompressed } from '../pages/compressed'
import { field, isDraft } from '../pages/form'
import { memo } from '../pages/memo'
import { isPlainForm, pageCache, type Render } from '../pages/render'
import type { AppPorts } from '../ports'
import { editAnswer, localsOf, type OwnParts, savedNotice } from './monitoring-view'
import { createObserver, type Observation } from './observe'

interface MonitoringDoor {
  readonly door: Router
  /** The page without any own parts; it is the same for everybody. */
  readonly sharedPage: SharedPage
  /** Sends the page with a bad notice. */
  showProblem(response: Response, text: string): Promise<void>
}

/** `/monitoring`: Remote monitoring. */
export function monitoringDoor(ports: AppPorts, render: Render): MonitoringDoor {
  const { now, settings } = ports
  const door = Router()
  const observe = createObserver(ports)
  const pageFor = pageCache('heartbeat/monitoring', render)
  /** Requests that share an observation share the page. */
  const pageOf = memo((seen: Observation) => pageFor(seen.now, localsOf(seen, {})))

  door.get('/monitoring', async (request, response) => {
    const { job, saved } = request.query
    const progress = await progressOf(ports, job)
    // Without script the browser reloads the page until the heartbeat has ended; the script replaces this address.
    if (progress && !isOutcome(progress.state)) response.set('Refresh', '2')
    const notice = saved === undefined ? undefined : savedNotice(await settings.read(), now())
    await show(response, { progress, notice })
  })

  door.post('/monitoring', async (request, response) => {
    const typed = { frequency: field(request, 'hbFreq'), url: field(request, 'hbUrl') }
    if (isDraft(response)) return await show(response, { typed, notice: { kind: 'warn', text: t(DRAFT) } })
    const problem =
      frequencyProblem(typed) ?? urlProblem(typed) ?? (await ownProblem(ports, request, response, typed))
    if (problem !== undefined) {
      await answer(request, response, 422, { outcome: 'invalid', message: tStored(problem) }, typed)
      return
    }
    const edits = [
      { section: 'Monitoring', key: 'heartbeatfrequency', value: typed.frequency },
      { section: 'Monitoring', key: 'heartbeaturl', value: typed.url },
    ]
    const edited = await settings.edit(edits, field(request, 'revision') || undefined)
    if (edited.kind === 'saved')
      logChange(ports, request, `heartbeat settings were saved, with the frequency ${typed.frequency}`)
    await answer(request, response, STATUS[edited.kind], editAnswer(edited, now()), typed)
  })

  async function answer(
    request: Request,
    response: Response,
    status: number,
    body: FormAnswer,
    typed: Fields,
  ): Promise<void> {
    if (!isPlainForm(request)) {
      response.status(status).json(body)
      return
    }
    if (status === 200) {
      response.redirect(303, '/monitoring?saved')
      return
    }
    const { message, saved, outcome } = body
    const kind = outcome === 'conflict' ? 'warn' : 'bad'
    response.status(status)
    await show(response, { typed, notice: { kind, text: message, ...(saved && { saved }) } })
  }

  async function show(response: Response, own: OwnParts): Promise<void> {
    const isOwn = Object.values(own).some(value => value !== undefined)
    const seen = await observe()
    await sendCompressed(
      response.req,
      response,
      await (isOwn ? pageFor(seen.now, localsOf(seen, own)) : pageOf(seen)),
    )
  }

  async function sharedPage() {
    const seen = await observe()
    return { reading: seen.reading, page: await pageOf(seen) }
  }

  return {
    door,
    sharedPage,
    showProblem: (response, text) => show(response, { notice: { kind: 'bad', text } }),
  }
}

/** The heartbeat that a form without script started; undefined when there is none or Redis is away. */
async function progressOf({ queue }: AppPorts, job: unknown): Promise<Progress | undefined> {
  return typeof job === 'string' ? await queue.find(job).catch(() => undefined) : undefined
}

/** The fault of a URL that leads to the appliance itself. The browser cannot know it, so it is no part of the URL's rule. */
async function ownProblem(
  { leadsHere }: AppPorts,
  request: Request,
  { locals }: Response,
  { url }: Fields,
): Promise<string | undefined> {
  const web = usable(locals.reading as Reading, 'web')
  const isOurs = url !== '' && (await isOwnAddress(new URL(url), request, web, leadsHere))
  return isOurs ? OWN_ADDRESS : undefined
}

const OWN_ADDRESS = mark(
  'This URL leads to the appliance itself. A heartbeat has to go to another machine, which notices when this one falls silent.',
)

const DRAFT = mark('Not saved yet: you are logged in again, and here is what you had typed.')

const STATUS = { saved: 200, unchanged: 200, conflict: 409, refused: 507 } as const
