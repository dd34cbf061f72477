import type { Request } from 'express'
import type { ApiKey } from '../../../domain/access/api-key'
import { activeWindows, maintenanceWords } from '../../../domain/alerts/maintenance'
import { askedAcknowledgement, UNNAMED } from '../../../domain/watch/acknowledgement'
import { askedPlan, askedUnique } from '../../../domain/watch/asked-plan'
import { type Check, isOfFile } from '../../../domain/watch/check'
import { checkJson, flipJson, signalJson, timesJson } from '../../../domain/watch/check-json'
import { filtered, worstFirst } from '../../../domain/watch/check-list'
import type { PlanFault } from '../../../domain/watch/check-plan'
import { isEntry } from '../../../domain/watch/list-order'
import { isToLook } from '../../../domain/watch/not-looking'
import type { CheckPlan } from '../../../domain/watch/plan-fields'
import type { Changed, Watched } from '../../../domain/watch/ports'
import { askedSilence } from '../../../domain/watch/silence'
import { STATUSES } from '../../../domain/watch/status'
import { isAlive, watchedAt } from '../../../domain/watch/status-at'
import { Refusal } from '../../pages/errors'
import { checkTroubles } from '../../pages/ini-troubles'
import { inTurns, jsonPieces } from '../../pages/write-pieces'
import type { AppPorts } from '../../ports'
import { adoptCheck } from '../adopt-check'
import { createOrChange } from '../create-or-change'
import { findCheck, noSuchCheck } from '../find-check'
import { publicId } from '../public-ids'
import { readNotLooking } from '../read-not-looking'
import { readOnlyWords } from '../read-only'
import { refuseGate } from '../refuse-gate'
import { resolvePlan } from '../resolve-plan'

export type ApiPorts = Pick<
  AppPorts,
  | 'now'
  | 'log'
  | 'settings'
  | 'queue'
  | 'checks'
  | 'channels'
  | 'windows'
  | 'windowStore'
  | 'passwords'
  | 'apiKeys'
  | 'peers'
>

export interface ApiAnswer {
  readonly status?: number
  readonly location?: string
  readonly body?: unknown
  /** JSON that is sent bit by bit, in place of a body. */
  readonly pieces?: AsyncIterable<string>
}

/** The arguments of a handler: the client's key, and the check of the path. */
export interface ApiCall {
  readonly key: ApiKey | undefined
  readonly secret: Buffer
  readonly id: string
  readonly request: Request
}

export type Handler = (call: ApiCall) => Promise<ApiAnswer>

/** The handlers that change nothing. */
export function readingHandlers(ports: ApiPorts) {
  const { now, settings, checks, channels } = ports
  const described = describing(ports)
  const describedOne = describingOne(ports)
  const found = ({ id }: ApiCall) => findCheck(checks, id)
  const doubt = async (looks: boolean) => {
    const notLooking = await readNotLooking(ports, looks)
    return notLooking === undefined ? {} : { notLooking }
  }

  const list: Handler = async call => {
    const { tag, status, slug, waiting, limit, next } = call.request.query
    const wanted = STATUSES.find(one => one === status)
    if (status !== undefined && wanted === undefined)
      throw new Refusal(400, `status has to be one of ${STATUSES.join(', ')}`)
    if (waiting !== undefined && waiting !== 'true') throw new Refusal(400, 'waiting can only be true')
    const tags = [tag ?? []].flat().map(String)
    const filter = { ...(wanted && { status: wanted }), tags }
    const faults = checkTroubles(await settings.read()).flatMap(trouble => trouble.faults)
    if (typeof slug === 'string' || waiting !== undefined) {
      if (limit !== undefined || next !== undefined)
        throw new Refusal(400, 'limit and next are not for lists by slug, nor for checks that wait')
      const stored = typeof slug === 'string' ? await checks.findBySlug(slug) : await checks.waiting()
      const all = stored.map(watched => watchedAt(watched, now()))
      const shown = tags.reduce((tagged, tag) => filtered(tagged, { tag }), filtered(all, filter))
      const listed = worstFirst(shown).map(await described(call))
      return { body: { checks: listed, faults, ...(await doubt(all.some(isToLook))) } }
    }
    const rest = { faults, ...(await doubt(await checks.lists.anyLooks())) }
    if (limit === undefined && next === undefined) {
      async function* listed() {
        for await (const batch of checks.lists.each(filter, now())) {
          const describe = await described(call)
          for (const part of inTurns(batch)) yield part.map(describe)
        }
      }
      return { pieces: jsonPieces('checks', listed(), rest) }
    }
    const after = placeIn(next)
    const page = await checks.lists.page(filter, now(), limitIn(limit), after === undefined ? {} : { after })
    const more = page.next !== undefined && { next: Buffer.from(page.next).toString('base64url') }
    return { body: { checks: page.rows.map(await described(call)), ...rest, ...more } }
  }

  const alive: Handler = async call => {
    const watched = await found(call)
    const isUnseen = (await readNotLooking(ports, isToLook(watched))) !== undefined
    return { body: { alive: isAlive(watched, now(), isUnseen) } }
  }

  const get: Handler = async call => {
    return { body: await describedOne(call, await found(call)) }
  }

  const signals: Handler = async call => {
    await found(call)
    const history = await checks.history(call.id)
    return { body: { signals: history.map(signalJson) } }
  }

  const flips: Handler = async call => {
    await found(call)
    const history = await checks.flips(call.id)
    return { body: { flips: history.map(flipJson) } }
  }

  const times: Handler = async call => {
    await found(call)
    return { body: timesJson(await checks.times(call.id, now())) }
  }

  const listChannels: Handler = async () => {
    const all = await channels.list()
    return { body: { channels: all.map(({ name, kind }) => ({ name, kind })) } }
  }

  return { list, alive, get, signals, flips, times, listChannels }
}

