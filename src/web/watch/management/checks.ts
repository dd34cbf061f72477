import { type Check, isOfFile } from '../../../domain/watch/check'
import { MOST_CHECKS, type PlanFault } from '../../../domain/watch/check-plan'
import {
  type HealthchecksPlan,
  healthchecksPlan,
  planFaultWords,
} from '../../../domain/watch/healthchecks-plan'
import type { CheckPlan } from '../../../domain/watch/plan-fields'
import type { Changed, Watched } from '../../../domain/watch/ports'
import { Refusal } from '../../pages/errors'
import { inTurns, jsonPieces } from '../../pages/write-pieces'
import { createOrChange } from '../create-or-change'
import { idForChannel } from '../public-ids'
import { readOnlyWords } from '../read-only'
import { refuseGate } from '../refuse-gate'
import { resolvePlan } from '../resolve-plan'
import {
  type Answer,
  type Call,
  describing,
  describingOne,
  found,
  type Handler,
  type ManagementPorts,
} from './call'

/** The handlers that return checks. */
export function readingHandlers(ports: ManagementPorts) {
  const { checks } = ports
  const described = describing(ports)
  const jsonOf = describingOne(ports)

  const list: Handler = async call => {
    const { slug, tag } = call.request.query
    const isWanted = typeof slug === 'string' && slug !== ''
    const tags = [tag ?? []].flat().map(String)
    const describe = await described(call, await checks.lists.anyLooks())
    const jsonOfTagged = (batch: readonly Watched[]) =>
      batch.filter(({ check }) => tags.every(each => check.tags.includes(each))).map(describe)
    if (isWanted) {
      const named = [...(await checks.findBySlug(slug))].sort((a, b) => a.check.createdAt - b.check.createdAt)
      return { body: { checks: jsonOfTagged(named) } }
    }
    async function* listed() {
      for await (const batch of checks.byCreation())
        for (const part of inTurns(batch)) yield jsonOfTagged(part)
    }
    return { pieces: jsonPieces('checks', listed(), {}) }
  }

  const get: Handler = async call => ({ body: await jsonOf(await found(checks, call), call) })

  return { list, get }
}

/** The handlers that make, change and remove checks. */
export function changingHandlers(ports: ManagementPorts) {
  const { now, checks } = ports
  const jsonOf = describingOne(ports)

  async function asked({ version, secret, request }: Call, before?: CheckPlan): Promise<HealthchecksPlan> {
    const all = await ports.channels.list()
    const channels = all.map(({ name }) => ({ id: idForChannel(name, secret), name }))
    return healthchecksPlan(request.body ?? {}, version, channels, before)
  }

  async function resolved(plan: HealthchecksPlan, before?: CheckPlan) {
    const resolution = await resolvePlan(ports, plan, before)
    if ('faults' in resolution) throw invalid(resolution.faults)
    if (plan.wrongChannel !== undefined) throw new Refusal(400, plan.wrongChannel)
    return resolution
  }

  async function changed(call: Call, work: Promise<Changed>): Promise<Answer> {
    const outcome = await work
    if (outcome.kind !== 'changed') throw refusal(outcome.kind)
    return { body: await jsonOf(outcome, call) }
  }

  const readOnly = (check: Check) => new Refusal(409, readOnlyWords(check))

  const create: Handler = async call => {
    const wanted = await asked(call)
    const { plan } = await resolved(wanted)
    const isThere = async () =>
      wanted.unique.length > 0 && (await checks.findAlike(plan, wanted.unique)) !== undefined
    if ((await checks.count()) >= MOST_CHECKS && !(await isThere()))
      throw new Refusal(403, 'there are too many checks')
    const made = await createOrChange(
      checks,
      { plan, unique: wanted.unique, now: now() },
      async there => (await resolved(await asked(call, there), there)).changes,
    )
    if ('readOnly' in made) throw readOnly(made.readOnly)
    return { status: made.created ? 201 : 200, body: await jsonOf(made, call) }
  }

  const update: Handler = async call => {
    const { check } = await found(checks, call)
    if (isOfFile(check)) throw readOnly(check)
    const { changes } = await resolved(await asked(call, check), check)
    return await changed(call, checks.update(call.id, changes, now()))
  }

  const remove: Handler = async call => {
    const there = await found(checks, call)
    await refuseGate(ports.settings, there.check)
    const body = await jsonOf(there, call)
    const outcome = await checks.remove(call.id)
    if (outcome === 'read-only' && there) throw readOnly(there.check)
    if (outcome !== 'removed') throw refusal(outcome)
    return { body }
  }

  const pause: Handler = call => changed(call, checks.pause(call.id, now()))

  const resume: Handler = async call => {
    const { state } = await found(checks, call)
    if (state.status !== 'paused') throw new Refusal(409, 'check is not paused')
    return await changed(call, checks.resume(call.id, now()))
  }

  return { create, update, remove, pause, resume }
}

function invalid(faults: readonly PlanFault[]): Refusal {
  return new Refusal(400, `json validation error: ${faults.map(planFaultWords).join('; ')}`)
}

/** `read-only`: it has come from a file since the request began. */
function refusal(kind: 'unknown' | 'read-only'): Refusal {
  return kind === 'unknown'
    ? new Refusal(404, 'not found')
    : new Refusal(409, 'this check comes from the INI; change it there')
}
