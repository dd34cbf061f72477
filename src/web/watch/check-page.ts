import { type Request, type Response, Router } from 'express'
import { isSilenced } from '../../domain/watch/check-list'
import { FLIP_WORDS } from '../../domain/watch/flip-words'
import type { Changed, Watched } from '../../domain/watch/ports'
import { parseSilence } from '../../domain/watch/silence'
import { TONES } from '../../domain/watch/status'
import { statusBar } from '../../domain/watch/status-bar'
import { timeline } from '../../domain/watch/timeline'
import { uptimeOf } from '../../domain/watch/uptime'
import { Refusal } from '../pages/errors'
import { field } from '../pages/form'
import { renderPage } from '../pages/render'
import type { AppPorts } from '../ports'
import { fieldsOf, typedFields, typedPlan } from './check-form'
import { showCheckForm } from './check-form-page'
import { recipes } from './check-recipes'
import { planFacts, statusBarPaths } from './check-view'
import { resolvePlan } from './resolve-plan'

const DAY = 86_400_000
const SPANS = [
  { name: '24 hours', span: DAY },
  { name: '7 days', span: 7 * DAY },
  { name: '30 days', span: 30 * DAY },
] as const
/** Entries of the timeline. */
const SHOWN = 24
const ALERTS = 10

/** What a form without script is told after it did its work. */
const NOTICES: Record<string, string> = {
  created: 'The check is made, and waits for its first signal.',
  saved: 'Saved.',
  paused: 'Paused: signals are kept, and nobody is alerted until it is resumed.',
  resumed: 'Resumed: it is new again until the next signal.',
  silenced: 'Silenced: it goes on being watched, and nobody is alerted.',
  heard: 'The silence is over: alerts go out again.',
}

type Named = Request<{ id: string }>

/** `/checks/<id>`: one check, how to check in, and what became of it. */
export function checkDoor(ports: AppPorts): Router {
  const { now, channels, checks, deliveries } = ports
  const door = Router()

  /** @throws Refusal when there is no such check */
  async function find({ params }: Named): Promise<Watched> {
    const found = await checks.get(params.id)
    if (!found) throw new Refusal(404, GONE)
    return found
  }

  /** @throws Refusal when there is no such check, or it may not be changed here */
  async function findOwn(request: Named): Promise<Watched> {
    const found = await find(request)
    if (found.check.origin === 'ini') throw new Refusal(403, READ_ONLY)
    return found
  }

  door.get('/checks/:id', async (request, response) => {
    const { check, state } = await find(request)
    const at = now()
    const [history, bodies, flips, pingKey, twins, alerts, known] = await Promise.all([
      checks.history(check.id),
      checks.bodies(check.id),
      checks.flips(check.id),
      checks.pingKey(),
      checks.findBySlug(check.slug),
      deliveries.forCheck(check.id, ALERTS),
      channels.list(),
    ])
    const base = `${request.protocol}://${request.headers.host}`
    const said = Object.keys(request.query)[0] ?? ''
    const created = said === 'created'
    await renderPage(response, 'watch/check', at, {
      check,
      state,
      tone: TONES[state.status],
      silenced: isSilenced(state, at),
      readOnly: check.origin === 'ini',
      notice: created && state.status !== 'new' ? undefined : NOTICES[said],
      created,
      spanPattern: SPAN_PATTERN,
      facts: planFacts(
        check,
        known.map(({ name }) => name),
      ),
      uptimes: SPANS.map(({ name, span }) => ({
        name,
        ...uptimeOf(flips, state, Math.max(at - span, check.createdAt), at),
        paths: statusBarPaths(statusBar(flips, state, check.createdAt, at - span, at)),
      })),
      timeline: timeline(history, flips, SHOWN),
      reasons: FLIP_WORDS,
      bodies,
      alerts,
      how: recipes({ base, check, pingKey, ambiguous: twins.length > 1 }),
    })
  })

  door.get('/checks/:id/body/:n', async (request, response) => {
    const bodies = await checks.bodies(request.params.id)
    const found = bodies.find(({ n }) => String(n) === request.params.n)
    if (!found)
      throw new Refusal(404, 'Only the last few bodies are kept, and this is no longer one of them.')
    response.type('text/plain').send(found.body)
  })

  door.get('/checks/:id/edit', async (request, response) => {
    const { check } = await findOwn(request)
    await showCheckForm(ports, response, { check, fields: fieldsOf(check), faults: [] })
  })

  door.post('/checks/:id', async (request, response) => {
    const { check } = await findOwn(request)
    const fields = typedFields(request)
    const resolved = await resolvePlan(ports, typedPlan(fields), check)
    if ('faults' in resolved) {
      response.status(422)
      return await showCheckForm(ports, response, { check, fields, faults: resolved.faults })
    }
    const changed = await checks.update(check.id, resolved.changes, now())
    done(request, response, changed, 'saved')
  })

  door.post('/checks/:id/pause', async (request, response) => {
    done(request, response, await checks.pause(request.params.id, now()), 'paused')
  })

  door.post('/checks/:id/resume', async (request, response) => {
    done(request, response, await checks.resume(request.params.id, now()), 'resumed')
  })

  door.post('/checks/:id/silence', async (request, response) => {
    const at = now()
    const choice = field(request, 'until')
    const silence = parseSilence(choice === 'end' ? 'off' : choice, at)
    if (silence === undefined) throw new Refusal(422, NOT_THAT_LONG)
    const { until } = silence
    const changed = await checks.silence(request.params.id, until, at)
    done(request, response, changed, until === undefined ? 'heard' : 'silenced')
  })

  door.get('/checks/:id/delete', async (request, response) => {
    const { check } = await findOwn(request)
    await renderPage(response, 'watch/check-delete', now(), { check })
  })

  door.post('/checks/:id/delete', async (request, response) => {
    const kind = await checks.remove(request.params.id)
    if (kind === 'removed') response.redirect(303, '/checks?removed')
    else done(request, response, { kind }, 'saved')
  })

  return door
}

function done(request: Named, response: Response, { kind }: Pick<Changed, 'kind'>, notice: string): void {
  if (kind === 'unknown') throw new Refusal(404, GONE)
  if (kind === 'read-only') throw new Refusal(403, READ_ONLY)
  response.redirect(303, `/checks/${request.params.id}?${notice}`)
}

/** What the browser itself asks for, as `parseDuration` reads it; blanks at the ends do no harm. */
const SPAN_PATTERN = ' *([0-9]+|([0-9]+ ?[smhdwSMHDW] ?)+) *'

const NOT_THAT_LONG =
  'Give how long to be silent as a span such as 90m, 12h or 3d, at most 400 days; go back and try again.'
const GONE = 'There is no such check; somebody may have deleted it.'
const READ_ONLY =
  'This check stands in the INI of the appliance and is changed there, in its [check] section.'
