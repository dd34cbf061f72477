import type { Request } from 'express'
import { Router } from 'express'
import { bootIdOf, heartbeatOfSlot, type Occasion } from '../../domain/heartbeat/heartbeat'
import { TICK_PATIENCE_MS } from '../../domain/time/limits'
import { slotEnd } from '../../domain/time/slot'
import { isOwnProgram } from '../net/addresses'
import { Refusal, refusalsInJson, withoutFolders } from '../pages/errors'
import type { AppPorts } from '../ports'
import { heartbeatRefusal, presentTarget, requireDisk } from './heartbeat-refusal'
import { isTick } from './tick-proof'

/** `/heartbeat`, for the tick alone: it has to come from this machine and prove that it is the tick. */
export function heartbeatDoor({ now, log, queue, disk, settings, tickSecret }: AppPorts): Router {
  const door = Router()
  door.all('/heartbeat', async (request, response) => {
    response.set('Cache-Control', 'no-store')
    if (request.method !== 'GET' && request.method !== 'POST') {
      response.set('Allow', 'GET, POST')
      throw new Refusal(405, 'GET or POST')
    }
    if (!isOwnProgram(request)) throw new Refusal(403, NOT_HERE)
    if (!(await provesTick(request))) throw new Refusal(403, NO_PROOF)
    const at = now()
    if (isLate(request, at)) throw new Refusal(503, 'the slot of this request is over')
    const reading = await settings.read()
    const refusal = heartbeatRefusal(reading)
    if (refusal) throw refusal
    await requireDisk(disk, false)
    const heartbeat = heartbeatOfSlot(at, occasionOf(request), presentTarget(reading))
    try {
      const boot = heartbeat.occasion === 'boot' ? bootIdOf(request.query.boot) : undefined
      const { job } = await (boot === undefined
        ? queue.addForSlot(heartbeat)
        : queue.addForBoot(heartbeat, boot))
      response.status(202).json({ job, slot: String(heartbeat.slot), status: 'queued' })
    } catch (error) {
      await requireDisk(disk, true)
      log.error(error, 'no heartbeat queued')
      throw new Refusal(503, (error as Error).message, { json: { organ: 'redis' } })
    }
  })
  door.use(refusalsInJson)

  /** @throws Refusal while the secret can be neither read nor made: nobody can prove anything then */
  async function provesTick(request: Request): Promise<boolean> {
    try {
      return isTick(request, tickSecret)
    } catch (error) {
      await requireDisk(disk, true)
      log.error(error, 'the tick cannot be recognized')
      throw new Refusal(
        503,
        `the secret of the tick cannot be made: ${withoutFolders((error as Error).message)}`,
      )
    }
  }
  return door
}

const NOT_HERE = 'a heartbeat can be requested by a program on the appliance itself only'
const NO_PROOF =
  'only the tick may request a heartbeat here, by the content of the file tick-secret; "intvlm8r heartbeat" sends one'

/**
 * Whether the tick that sent the request has given up by now. A tick names its slot: a request to a web app that stood
 * still must not send a heartbeat when the app goes on much later. A request that crosses the end of its slot in time
 * becomes the heartbeat of the new slot.
 */
function isLate({ query }: Request, at: number): boolean {
  const slot = Number(query.slot)
  return query.slot !== undefined && !(at < slotEnd(slot) + TICK_PATIENCE_MS)
}

function occasionOf(request: Request): Occasion {
  const { for: named } = request.query
  return named === 'boot' || named === 'catch-up' ? named : 'due'
}
