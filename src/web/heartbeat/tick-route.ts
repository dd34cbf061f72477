import type { Request } from 'express'
import { Router } from 'express'
import { heartbeatOfSlot, type Occasion } from '../../domain/heartbeat/heartbeat'
import { readingProblem } from '../../domain/settings/reading'
import { TICK_PATIENCE_MS } from '../../domain/time/limits'
import { slotEnd } from '../../domain/time/slot'
import { isLocal } from '../net/addresses'
import { Refusal, refusalsInJson } from '../pages/errors'
import type { AppPorts } from '../ports'

/** The tick's door: loopback only. */
export function heartbeatDoor({ now, log, queue, settings }: AppPorts): Router {
  const door = Router()
  door.all('/heartbeat', async (request, response) => {
    response.set('Cache-Control', 'no-store')
    if (request.method !== 'GET' && request.method !== 'POST') {
      response.set('Allow', 'GET, POST')
      throw new Refusal(405, 'GET or POST')
    }
    if (!isLocal(request)) throw new Refusal(403, 'heartbeats are asked for on the appliance itself only')
    const asked = now()
    const heartbeat = heartbeatOfSlot(asked, occasionOf(request))
    if (isLate(request, asked)) throw new Refusal(503, 'the slot that it was asked for is over')
    const reading = await settings.read()
    if (reading.kind === 'unreadable') throw new Refusal(503, reading.reason)
    if (reading.kind === 'faulty') throw new Refusal(409, `the INI has faults: ${readingProblem(reading)}`)
    if (reading.settings.monitoring.frequency === 'Off') throw new Refusal(409, 'heartbeating is Off')
    try {
      const { job } = await queue.addForSlot(heartbeat)
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
 * A tick names its slot: what it asked of a web app that stood still must not go out when that moves again, long after
 * the tick gave up. Asked over the edge of a slot, it is the heartbeat of the new one.
 */
function isLate({ query }: Request, asked: number): boolean {
  const slot = Number(query.slot)
  return query.slot !== undefined && !(asked < slotEnd(slot) + TICK_PATIENCE_MS)
}

function occasionOf(request: Request): Occasion {
  const { for: named } = request.query
  return named === 'boot' || named === 'catch-up' ? named : 'due'
}
