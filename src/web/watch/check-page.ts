import { type Request, type Response, Router } from 'express'
import { activeWindows, covers } from '../../domain/alerts/maintenance'
import { t } from '../../domain/language/text'
import { HomeTrouble } from '../../domain/peers/edit'
import { usable } from '../../domain/settings/reading'
import { formatDuration, parseDuration } from '../../domain/time/duration'
import { UNNAMED } from '../../domain/watch/acknowledgement'
import { type Check, isOfFile } from '../../domain/watch/check'
import { isToLook } from '../../domain/watch/not-looking'
import type { Changed, KeptBody, Watched } from '../../domain/watch/ports'
import { sendsSecretElsewhere } from '../../domain/watch/probe-field'
import { parseSilence } from '../../domain/watch/silence'
import { isTrouble } from '../../domain/watch/status'
import { watchedAt } from '../../domain/watch/status-at'
import { createConfirmation } from '../access/confirmation'
import { createSealed } from '../access/sealed'
import { homeRefusal, Refusal } from '../pages/errors'
import { field, isDraft } from '../pages/form'
import { renderPage } from '../pages/render'
import { windowLines } from '../pages/window-lines'
import type { AppPorts } from '../ports'
import { fieldsOf, REVISION, STEP, typedFields, typedPlan, withHeldSecrets } from './check-form'
import { differences, showCheckForm } from './check-form-page'
import { noticeIn } from './check-notices'
import { recipes } from './check-recipes'
import { checkView } from './check-view'
import { findCheck, noSuchCheck } from './find-check'
import { createLookPage, type Looker } from './look-page'
import { isProbed, typedProbe } from './probe-form'
import { readNotLooking } from './read-not-looking'
import { homeName } from './read-only'
import { refuseGate } from './refuse-gate'
import { resolvePlan } from './resolve-plan'

/** Alerts that the page lists. */
const ALERTS = 10

type Named = Request<{ id: string }>

