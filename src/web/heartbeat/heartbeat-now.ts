import { setTimeout } from 'node:timers/promises'
import { type Request, type Response, Router } from 'express'
import { heartbeatNow, isOutcome, type Progress } from '../../domain/heartbeat/heartbeat'
import { type Reading, readingProblem } from '../../domain/settings/reading'
import { asksForPage } from '../pages/render'
import type { AppPorts } from '../ports'

const POLL_MS = 250
/** Keeps proxies and phones from taking a quiet stream for a dead one. */
const COMMENT_MS = 15_000
/** A heartbeat lives for five minutes; what still streams after this has lost its heartbeat. */
const LONGEST_MS = 600_000

/** The page of the button, saying why there is no heartbeat. */
type ShowPage = (response: Response, why: string) => Promise<void>

/** `/heartbeat-now`: the button, and how its heartbeat gets on. */
export function heartbeatNowDoor(ports: AppPorts, showPage: ShowPage): Router {
  const { now, log, queue } = ports
  const door = Router()

  door.post('/heartbeat-now', async (request, response) => {
    const refused = refusal(await ports.settings.read())
    if (refused) return await refuse(request, response, refused.status, refused.error)
    try {
      const progress = await queue.addNow(heartbeatNow(now()))
      response.location(`/heartbeat-now/${progress.job}`)
      if (asksForPage(request)) response.redirect(303, `/monitoring?job=${progress.job}`)
      else response.status(202).json(shown(progress))
    } catch (error) {
      log.error(error, 'no heartbeat queued')
      await refuse(request, response, 503, `No heartbeat: ${(error as Error).message}.`)
    }
  })

  /** JSON for the page's script; for a form without script the page, which says the same. */
  async function refuse(request: Request, response: Response, status: number, error: string): Promise<void> {
    response.status(status)
    if (asksForPage(request)) await showPage(response, error)
    else response.json({ error })
  }

  /** The heartbeat of the path; undefined when the answer, that there is none, was already given. */
  async function find(request: Request<{ id: string }>, response: Response): Promise<Progress | undefined> {
    response.set('Cache-Control', 'no-store')
    try {
      const progress = await queue.find(request.params.id)
      if (progress === undefined) response.status(404).json({ error: 'There is no such heartbeat.' })
      return progress
    } catch (error) {
      response.status(503).json({ error: (error as Error).message })
      return undefined
    }
  }

  door.get('/heartbeat-now/:id', async (request, response) => {
    const progress = await find(request, response)
    if (progress) response.json(shown(progress))
  })

  door.get('/heartbeat-now/:id/events', async (request, response) => {
    const progress = await find(request, response)
    // Without Redis the stream ends, and the page asks on by itself. Who has left already would not be seen to leave.
    if (progress && !response.destroyed)
      await stream(response, progress, () => queue.find(progress.job).catch(() => undefined))
  })

  return door
}

/** Why *Heartbeat now* cannot do its work with this INI; undefined when it can. */
export function refusal(reading: Reading): { readonly status: number; readonly error: string } | undefined {
  if (reading.kind === 'unreadable') return { status: 503, error: `No heartbeat: ${reading.reason}.` }
  if (reading.kind === 'faulty')
    return { status: 409, error: `No heartbeat: the INI has faults: ${readingProblem(reading)}.` }
  if (reading.settings.monitoring.frequency === 'Off')
    return { status: 409, error: 'No heartbeat: heartbeating is Off.' }
  return undefined
}

/** Server-sent events: the progress now and at every change, until its end or until nobody listens any more. */
async function stream(
  response: Response,
  first: Progress,
  look: () => Promise<Progress | undefined>,
): Promise<void> {
  response.set({
    'Content-Type': 'text/event-stream',
    'Cache-Control': 'no-store, no-transform',
    'X-Accel-Buffering': 'no',
  })
  response.flushHeaders()
  const closed = new AbortController()
  response.once('close', () => closed.abort())

  let told = ''
  let progress: Progress | undefined = first
  for (let age = 0; progress && age < LONGEST_MS && !closed.signal.aborted; age += POLL_MS) {
    const text = JSON.stringify(shown(progress))
    if (text !== told) response.write(`data: ${text}\n\n`)
    else if (age % COMMENT_MS === 0) response.write(': still there\n\n')
    told = text
    if (isOutcome(progress.state)) break
    await setTimeout(POLL_MS, undefined, { signal: closed.signal }).catch(() => undefined)
    progress = await look()
  }
  response.end()
}

/** What the page is told; durations in milliseconds. */
export function shown({ job, slot, state, detail, attempts }: Progress) {
  return {
    job,
    slot: String(slot),
    // The same under the name that /heartbeat has for it.
    status: state,
    state,
    detail,
    attempts: attempts.map(({ at, delivered, result, detail: said, phases }) => ({
      at,
      delivered,
      result,
      detail: said,
      duration: phases.total,
    })),
  }
}
