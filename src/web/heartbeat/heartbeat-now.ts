import { setTimeout } from 'node:timers/promises'
import { type ErrorRequestHandler, type Request, type Response, Router } from 'express'
import { heartbeatNow, isOutcome, type Progress } from '../../domain/heartbeat/heartbeat'
import { type Reading, readingProblem } from '../../domain/settings/reading'
import { Refusal, refusalsInJson } from '../pages/errors'
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

  async function start(request: Request, response: Response): Promise<void> {
    const refused = refusal(await ports.settings.read())
    if (refused) throw refused
    const progress = await queue.addNow(heartbeatNow(now())).catch(error => {
      log.error(error, 'no heartbeat queued')
      throw new Refusal(503, `No heartbeat: ${error.message}.`)
    })
    response.location(`/heartbeat-now/${progress.job}`)
    if (asksForPage(request)) response.redirect(303, `/monitoring?job=${progress.job}`)
    else response.status(202).json(shown(progress))
  }

  /** A form without script gets the page, with the reason on it. */
  const refusedOnPage: ErrorRequestHandler = async (error, request, response, next) => {
    if (error instanceof Refusal && asksForPage(request))
      await showPage(response.status(error.status), error.message)
    else next(error)
  }

  door.post('/heartbeat-now', start, refusedOnPage)

  /** @throws Refusal when there is no such heartbeat or Redis is away */
  async function progressOf({ params }: Request<{ id: string }>): Promise<Progress> {
    const progress = await queue.find(params.id).catch(error => {
      throw new Refusal(503, error.message)
    })
    if (progress === undefined) throw new Refusal(404, 'There is no such heartbeat.')
    return progress
  }

  door.get('/heartbeat-now/:id', async (request, response) => {
    response.json(shown(await progressOf(request)))
  })

  door.get('/heartbeat-now/:id/events', async (request, response) => {
    const progress = await progressOf(request)
    // Without Redis the stream ends, and the page asks on by itself. Who has left already would not be seen to leave.
    if (!response.destroyed)
      await stream(response, progress, () => queue.find(progress.job).catch(() => undefined))
  })

  door.use(refusalsInJson)

  return door
}

/** Why *Heartbeat now* cannot do its work with this INI; undefined when it can. */
export function refusal(reading: Reading): Refusal | undefined {
  if (reading.kind === 'unreadable') return new Refusal(503, `No heartbeat: ${reading.reason}.`)
  if (reading.kind === 'faulty')
    return new Refusal(409, `No heartbeat: the INI has faults: ${readingProblem(reading)}.`)
  if (reading.settings.monitoring.frequency === 'Off')
    return new Refusal(409, 'No heartbeat: heartbeating is Off.')
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