/** `/checks/<id>`: a check, how to check in, and its alerts. */
export function checkDoor(ports: AppPorts, look: Looker): Router {
  const { now, channels, checks, deliveries } = ports
  const door = Router()
  const sealed = createSealed(ports.sessions, now)
  const showLook = createLookPage(ports, look)
  const confirmation = createConfirmation(ports)
  const revisionOf = (check: Check) =>
    sealed.fingerprint([fieldsOf(check), check.passwordHash ?? '', check.probe])

  /** @throws Refusal when there is no such check, or it may not be changed here */
  async function findOwn(request: Named): Promise<Watched> {
    const found = await findCheck(checks, request.params.id)
    if (isOfFile(found.check)) throw new Refusal(403, READ_ONLY)
    return found
  }

  door.get('/checks/:id', async (request, response) => {
    const at = now()
    const { check, state } = watchedAt(await findCheck(checks, request.params.id), at)
    const [history, bodies, flips, times, past, pingKey, namesakes, alerts, existing, windows] =
      await Promise.all([
        checks.history(check.id),
        checks.bodies(check.id),
        checks.flips(check.id),
        checks.past.times({ check }, at),
        checks.past.statuses({ check, state }),
        checks.pingKey(),
        checks.findBySlug(check.slug),
        deliveries.forCheck(check.id, ALERTS),
        channels.names(),
        ports.windows(),
      ])
    const records = {
      check,
      state,
      history,
      bodies,
      flips,
      times,
      past,
      alerts,
      channels: existing,
    }
    const base = `${request.protocol}://${request.headers.host}`
    const isCreated = Object.keys(request.query)[0] === 'created'
    await renderPage(response, 'watch/check', at, {
      ...checkView(records, at),
      home: check.home === undefined ? undefined : await homeName(check.home, ports.peers),
      notLooking: await readNotLooking(ports, isToLook({ check, state })),
      maintenance: windowLines(activeWindows(windows, at).filter(({ window }) => covers(window, check))),
      notice: noticeIn(request, { check, state }, at),
      isCreated,
      spanPattern: SPAN_PATTERN,
      how: recipes({
        base,
        check,
        pingKey,
        ambiguous: namesakes.length > 1,
        isSelfSigned: request.secure && ports.certificate.kind === 'self-signed',
      }),
    })
  })

  door.get('/checks/:id/body/:n', async (request, response) => {
    const bodies = await checks.bodies(request.params.id)
    const found = bodies.find(({ n }) => String(n) === request.params.n)
    if (!found)
      throw new Refusal(404, 'Only the last few bodies are kept, and this is no longer one of them.')
    response.type('text/plain').send(bodyText(found))
  })

  door.get('/checks/:id/edit', async (request, response) => {
    const { check } = await findOwn(request)
    await showCheckForm(ports, response, {
      check,
      fields: fieldsOf(check),
      faults: [],
      revision: revisionOf(check),
    })
  })

  door.post('/checks/:id', async (request, response) => {
    const { check } = await findOwn(request)
    const fields = withHeldSecrets(typedFields(request, fieldsOf(check)), request, sealed)
    const revision = field(request, REVISION)
    const page = { check, fields, faults: [], revision }
    const step = field(request, STEP)
    if (isDraft(response) || step === 'kind') return await showCheckForm(ports, response, page)
    const { probe } = isProbed(fields) ? typedProbe(fields, check.probe) : {}
    const sendsElsewhere = probe !== undefined && sendsSecretElsewhere(probe, check.probe)
    if (sendsElsewhere && confirmation.isAsked(request, response)) return
    if (step === 'look') return await showLook(request, response, page)
    const resolved = await resolvePlan(ports, typedPlan(fields, check.probe), check)
    if ('faults' in resolved) {
      response.status(422)
      return await showCheckForm(ports, response, { ...page, faults: resolved.faults })
    }
    const differs = (latest: Check) => differences(fieldsOf(latest), fieldsOf(resolved.plan))
    // A program that posts the form without having read it knows no revision.
    const isTaken = (latest: Check) =>
      revision !== '' && revision !== revisionOf(latest) && differs(latest).length > 0
    const changed = await checks.updateUnless(isTaken, check.id, resolved.changes, now()).catch(error => {
      if (error instanceof HomeTrouble) return { kind: 'not at home', error } as const
      throw error
    })
    if (changed.kind === 'not at home') {
      const { status, message } = homeRefusal(changed.error)
      response.status(status)
      return await showCheckForm(ports, response, { ...page, trouble: message })
    }
    if (changed.kind !== 'taken') return done(request, response, changed, 'saved')
    const { check: theirs } = changed
    response.status(409)
    await showCheckForm(ports, response, {
      ...page,
      check: theirs,
      revision: revisionOf(theirs),
      conflict: differs(theirs),
    })
  })

  door.post('/checks/:id/pause', async (request, response) => {
    done(request, response, await checks.pause(request.params.id, now()), 'paused')
  })

  door.post('/checks/:id/resume', async (request, response) => {
    const changed = await checks.resume(request.params.id, now())
    // A check-in may have ended the pause before.
    const isNew = changed.kind === 'changed' && changed.state.status === 'new'
    done(request, response, changed, isNew ? 'resumed' : 'running')
  })

  // A button of a message leads here.
  door.get('/checks/:id/silence', async (request, response) => {
    const { check } = await findCheck(checks, request.params.id)
    const { until } = request.query
    const span = typeof until === 'string' ? parseDuration(until) : undefined
    if (span === undefined || span === 0) return response.redirect(303, `/checks/${check.id}`)
    await renderPage(response, 'watch/check-silence', now(), { check, span: formatDuration(span) })
  })

  door.post('/checks/:id/silence', async (request, response) => {
    const choice = field(request, 'until')
    const silence = parseSilence(choice === 'end' ? 'off' : choice, now())
    if (silence === undefined) throw new Refusal(422, NOT_THAT_LONG)
    const { until } = silence
    const changed = await checks.silence(request.params.id, until)
    done(request, response, changed, until === undefined ? 'unsilenced' : 'silenced')
  })

  // A button of a message leads here.
  door.get('/checks/:id/acknowledge', async (request, response) => {
    const { check, state } = await findCheck(checks, request.params.id)
    if (!isTrouble(state.status) || state.acknowledged) return response.redirect(303, `/checks/${check.id}`)
    await renderPage(response, 'watch/check-acknowledge', now(), { check, state })
  })

  door.post('/checks/:id/acknowledge', async (request, response) => {
    const isEnd = field(request, 'end') !== ''
    const by = isEnd ? undefined : (usable(await ports.settings.read(), 'login')?.username ?? UNNAMED.page)
    const changed = await checks.acknowledge(request.params.id, by, now())
    const isNoted = changed.kind === 'changed' && changed.state.acknowledged !== undefined
    done(request, response, changed, isEnd ? 'unacknowledged' : isNoted ? 'acknowledged' : 'well')
  })

  door.get('/checks/:id/delete', async (request, response) => {
    const { check } = await findOwn(request)
    await refuseGate(ports.settings, check)
    await renderPage(response, 'watch/check-delete', now(), { check })
  })

  door.post('/checks/:id/delete', async (request, response) => {
    const there = await checks.get(request.params.id)
    if (there) await refuseGate(ports.settings, there.check)
    const kind = await checks.remove(request.params.id)
    if (kind === 'removed') response.redirect(303, '/checks?removed')
    else done(request, response, { kind }, 'saved')
  })

  return door
}

function done(request: Named, response: Response, { kind }: Pick<Changed, 'kind'>, notice: string): void {
  if (kind === 'unknown') throw noSuchCheck()
  if (kind === 'read-only') throw new Refusal(403, READ_ONLY)
  response.redirect(303, `/checks/${request.params.id}?${notice}`)
}

/** The spans that `parseDuration` reads, for the browser's own check; blanks at the ends do no harm. */
const SPAN_PATTERN = ' *([0-9]+|([0-9]+ ?[smhdwSMHDW] ?)+) *'

const NOT_THAT_LONG =
  'Give how long to be silent as a span such as 90m, 12h or 3d, at most 400 days; go back and try again.'
const READ_ONLY =
  'This check stands elsewhere and is changed there: in its [check] section of the INI, among the expected events, or in the checklist.'

/** Between the beginning and the end of a body that is not stored as a whole stands a line of ours. */
function bodyText({ body, ending }: KeptBody): string {
  return ending === undefined ? body : `${body}\n\n[… ${t('what is between is not stored')} …]\n\n${ending}`
}
