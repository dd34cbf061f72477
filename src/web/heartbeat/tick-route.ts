import type { Request } from 'express'
import { Router } from 'express'
import { heartbeatOfSlot, type Occasion } from '../../domain/heartbeat/heartbeat'
import { readingProblem } from '../../domain/settings/reading'
import { TICK_PATIENCE_MS } from '../../domain/time/limits'
import { slotEnd } from '../../domain/time/slot'
import { isLocal } from '../net/addresses'
import type { AppPorts } from '../ports'

/** The tick's door: loopback only. */
export function heartbeatDoor({ now, log, queue, settings }: AppPorts): Router {
  const door = Router()
  door.all('/heartbeat', async (request, response) => {
    response.set('Cache-Control', 'no-store')
    if (request.method !== 'GET' && request.method !== 'POST') {
      response.status(405).set('Allow', 'GET, POST').json({ error: 'GET or POST' })
      return
    }
    if (!isLocal(request)) {
      response.status(403).json({ error: 'heartbeats are asked for on the appliance itself only' })
      return
    }
    const asked = now()
    const heartbeat = heartbeatOfSlot(asked, occasionOf(request))
    if (isLate(request, asked)) {
      response.status(503).json({ error: 'the slot that it was asked for is over' })
      return
    }
    const reading = await settings.read()
    if (reading.kind === 'unreadable') {
      response.status(503).json({ error: reading.reason })
      return
    }
    if (reading.kind === 'faulty') {
      response.status(409).json({ error: `the INI has faults: ${readingProblem(reading)}` })
      return
    }
    if (reading.settings.monitoring.frequency === 'Off') {
      response.status(409).json({ error: 'heartbeating is Off' })
      return
    }
    try {
      const { job } = await queue.addForSlot(heartbeat)
      response.status(202).json({ job, slot: String(heartbeat.slot), status: 'queued' })
    } catch (error) {
      log.error(error, 'no heartbeat queued')
      response.status(503).json({ error: (error as Error).message, organ: 'redis' })
    }
  })
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
