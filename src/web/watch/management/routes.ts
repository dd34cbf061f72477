import type { Request } from 'express'
import { findAlike } from '../../../domain/watch/asked-plan'
import { tagsOf } from '../../../domain/watch/check-list'
import { MOST_CHECKS } from '../../../domain/watch/check-plan'
import {
  type ApiVersion,
  flipsJson,
  healthchecksJson,
  pingJson,
} from '../../../domain/watch/healthchecks-json'
import { healthchecksPlan } from '../../../domain/watch/healthchecks-plan'
import type { Changed, Watched } from '../../../domain/watch/ports'
import { Refusal } from '../../pages/errors'
import type { AppPorts } from '../../ports'
import { idForChannel, publicId } from '../public-ids'
import { resolvePlan } from '../resolve-plan'
import { badgeLinks } from './tag-badges'

export type ManagementPorts = Pick<
  AppPorts,
  'now' | 'log' | 'checks' | 'channels' | 'passwords' | 'apiKeys' | 'system'
>

/** The arguments of a handler. */
interface Call {
  readonly version: ApiVersion
  readonly secret: Buffer
  /** Of the check in the path. */
  readonly id: string
  /** `http://pi:8080` */
  readonly base: string
  /** Whether the key is no read-only one. */
  readonly isFull: boolean
  readonly request: Request
}

export interface ManagementRoute {
  readonly method: 'get' | 'post' | 'delete'
  /** Behind the version, in Express' notation. */
  readonly path: string
  readonly access: 'none' | 'read' | 'full'
  /** Text is sent as it stands, everything else as JSON. */
  answer(call: Call): Promise<{ readonly status?: number; readonly body: unknown }>
}

