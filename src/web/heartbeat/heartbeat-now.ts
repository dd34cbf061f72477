import { type ErrorRequestHandler, type Request, type Response, Router } from 'express'
import { heartbeatNow, isOutcome, type Progress } from '../../domain/heartbeat/heartbeat'
import { type ProgressAnswer, progressAnswer } from '../../domain/heartbeat/page-answers'
import { t, tStored } from '../../domain/language/text'
import { Refusal, refusalsInJson } from '../pages/errors'
import { openEventStream } from '../pages/event-stream'
import { isPlainForm } from '../pages/render'
import type { AppPorts } from '../ports'
import { heartbeatRefusal, presentTarget, requireDisk } from './heartbeat-refusal'

const POLL_MS = 250
/** A heartbeat lives for five minutes; a stream that lasts longer has lost its heartbeat. */
const LONGEST_MS = 600_000

/** Sends the page of the button with the reason why there is no heartbeat. */
type ShowPage = (response: Response, why: string) => Promise<void>

/** `/heartbeat-now`: the button, and the progress of its heartbeat. */
export function heartbeatNowDoor(ports: AppPorts, showPage: ShowPage): Router {
  const { now, log, queue, disk } = ports
  const door = Router()

  async function start(request: Request, response: Response): Promise<void> {
    const reading = await ports.settings.read()
    const refusal = heartbeatRefusal(reading)
    if (refusal) throw noHeartbeat(refusal)
    const requireWorkingDisk = (isSuspected: boolean) =>
      requireDisk(disk, isSuspected).catch(error => {
        throw noHeartbeat(error)
      })
    await requireWorkingDisk(false)
    const target = presentTarget(reading)
    const progress = await queue.addNow(heartbeatNow(now(), target)).catch(async error => {
      await requireWorkingDisk(true)
      log.error(error, 'no heartbeat queued')
      throw noHeartbeat({ status: 503, message: error.message })
    })
    response.location(`/heartbeat-now/${progress.job}`)
    if (isPlainForm(request)) response.redirect(303, `/monitoring?job=${progress.job}`)
    else response.status(202).json(progressAnswer(progress, target))
  }

  /** A form without script gets the page, with the reason on it. */
  const refusedOnPage: ErrorRequestHandler = async (error, request, response, next) => {
    if (error instanceof Refusal && isPlainForm(request))
      await showPage(response.status(error.status), error.message)
    else next(error)
  }

  door.post('/heartbeat-now', start, refusedOnPage)

  /** @throws Refusal when there is no such heartbeat or Redis is away */
  async function progressOf({ params }: Request<{ id: string }>): Promise<Progress> {
    const progress = await queue.find(params.id).catch(error => {
      throw new Refusal(503, error.message)
    })
    if (progress === undefined) throw new Refusal(404, t('There is no such heartbeat.'))
    return progress
  }

  /** The progress, seen from the settings as they are now. */
  async function answerOf(progress: Progress): Promise<ProgressAnswer> {
    return progressAnswer(progress, presentTarget(await ports.settings.read()))
  }

  door.get('/heartbeat-now/:id', async (request, response) => {
    response.json(await answerOf(await progressOf(request)))
  })

  door.get('/heartbeat-now/:id/events', async (request, response) => {
    const progress = await progressOf(request)
    // Without Redis the stream ends, and the page polls instead.
    await stream(response, progress, answerOf, () => queue.find(progress.job).catch(() => undefined))
  })

  door.use(refusalsInJson)

  return door
}

/** The refusal as a sentence for the page. */
function noHeartbeat({ status, message }: Pick<Refusal, 'status' | 'message'>): Refusal {
  return new Refusal(status, t('No heartbeat: {reason}.', { reason: tStored(message) }))
}

/** Sends the progress now and at every change, until its end or until the client leaves. */
async function stream(
  response: Response,
  first: Progress,
  answerOf: (progress: Progress) => Promise<ProgressAnswer>,
  find: () => Promise<Progress | undefined>,
): Promise<void> {
  const events = openEventStream(response)
  let sent = ''
  let progress: Progress | undefined = first
  for (let age = 0; progress && age < LONGEST_MS && !events.closed.aborted; age += POLL_MS) {
    const json = JSON.stringify(await answerOf(progress))
    if (json !== sent) events.send(json)
    sent = json
    if (isOutcome(progress.state)) break
    await events.pause(POLL_MS)
    progress = await find()
  }
  events.end()
}
