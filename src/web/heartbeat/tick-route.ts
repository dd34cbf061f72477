import type { Request } from 'express'
import { Router } from 'express'
import { bootIdOf, heartbeatOfSlot, type Occasion } from '../../domain/heartbeat/heartbeat'
import { TICK_PATIENCE_MS } from '../../domain/time/limits'
import { slotEnd } from '../../domain/time/slot'
import { isLocal } from '../net/addresses'
import { Refusal, refusalsInJson } from '../pages/errors'
import type { AppPorts } from '../ports'
import { heartbeatRefusal, presentTarget } from './heartbeat-refusal'

/** `/heartbeat`, for the tick: loopback only. */
export function heartbeatDoor({ now, log, queue, settings }: AppPorts): Router {
  const door = Router()
  door.all('/heartbeat', async (request, response) => {
    response.set('Cache-Control', 'no-store')
    if (request.method !== 'GET' && request.method !== 'POST') {
      response.set('Allow', 'GET, POST')
      throw new Refusal(405, 'GET or POST')
    }
    if (!isLocal(request)) throw new Refusal(403, 'a heartbeat can be requested on the appliance itself only')
    const at = now()
    if (isLate(request, at)) throw new Refusal(503, 'the slot of this request is over')
    const reading = await settings.read()
    const refusal = heartbeatRefusal(reading)
    if (refusal) throw refusal
    const heartbeat = heartbeatOfSlot(at, occasionOf(request), presentTarget(reading))
    try {
      const boot = heartbeat.occasion === 'boot' ? bootIdOf(request.query.boot) : undefined
      const { job } = await (boot === undefined
        ? queue.addForSlot(heartbeat)
        : queue.addForBoot(heartbeat, boot))
      response.status(202).json({ job, slot: String(heartbeat.slot), status: 'queued' })
    } catch (error) {
      log.error(error, 'no heartbeat queued')
      throw new Refusal(503, (error as Error).message, { json: { organ: 'redis' } })
    }
  })
  door.use(refusalsInJson)
  return door
}

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