/** The handlers that make, change and remove checks. */
export function changingHandlers(ports: ApiPorts) {
  const { now, checks } = ports
  const describedOne = describingOne(ports)

  const resolved = async (body: unknown, before?: CheckPlan) => {
    const resolution = await resolvePlan(ports, askedPlan(body, before), before)
    if ('faults' in resolution) throw faulty(resolution.faults)
    return resolution
  }
  const readOnly = (check: Check) => new Refusal(409, readOnlyWords(check))
  const changedBy = async (call: ApiCall, work: Promise<Changed>): Promise<ApiAnswer> => {
    const changed = await work
    if (changed.kind !== 'changed') throw refusal(changed.kind)
    return { body: await describedOne(call, changed) }
  }

  const create: Handler = async call => {
    const { unique, plan: asked, faults } = askedUnique(call.request.body)
    if (faults.length > 0) throw faulty(faults)
    const { plan } = await resolved(asked)
    const made = await createOrChange(
      checks,
      { plan, unique, now: now() },
      async there => (await resolved(asked, there)).changes,
    )
    if ('readOnly' in made) throw readOnly(made.readOnly)
    const body = await describedOne(call, made)
    return made.created ? { status: 201, location: `/api/checks/${made.check.id}`, body } : { body }
  }

  const update: Handler = async call => {
    const { check } = await findCheck(checks, call.id)
    if (isOfFile(check)) throw readOnly(check)
    const { changes } = await resolved(call.request.body, check)
    const adopts = check.waits && Object(call.request.body).adopted === true
    const changed = adopts ? adoptCheck(ports, check, now(), changes) : checks.update(call.id, changes, now())
    return await changedBy(call, changed)
  }

  const remove: Handler = async ({ id }) => {
    const there = await checks.get(id)
    if (there) await refuseGate(ports.settings, there.check)
    const outcome = await checks.remove(id)
    if (outcome === 'read-only' && there) throw readOnly(there.check)
    if (outcome !== 'removed') throw refusal(outcome)
    return { status: 204 }
  }

  const pause: Handler = call => changedBy(call, checks.pause(call.id, now()))

  const resume: Handler = call => changedBy(call, checks.resume(call.id, now()))

  const silence: Handler = async call => {
    const asked = askedSilence(call.request.body, now())
    if ('faults' in asked) throw faulty(asked.faults)
    return await changedBy(call, checks.silence(call.id, asked.until))
  }

  const acknowledge: Handler = async call => {
    const asked = askedAcknowledgement(call.request.body)
    if ('faults' in asked) throw faulty(asked.faults)
    const by = asked.by === undefined ? (call.key?.name ?? UNNAMED.api) : (asked.by ?? undefined)
    const changed = await checks.acknowledge(call.id, by, now())
    if (by !== undefined && changed.kind === 'changed' && changed.state.acknowledged === undefined)
      throw new Refusal(409, `there is nothing to acknowledge: the check is ${changed.state.status}`)
    return await changedBy(call, Promise.resolve(changed))
  }

  return { create, update, remove, pause, resume, silence, acknowledge }
}

/** Checks of a page, where the client names no number, and at most. */
const PAGE = { usual: 100, most: 1_000 } as const

/** @throws Refusal for another number */
function limitIn(given: unknown): number {
  if (given === undefined) return PAGE.usual
  const limit = typeof given === 'string' && /^\d{1,4}$/.test(given) ? Number(given) : 0
  if (limit < 1 || limit > PAGE.most)
    throw new Refusal(400, `limit has to be a number from 1 to ${PAGE.most}`)
  return limit
}

/** The place in the list at which a page ended. @throws Refusal for a text that no page had */
function placeIn(given: unknown): string | undefined {
  if (given === undefined) return undefined
  const place = Buffer.from(String(given), 'base64url').toString()
  if (!isEntry(place)) throw new Refusal(400, 'next has to be that of the page before')
  return place
}

/** Returns how a check is shown to the key of a call at this moment; `notLooking`: where nobody runs its probe. */
function describing({ channels, windows, now }: Pick<ApiPorts, 'channels' | 'windows' | 'now'>) {
  return async ({ key, secret }: ApiCall, notLooking?: string) => {
    const existing = await channels.names()
    const active = activeWindows(await windows(), now())
    return (watched: Watched) => {
      const { id } = watched.check
      return checkJson(
        watched,
        { publicId: publicId(id, secret), ...(key?.access === 'full' && { id }) },
        existing,
        maintenanceWords(watched.check, active),
        notLooking,
      )
    }
  }
}

/** Returns how a single check is shown. */
function describingOne(ports: ApiPorts) {
  const described = describing(ports)
  return async (call: ApiCall, found: Watched) => {
    const watched = watchedAt(found, ports.now())
    const notLooking = await readNotLooking(ports, isToLook(watched))
    return (await described(call, notLooking))(watched)
  }
}

/** The answer to a body with faults, whose contract calls a fault's key `field`. */
export function faulty(faults: readonly PlanFault[]): Refusal {
  const fields = faults.map(({ key, part, reason }) => ({
    field: key,
    reason: part === undefined ? reason : `${part}: ${reason}`,
  }))
  return new Refusal(400, 'the request has faults', { json: { faults: fields } })
}

/** `read-only`: it has come from a file since the request began. */
function refusal(kind: 'unknown' | 'read-only'): Refusal {
  return kind === 'unknown'
    ? noSuchCheck()
    : new Refusal(409, 'this check comes from the INI; change it there')
}
