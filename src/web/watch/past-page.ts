import { Router } from 'express'
import { intervalOf } from '../../domain/probes/probe'
import type { Check } from '../../domain/watch/check'
import type { PastStatuses } from '../../domain/watch/past'
import { watchedAt } from '../../domain/watch/status-at'
import { lastDays } from '../../domain/watch/status-days'
import { renderPage } from '../pages/render'
import type { AppPorts } from '../ports'
import { findCheck } from './find-check'
import { type Expected, timesPlots } from './times-plot'
import { yearView } from './year-view'

/** `/checks/<id>/past`: a check's year in pictures. */
export function pastDoor({ now, checks }: Pick<AppPorts, 'now' | 'checks'>): Router {
  const door = Router()
  door.get('/checks/:id/past', async (request, response) => {
    const at = now()
    const watched = watchedAt(await findCheck(checks, request.params.id), at)
    const { check, state } = watched
    const [flips, times, past] = await Promise.all([
      checks.flips(check.id),
      checks.past.times(watched, at),
      checks.past.statuses(watched),
    ])
    const beginning = { createdAt: check.createdAt, away: past.away }
    await renderPage(response, 'watch/past', at, {
      check,
      year: yearView(lastDays(past.kept, flips, state, beginning, at)),
      plots: timesPlots(times, expectedTimes(check, past), at),
    })
  })
  return door
}

/** When a check's times are expected. */
export function expectedTimes({ probe }: Pick<Check, 'probe'>, { away }: PastStatuses): Expected {
  return probe === undefined
    ? { kind: 'runs', away }
    : { kind: 'interval', interval: intervalOf(probe), away }
}
