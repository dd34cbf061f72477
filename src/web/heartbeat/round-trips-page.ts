import { Router } from 'express'
import { renderPage } from '../pages/render'
import type { AppPorts } from '../ports'
import { timesPlots } from '../watch/times-plot'

/** `/monitoring/round-trips`: how long heartbeats took to the receiver and back. */
export function roundTripsDoor({ queue, now }: Pick<AppPorts, 'queue' | 'now'>): Router {
  const door = Router()
  door.get('/monitoring/round-trips', async (_request, response) => {
    const at = now()
    const past = await queue.roundTrips(at)
    await renderPage(response, 'heartbeat/round-trips', at, {
      plots: timesPlots(past, { kind: 'heartbeats', away: [] }, at),
    })
  })
  return door
}
