import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { RateLimiterMemory } from 'rate-limiter-flexible'
import { defaultChannels } from '../../../domain/alerts/channel'
import { NO_CHANNEL_YET } from '../../../domain/alerts/late-channels'
import { canonicalUuid } from '../../../domain/uuid'
import { json } from '../../../domain/watch/check-ins/reply'
import { MOST_CHECKS, planFaults, planOf } from '../../../domain/watch/check-plan'
import type { Watched } from '../../../domain/watch/ports'
import type { Schedule } from '../../../domain/watch/schedule'
import { isAlive } from '../../../domain/watch/status-at'
import { networkOf } from '../../net/addresses'
import { Refusal } from '../../pages/errors'
import type { AppPorts } from '../../ports'
import { idForTag } from '../public-ids'
import { type PyremtoRequest, pyremtoRequest } from './pyremto-request'
import { sendReply } from './reply'
import type { SenderOf } from './sender'
import { createMayUse } from './tag-passwords'

/** Tags that one address may create in an hour: there is no log-in, so creating is bounded. */
const TAGS_AN_HOUR = 100
const RETRY_TAGS_S = 600

/** Outcomes that are no error for the client. */
const TAKEN: readonly string[] = ['accepted', 'paused', 'too-frequent']

type PyremtoAnswer = Readonly<Record<string, string | number>>

/** Its client knows one fixed address, so a host that stands in for it gets the calls at `/`, too. */
export function isPyremto({ url = '', method, headers }: IncomingMessage): boolean {
  if (/^\/pyremto\/?(\?|$)/.test(url)) return true
  return method === 'POST' && headers.backendversion !== undefined && /^\/(\?|$)/.test(url)
}

/**
 * pyremto's convention, version 2, as its published Python client speaks it: everything is POSTed to one URL, in
 * headers, and every answer but a refusal is 200 with JSON.
 */
export function pyremtoDoor(
  ports: Pick<AppPorts, 'now' | 'checks' | 'channels' | 'passwords' | 'apiKeys'>,
  senderOf: SenderOf,
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const { now, checks, apiKeys } = ports
  const mayUse = createMayUse(ports.passwords)
  const tagsCreated = new RateLimiterMemory({ keyPrefix: 'tags', points: TAGS_AN_HOUR, duration: 3_600 })

  /** A tag is the check's id, or the name that a client chose. */
  async function find(tag: string): Promise<Watched | undefined> {
    const id = canonicalUuid(tag)
    const own = id === undefined ? undefined : await checks.get(id)
    return own ?? (await checks.get(idForTag(tag, await apiKeys.installationSecret())))
  }

  async function ping(call: PyremtoRequest): Promise<PyremtoAnswer> {
    const watched = await find(call.tag)
    if (!watched) return { success: 0 }
    const { at, address, agent } = call
    const detail = { via: 'pyremto', method: 'POST', from: address, ...(agent !== undefined && { agent }) }
    const recorded = await checks.record(
      { id: watched.check.id },
      { kind: 'success', at, detail },
      async check => ((await mayUse(check, call)) ? undefined : 'wrong password'),
    )
    // Its client raises an error for any other answer, also to a ping that came too soon.
    return { success: TAKEN.includes(recorded.kind) ? 1 : 0 }
  }

  async function useTag(tag: string, { check }: Watched, call: PyremtoRequest): Promise<PyremtoAnswer> {
    return (await mayUse(check, call)) ? { success: 1, tag } : { success: 0 }
  }

  async function createTag(call: PyremtoRequest): Promise<PyremtoAnswer> {
    const { name, password, interval, at } = call
    const there = name === undefined ? undefined : await find(name)
    if (there) return await useTag(name ?? '', there, call)

    const id = name === undefined ? randomUUID() : idForTag(name, await apiKeys.installationSecret())
    if (interval === undefined)
      return { success: 0, error: 'alive-interval-minutes has to be a whole number' }
    const channels = defaultChannels(await ports.channels.list(), 'all')
    const plan = planOf({
      name: name ?? `pyremto ${id.slice(0, 8)}`,
      // A new tag must not take another check's slug.
      slug: `pyremto-${id}`,
      tags: channels.length > 0 ? ['pyremto'] : ['pyremto', NO_CHANNEL_YET],
      channels,
      schedule: interval === 'none' ? NEVER : { kind: 'period', period: interval },
      // The convention has no grace: a tag is alive if it pinged within its minutes.
      grace: 0,
    })
    const [fault] = planFaults(plan)
    if (fault) return { success: 0, error: `${fault.key} ${fault.reason}` }
    await tagsCreated.consume(networkOf(call.address)).catch(() => {
      throw new Refusal(429, 'this address makes too many tags', { retryAfter: RETRY_TAGS_S })
    })
    if ((await checks.count()) >= MOST_CHECKS) return { success: 0, error: 'there are too many checks' }
    const passwordHash = password === undefined ? undefined : ports.passwords.hashForTag(password)
    try {
      await checks.create({ ...plan, ...(passwordHash && { passwordHash }) }, 'checkin', at, id)
    } catch (error) {
      // Another request with the same name was faster.
      const other = name === undefined ? undefined : await find(name)
      if (!other) throw error
      return await useTag(name ?? '', other, call)
    }
    // The minutes count from here, so that a script which never comes to its first ping is missed.
    if (interval !== 'none')
      await checks.record({ id }, { kind: 'success', at, detail: { via: 'pyremto', body: 'tag created' } })
    return { success: 1, tag: name ?? id }
  }

  async function answer(call: PyremtoRequest): Promise<PyremtoAnswer> {
    const { wants } = call
    if (wants('create-tag')) return await createTag(call)
    if (wants('ping')) return await ping(call)
    const watched = await find(call.tag)
    if (wants('does-tag-exist')) return { exists: watched ? 1 : 0 }
    if (wants('is-password-ok'))
      return { 'password-ok': watched && (await mayUse(watched.check, call)) ? 1 : 0 }
    if (wants('is-alive')) {
      // No password is needed; after a wrong one the published client expects an error, and the missing field is one.
      if (watched && call.password !== undefined && !(await mayUse(watched.check, call)))
        return { success: 0, error: 'wrong password' }
      return { alive: watched && isAlive(watched, call.at) ? 1 : 0 }
    }
    return { success: 0, error: 'only tags, passwords, pings and is-alive are understood here' }
  }

  return async (request, response) => {
    try {
      const at = now()
      sendReply(response, json(200, await answer(pyremtoRequest(request, await senderOf(request), at))))
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      // The published client raises an error for any status but 200.
      const { retryAfter } = error.details
      const retry = retryAfter === undefined ? {} : { 'Retry-After': retryAfter }
      sendReply(response, json(error.status, { success: 0, error: error.message }), retry)
    }
  }
}

/** A moment that has passed: nothing is due any more. */
const NEVER: Schedule = { kind: 'oncalendar', expression: '2000-01-01', zone: 'UTC' }
