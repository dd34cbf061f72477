import { type Request, Router } from 'express'
import { defaultChannels } from '../../domain/alerts/channel'
import type { Check } from '../../domain/watch/check'
import { sendsSecretElsewhere } from '../../domain/watch/probe-field'
import { createConfirmation } from '../access/confirmation'
import { createSealed } from '../access/sealed'
import { field, isDraft } from '../pages/form'
import type { AppPorts } from '../ports'
import {
  CLONED,
  clonedFields,
  emptyFields,
  STEP,
  typedFields,
  typedPlan,
  withHeldSecrets,
} from './check-form'
import { showCheckForm } from './check-form-page'
import { findCheck } from './find-check'
import { createLookPage, type Looker } from './look-page'
import { isProbed, typedProbe } from './probe-form'
import { resolvePlan } from './resolve-plan'

/** `/checks/new`: the form for a new check; `?from=<id>`: one that is like that check. */
export function newCheckDoor(ports: AppPorts, look: Looker): Router {
  const { now, channels, checks } = ports
  const door = Router()
  const sealed = createSealed(ports.sessions, now)
  const showLook = createLookPage(ports, look)
  const confirmation = createConfirmation(ports)

  door.get('/checks/new', async (request, response) => {
    const { from } = request.query
    if (typeof from === 'string') {
      const { check } = await findCheck(checks, from)
      return await showCheckForm(ports, response, { fields: clonedFields(check), faults: [], cloned: check })
    }
    const chosen = defaultChannels(await channels.list()).join(' ')
    await showCheckForm(ports, response, { fields: { ...emptyFields(), channels: chosen }, faults: [] })
  })

  /** The check that the new one is a copy of; none where it is gone meanwhile. */
  async function clonedBy(request: Request): Promise<Check | undefined> {
    const id = field(request, CLONED)
    return id === '' ? undefined : (await checks.get(id))?.check
  }

  door.post('/checks', async (request, response) => {
    const cloned = await clonedBy(request)
    const fields = withHeldSecrets(typedFields(request, emptyFields()), request, sealed)
    const form = { fields, ...(cloned && { cloned }) }
    const step = field(request, STEP)
    if (isDraft(response) || step === 'kind')
      return await showCheckForm(ports, response, { ...form, faults: [] })
    const { probe } = isProbed(fields) ? typedProbe(fields, cloned?.probe) : {}
    const sendsElsewhere = probe !== undefined && sendsSecretElsewhere(probe, cloned?.probe)
    if (sendsElsewhere && confirmation.isAsked(request, response)) return
    if (step === 'look') return await showLook(request, response, form)
    const resolved = await resolvePlan(ports, typedPlan(fields, cloned?.probe))
    if ('faults' in resolved) {
      response.status(422)
      return await showCheckForm(ports, response, { ...form, faults: resolved.faults })
    }
    const { check } = await checks.create(resolved.plan, 'page', now())
    response.redirect(303, `/checks/${check.id}?created`)
  })

  return door
}
