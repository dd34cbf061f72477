import { randomUUID } from 'node:crypto'
import { type Request, Router } from 'express'
import { defaultChannels } from '../../domain/alerts/channel'
import { canonicalUuid } from '../../domain/uuid'
import { isAlike } from '../../domain/watch/asked-plan'
import type { Check } from '../../domain/watch/check'
import { type CheckPlan, PLAN_ROWS } from '../../domain/watch/plan-fields'
import { sendsSecretElsewhere } from '../../domain/watch/probe-field'
import { createConfirmation } from '../access/confirmation'
import { createSealed } from '../access/sealed'
import { field, isDraft } from '../pages/form'
import type { AppPorts } from '../ports'
import {
  CLONED,
  clonedFields,
  emptyFields,
  NEW_ID,
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

/** The hash of a password is never the same. */
const COMPARED = PLAN_ROWS.map(([key]) => key).filter(key => key !== 'passwordHash')

/** `/checks/new`: the form for a new check; `?from=<id>`: one that is like that check. */
export function newCheckDoor(ports: AppPorts, look: Looker): Router {
  const { now, channels, checks, passwords } = ports
  const door = Router()
  const sealed = createSealed(ports.sessions, now)
  const showLook = createLookPage(ports, look)
  const confirmation = createConfirmation(ports)

  door.get('/checks/new', async (request, response) => {
    const { from } = request.query
    const newId = randomUUID()
    if (typeof from === 'string') {
      const { check } = await findCheck(checks, from)
      const fields = clonedFields(check)
      return await showCheckForm(ports, response, { fields, faults: [], cloned: check, newId })
    }
    const chosen = defaultChannels(await channels.list()).join(' ')
    const fields = { ...emptyFields(), channels: chosen }
    await showCheckForm(ports, response, { fields, faults: [], newId })
  })

  /** The check that the new one is a copy of; none where it is gone meanwhile. */
  async function clonedBy(request: Request): Promise<Check | undefined> {
    const id = field(request, CLONED)
    return id === '' ? undefined : (await checks.get(id))?.check
  }

  /** Whether it is the password that a check has. */
  async function hasPassword({ passwordHash }: CheckPlan, typed: string): Promise<boolean> {
    if (passwordHash === undefined || typed === '') return passwordHash === undefined && typed === ''
    const claim = { kind: 'tag', from: 'a form', guesses: 0 } as const
    return (await passwords.verify(typed, passwordHash, claim)) === 'right'
  }

  /** The id of the check with that plan. A form that is sent twice, as after the browser's Back, makes one check. */
  async function make(plan: CheckPlan, newId: string, password: string): Promise<string> {
    const there = await checks.get(newId)
    if (there === undefined)
      try {
        return (await checks.create(plan, 'page', now(), newId)).check.id
      } catch (error) {
        // Both were under way at the same time.
        if ((await checks.get(newId)) === undefined) throw error
        return await make(plan, newId, password)
      }
    if (isAlike(there.check, plan, COMPARED) && (await hasPassword(there.check, password))) return newId
    return (await checks.create(plan, 'page', now())).check.id
  }

  door.post('/checks', async (request, response) => {
    const cloned = await clonedBy(request)
    const fields = withHeldSecrets(typedFields(request, emptyFields()), request, sealed)
    const newId = canonicalUuid(field(request, NEW_ID)) ?? randomUUID()
    const form = { fields, newId, ...(cloned && { cloned }) }
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
    response.redirect(303, `/checks/${await make(resolved.plan, newId, fields.password ?? '')}?created`)
  })

  return door
}
