import type { Request } from 'express'
import type { ApiKey } from '../../../domain/access/api-key'
import { askedPlan, askedUnique, findAlike } from '../../../domain/watch/asked-plan'
import { checkJson, moment, signalJson } from '../../../domain/watch/check-json'
import { filtered, worstFirst } from '../../../domain/watch/check-list'
import type { PlanFault } from '../../../domain/watch/check-plan'
import type { CheckPlan } from '../../../domain/watch/plan-fields'
import type { Changed, Watched } from '../../../domain/watch/ports'
import { askedSilence } from '../../../domain/watch/silence'
import { STATUSES } from '../../../domain/watch/status'
import { isAlive } from '../../../domain/watch/status-at'
import { Refusal } from '../../pages/errors'
import type { AppPorts } from '../../ports'
import { findCheck, noSuchCheck } from '../find-check'
import { publicId } from '../public-ids'
import { resolvePlan } from '../resolve-plan'
import { openApiDocument } from './openapi'

export type ApiPorts = Pick<
  AppPorts,
  'now' | 'log' | 'checks' | 'channels' | 'passwords' | 'apiKeys' | 'version'
>
type ApiAnswer = { readonly status?: number; readonly location?: string; readonly body?: unknown }

/** The arguments of a handler: the client's key, and the check of the path. */
interface Call {
  readonly key: ApiKey | undefined
  readonly secret: Buffer
  readonly id: string
  readonly request: Request
}

export interface ApiRoute {
  readonly method: 'get' | 'post' | 'patch' | 'delete'
  /** In Express' notation. */
  readonly path: string
  /** `none`: the id in the path is the secret, or nothing is secret. */
  readonly access: 'none' | 'read' | 'full'
  /** The parameters that its query may have; only a tag may come several times. */
  readonly query?: readonly string[]
  answer(call: Call): Promise<ApiAnswer>
}

/** The routes of the JSON API; `openapi.ts` documents them. */
export function apiRoutes(ports: ApiPorts): readonly ApiRoute[] {
  const { now, checks } = ports

  const jsonOf = (watched: Watched, { key, secret }: Call) => {
    const shown = publicId(watched.check.id, secret)
    return checkJson(watched, { publicId: shown, ...(key?.access === 'full' && { id: watched.check.id }) })
  }
  const found = ({ id }: Call) => findCheck(checks, id)
  const changedBy = async (call: Call, work: Promise<Changed>): Promise<ApiAnswer> => {
    const changed = await work
    if (changed.kind !== 'changed') throw refusal(changed.kind)
    return { body: jsonOf(changed, call) }
  }

  const resolved = async (body: unknown, before?: CheckPlan) => {
    const resolution = await resolvePlan(ports, askedPlan(body), before)
    if ('faults' in resolution) throw faulty(resolution.faults)
    return resolution
  }

  const update = async (call: Call): Promise<ApiAnswer> => {
    const { check } = await found(call)
    if (check.origin === 'ini') throw refusal('read-only')
    const { changes } = await resolved(call.request.body, check)
    return await changedBy(call, checks.update(call.id, changes, now()))
  }

  return [
    {
      method: 'get',
      path: '/api/openapi.json',
      access: 'none',
      answer: async () => ({ body: openApiDocument(ports.version) }),
    },
    {
      method: 'get',
      path: '/api/checks/:id/alive',
      access: 'none',
      answer: async call => ({ body: { alive: isAlive(await found(call), now()) } }),
    },
    {
      method: 'get',
      path: '/api/checks',
      access: 'read',
      query: ['tag', 'status', 'slug'],
      answer: async call => {
        const { tag, status, slug } = call.request.query
        const wanted = STATUSES.find(one => one === status)
        if (status !== undefined && wanted === undefined)
          throw new Refusal(400, `status has to be one of ${STATUSES.join(', ')}`)
        const found = typeof slug === 'string' ? await checks.findBySlug(slug) : await checks.list()
        const tags = [tag ?? []].flat().map(String)
        const list = tags.reduce(
          (tagged, tag) => filtered(tagged, { tag }),
          filtered(found, { ...(wanted && { status: wanted }) }),
        )
        return { body: { checks: worstFirst(list).map(watched => jsonOf(watched, call)) } }
      },
    },
    {
      method: 'get',
      path: '/api/channels',
      access: 'full',
      answer: async () => {
        const all = await ports.channels.list()
        return { body: { channels: all.map(({ name, kind }) => ({ name, kind })) } }
      },
    },
    {
      method: 'post',
      path: '/api/checks',
      access: 'full',
      answer: async call => {
        const { unique, plan: asked, faults } = askedUnique(call.request.body)
        if (faults.length > 0) throw faulty(faults)
        const { plan } = await resolved(asked)
        const there = unique.length === 0 ? undefined : findAlike(await checks.list(), plan, unique)
        if (there !== undefined) {
          if (there.check.origin === 'ini') throw refusal('read-only')
          const { changes } = await resolved(asked, there.check)
          return await changedBy(call, checks.update(there.check.id, changes, now()))
        }
        const made = await checks.create(plan, 'api', now())
        return { status: 201, location: `/api/checks/${made.check.id}`, body: jsonOf(made, call) }
      },
    },
    {
      method: 'get',
      path: '/api/checks/:id',
      access: 'read',
      answer: async call => ({ body: jsonOf(await found(call), call) }),
    },
    { method: 'patch', path: '/api/checks/:id', access: 'full', answer: update },
    { method: 'post', path: '/api/checks/:id', access: 'full', answer: update },
    {
      method: 'delete',
      path: '/api/checks/:id',
      access: 'full',
      answer: async ({ id }) => {
        const outcome = await checks.remove(id)
        if (outcome !== 'removed') throw refusal(outcome)
        return { status: 204 }
      },
    },
    {
      method: 'post',
      path: '/api/checks/:id/pause',
      access: 'full',
      answer: call => changedBy(call, checks.pause(call.id, now())),
    },
    {
      method: 'post',
      path: '/api/checks/:id/resume',
      access: 'full',
      answer: call => changedBy(call, checks.resume(call.id, now())),
    },
    {
      method: 'post',
      path: '/api/checks/:id/silence',
      access: 'full',
      answer: async call => {
        const at = now()
        const silence = askedSilence(call.request.body, at)
        if ('faults' in silence) throw faulty(silence.faults)
        return await changedBy(call, checks.silence(call.id, silence.until, at))
      },
    },
    {
      method: 'get',
      path: '/api/checks/:id/signals',
      access: 'full',
      answer: async call => {
        await found(call)
        const signals = await checks.history(call.id)
        return { body: { signals: signals.map(signalJson) } }
      },
    },
    {
      method: 'get',
      path: '/api/checks/:id/flips',
      access: 'read',
      answer: async call => {
        await found(call)
        const flips = (await checks.flips(call.id)).map(({ seq, from, to, reason, at, due }) => ({
          seq,
          from,
          to,
          reason,
          at: moment(at),
          due: moment(due),
        }))
        return { body: { flips } }
      },
    },
  ]
}

/** The answer to a body with faults, whose contract calls a fault's key `field`. */
function faulty(faults: readonly PlanFault[]): Refusal {
  const fields = faults.map(({ key, part, reason }) => ({
    field: key,
    reason: part === undefined ? reason : `${part}: ${reason}`,
  }))
  return new Refusal(400, 'the request has faults', { json: { faults: fields } })
}

function refusal(kind: 'unknown' | 'read-only'): Refusal {
  return kind === 'unknown'
    ? noSuchCheck()
    : new Refusal(409, 'this check comes from the INI; change it there')
}