export function managementRoutes(ports: ManagementPorts): readonly ManagementRoute[] {
  const { now, checks } = ports

  async function found({ id }: Call): Promise<Watched> {
    const watched = await checks.get(id)
    if (!watched) throw new Refusal(404, 'not found')
    return watched
  }

  function jsonOf(watched: Watched, { version, secret, base, isFull }: Call) {
    const { id, channels } = watched.check
    const links = isFull
      ? {
          ping: `${base}/ping/${id}`,
          check: `${base}/api/v${version}/checks/${id}`,
          channels: channels.map(name => idForChannel(name, secret)),
        }
      : { uniqueKey: publicId(id, secret) }
    return healthchecksJson(watched, { version, links, zone: ports.system.zone(), now: now() })
  }

  async function changed(call: Call, work: Promise<Changed>): Promise<{ readonly body: unknown }> {
    const outcome = await work
    if (outcome.kind !== 'changed') throw refusal(outcome.kind)
    return { body: jsonOf(outcome, call) }
  }

  async function resolved({ version, secret, request }: Call, before?: Watched) {
    const channels = (await ports.channels.list()).map(({ name }) => ({
      id: idForChannel(name, secret),
      name,
    }))
    const asked = healthchecksPlan(request.body, version, channels, before?.check)
    const resolution = await resolvePlan(ports, asked, before?.check)
    if (!('faults' in resolution)) return { ...resolution, unique: asked.unique }
    const words = resolution.faults.map(({ key, reason }) => `${key} ${reason}`.trim())
    throw new Refusal(400, `json validation error: ${words.join('; ')}`)
  }

  async function update(call: Call, before: Watched) {
    if (before.check.origin === 'ini') throw refusal('read-only')
    const { changes } = await resolved(call, before)
    return await changed(call, checks.update(before.check.id, changes, now()))
  }

  return [
    {
      method: 'get',
      path: '/checks',
      access: 'read',
      answer: async call => {
        const { slug, tag } = call.request.query
        const list = typeof slug === 'string' ? await checks.findBySlug(slug) : await checks.list()
        const tags = [tag ?? []].flat().map(String)
        const tagged = list.filter(({ check }) => tags.every(each => check.tags.includes(each)))
        const inOrder = [...tagged].sort((a, b) => a.check.createdAt - b.check.createdAt)
        return { body: { checks: inOrder.map(watched => jsonOf(watched, call)) } }
      },
    },
    {
      method: 'post',
      path: '/checks',
      access: 'full',
      answer: async call => {
        const { plan, unique } = await resolved(call)
        const there = unique.length === 0 ? undefined : findAlike(await checks.list(), plan, unique)
        if (there !== undefined) return await update(call, there)
        if ((await checks.count()) >= MOST_CHECKS) throw new Refusal(403, 'there are too many checks')
        return { status: 201, body: jsonOf(await checks.create(plan, 'api', now()), call) }
      },
    },
    {
      method: 'get',
      path: '/checks/:id',
      access: 'read',
      answer: async call => ({ body: jsonOf(await found(call), call) }),
    },
    {
      method: 'post',
      path: '/checks/:id',
      access: 'full',
      answer: async call => await update(call, await found(call)),
    },
    {
      method: 'delete',
      path: '/checks/:id',
      access: 'full',
      answer: async call => {
        const body = jsonOf(await found(call), call)
        const outcome = await checks.remove(call.id)
        if (outcome !== 'removed') throw refusal(outcome)
        return { body }
      },
    },
    {
      method: 'post',
      path: '/checks/:id/pause',
      access: 'full',
      answer: call => changed(call, checks.pause(call.id, now())),
    },
    {
      method: 'post',
      path: '/checks/:id/resume',
      access: 'full',
      answer: async call => {
        if ((await found(call)).state.status !== 'paused') throw new Refusal(409, 'the check is not paused')
        return await changed(call, checks.resume(call.id, now()))
      },
    },
    {
      method: 'get',
      path: '/checks/:id/pings',
      access: 'full',
      answer: async call => {
        await found(call)
        const [history, bodies] = await Promise.all([checks.history(call.id), checks.bodies(call.id)])
        const check = `${call.base}/api/v${call.version}/checks/${call.id}`
        const withBody = call.request.query.with_body === 'true'
        return { body: { pings: history.map(signal => pingJson(signal, { check, bodies, withBody })) } }
      },
    },
    {
      method: 'get',
      path: '/checks/:id/pings/:n/body',
      access: 'full',
      answer: async call => {
        const body = (await checks.bodies(call.id)).find(({ n }) => String(n) === call.request.params.n)
        if (!body) throw new Refusal(404, 'not found')
        return { body: body.body }
      },
    },
    {
      method: 'get',
      path: '/checks/:id/flips',
      access: 'read',
      answer: async call => {
        await found(call)
        const { from, to } = spanOf(call.request.query, now())
        const flips = await checks.flips(call.id)
        return { body: flipsJson(flips.filter(({ due }) => due >= from && due < to)) }
      },
    },
    {
      method: 'get',
      path: '/channels',
      access: 'full',
      answer: async ({ secret }) => {
        const all = await ports.channels.list()
        const channels = all.map(({ name, kind }) => ({ id: idForChannel(name, secret), name, kind }))
        return { body: { channels } }
      },
    },
    {
      method: 'get',
      path: '/badges',
      access: 'read',
      answer: async ({ base, secret }) => {
        const tags = [...tagsOf(await checks.list())].sort()
        const links = [...tags, '*'].map(tag => [tag, badgeLinks(base, tag, secret)])
        return { body: { badges: Object.fromEntries(links) } }
      },
    },
    {
      method: 'get',
      path: '/status',
      access: 'none',
      answer: async () => {
        await checks.count()
        return { body: 'OK' }
      },
    },
  ]
}

/** @throws Refusal for a parameter that is no number of seconds */
function spanOf(query: Request['query'], now: number): { readonly from: number; readonly to: number } {
  const read = (name: string) => {
    const text = query[name]
    if (text === undefined) return undefined
    if (typeof text !== 'string' || !/^\d{1,10}$/.test(text)) throw new Refusal(400, `invalid ${name}`)
    return Number(text) * 1000
  }
  const [seconds, start, end] = [read('seconds'), read('start'), read('end')]
  return {
    from: Math.max(start ?? 0, seconds === undefined ? 0 : now - seconds),
    to: end ?? Number.POSITIVE_INFINITY,
  }
}

function refusal(kind: 'unknown' | 'read-only'): Refusal {
  return kind === 'unknown'
    ? new Refusal(404, 'not found')
    : new Refusal(409, 'this check comes from the INI; change it there')
}
