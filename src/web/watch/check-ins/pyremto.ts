import { createHmac, randomBytes, randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { RateLimiterMemory } from 'rate-limiter-flexible'
import { defaultChannels } from '../../../domain/alerts/channel'
import { canonicalUuid } from '../../../domain/uuid'
import { MOST_CHECKS, planFaults, planOf } from '../../../domain/watch/check-plan'
import { LONGEST_SPAN } from '../../../domain/watch/field-types'
import type { CheckPlan } from '../../../domain/watch/plan-fields'
import type { Watched } from '../../../domain/watch/ports'
import type { Schedule } from '../../../domain/watch/schedule'
import { isAlive } from '../../../domain/watch/status-at'
import { createThrottle } from '../../access/throttle'
import { Refusal } from '../../pages/errors'
import { isSame } from '../../pages/form'
import type { AppPorts } from '../../ports'
import { idForTag } from '../public-ids'
import type { SenderOf } from './sender'

/*
 * pyremto's convention, version 2, as its published Python client speaks it: everything is POSTed to one URL, in
 * headers, and every answer is 200 with JSON. Nobody logs in there, so making tags is bounded.
 */

const MINUTE = 60_000
/** Tags that one address may make in an hour. */
const TAGS_AN_HOUR = 100
const MOST_REMEMBERED = 10_000

type Ports = Pick<AppPorts, 'now' | 'checks' | 'channels' | 'passwords' | 'apiKeys'>
type Answer = Readonly<Record<string, string | number>>

export function isPyremto(url: string): boolean {
  return /^\/pyremto\/?(\?|$)/.test(url)
}

export function pyremtoDoor(
  ports: Ports,
  senderOf: SenderOf,
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const { now, checks, apiKeys } = ports
  const mayUse = passwordCheck(ports.passwords)
  const tagsMade = new RateLimiterMemory({ keyPrefix: 'tags', points: TAGS_AN_HOUR, duration: 3_600 })

  /** A tag is the check's id, or the name that a client chose. */
  async function find(tag: string): Promise<Watched | undefined> {
    const id = canonicalUuid(tag)
    const own = id === undefined ? undefined : await checks.get(id)
    return own ?? (await checks.get(idForTag(tag, await apiKeys.installationSecret())))
  }

  async function ping(asked: Asked): Promise<Answer> {
    const watched = await find(asked.tag)
    if (!watched) return { success: 0 }
    const detail = { via: 'pyremto', method: 'POST', from: asked.address, ...asked.agent }
    const signal = { kind: 'success', at: asked.at, detail } as const
    const recorded = await checks.record({ id: watched.check.id }, signal, async check =>
      (await mayUse(check, asked)) ? undefined : 'wrong password',
    )
    if (recorded.kind === 'too-frequent') throw new Refusal(429, 'too frequent')
    return { success: recorded.kind === 'accepted' || recorded.kind === 'paused' ? 1 : 0 }
  }

  async function createTag(asked: Asked): Promise<Answer> {
    const { name, password, at } = asked
    const there = name === undefined ? undefined : await find(name)
    if (there) return (await mayUse(there.check, asked)) ? { success: 1, tag: name ?? '' } : { success: 0 }

    const id = name === undefined ? randomUUID() : idForTag(name, await apiKeys.installationSecret())
    const minutes = intervalOf(asked.interval)
    if (minutes === undefined) return { success: 0, error: 'alive-interval-minutes has to be a whole number' }
    const plan: CheckPlan = planOf({
      name: name ?? `pyremto ${id.slice(0, 8)}`,
      // Whoever makes a tag must not take another check's slug.
      slug: `pyremto-${id}`,
      tags: ['pyremto'],
      channels: defaultChannels(await ports.channels.list(), 'all'),
      schedule: minutes === 'none' ? NEVER : { kind: 'period', period: minutes * MINUTE },
      // The convention knows no patience: alive is what pinged within its minutes.
      grace: 0,
    })
    const [fault] = planFaults(plan)
    if (fault) return { success: 0, error: `${fault.key} ${fault.reason}` }
    await tagsMade.consume(asked.address).catch(() => {
      throw new Refusal(429, 'this address makes too many tags', { retryAfter: 600 })
    })
    if ((await checks.count()) >= MOST_CHECKS) return { success: 0, error: 'there are too many checks' }
    const passwordHash = password === undefined ? undefined : await ports.passwords.hash(password)
    try {
      await checks.create({ ...plan, ...(passwordHash && { passwordHash }) }, 'checkin', at, id)
    } catch (error) {
      // Somebody was faster with the same name: whoever knows the password may use it.
      const other = name === undefined ? undefined : await find(name)
      if (!other) throw error
      return (await mayUse(other.check, asked)) ? { success: 1, tag: name ?? '' } : { success: 0 }
    }
    // The minutes count from here, so that a script which never comes to its first ping is missed.
    if (minutes !== 'none')
      await checks.record({ id }, { kind: 'success', at, detail: { via: 'pyremto', body: 'tag created' } })
    return { success: 1, tag: name ?? id }
  }

  async function answer(asked: Asked, wants: (what: string) => boolean): Promise<Answer> {
    if (wants('create-tag')) return await createTag(asked)
    if (wants('ping')) return await ping(asked)
    const watched = await find(asked.tag)
    if (wants('does-tag-exist')) return { exists: watched ? 1 : 0 }
    if (wants('is-password-ok'))
      return { 'password-ok': watched && (await mayUse(watched.check, asked)) ? 1 : 0 }
    if (wants('is-alive')) {
      // It needs no password; with a wrong one the published client expects an error, and the missing field is one.
      if (watched && asked.password !== undefined && !(await mayUse(watched.check, asked)))
        return { success: 0, error: 'wrong password' }
      return { alive: watched && isAlive(watched, asked.at) ? 1 : 0 }
    }
    return { success: 0, error: 'only tags, passwords, pings and is-alive are understood here' }
  }

  return async (request, response) => {
    try {
      const { headers, method } = request
      if (method !== 'POST') throw new Refusal(405, 'everything is POSTed')
      if (headers.backendversion !== '2') throw new Refusal(400, 'backendversion has to be 2')
      const at = now()
      const asked = askedBy(request, await senderOf(request), at)
      send(response, 200, await answer(asked, what => headers[what] === 'true'))
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      // The published client raises an error for any status but 200.
      const { retryAfter } = error.details
      const retry = retryAfter === undefined ? {} : { 'Retry-After': retryAfter }
      send(response, error.status, { success: 0, error: error.message }, retry)
    }
  }

  /** Slow by intent, so a password that was right once is not worked out again; guesses have to pause. */
  function passwordCheck({ verify }: Ports['passwords']) {
    const throttle = createThrottle()
    const key = randomBytes(32)
    const known = new Map<string, string>()
    return async ({ passwordHash }: CheckPlan, { password, address }: Asked): Promise<boolean> => {
      if (passwordHash === undefined) return true
      if (password === undefined) return false
      const digest = createHmac('sha256', key).update(password).digest('hex')
      if (isSame(known.get(passwordHash) ?? '', digest)) return true
      const wait = await throttle.admit(address)
      if (wait > 0) throw new Refusal(429, 'too many wrong passwords', { retryAfter: wait })
      const verdict = await verify(password, passwordHash)
      if (verdict === 'busy') {
        await throttle.takeBack(address)
        throw new Refusal(503, 'too many passwords at once', { retryAfter: 3 })
      }
      if (verdict === 'wrong') return false
      await throttle.forgive(address)
      if (known.size >= MOST_REMEMBERED) known.clear()
      known.set(passwordHash, digest)
      return true
    }
  }
}

/** What stands in the headers. */
interface Asked {
  readonly at: number
  readonly address: string
  readonly agent: { readonly agent?: string }
  readonly tag: string
  readonly name: string | undefined
  readonly password: string | undefined
  readonly interval: string
}

function askedBy({ headers }: IncomingMessage, address: string, at: number): Asked {
  const text = (name: string) => {
    const value = headers[name]
    return typeof value === 'string' && value !== '' ? decoded(value) : undefined
  }
  const agent = text('user-agent')?.slice(0, 200)
  return {
    at,
    address,
    agent: agent === undefined ? {} : { agent },
    tag: text('tag') ?? '',
    name: text('name'),
    password: text('password'),
    interval: text('alive-interval-minutes') ?? '-1',
  }
}

/** Node reads headers as Latin-1, as Python's clients send them; other clients send UTF-8, as a page sends its form. */
function decoded(value: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(value, 'latin1'))
  } catch {
    return value
  }
}

/** A moment that has passed: nothing is due any more. */
const NEVER: Schedule = { kind: 'oncalendar', expression: '2000-01-01', zone: 'UTC' }

/** -1 is none; everything else below 1 is 1. */
function intervalOf(text: string): number | 'none' | undefined {
  if (!/^-?\d{1,9}$/.test(text)) return undefined
  const minutes = Number(text)
  return minutes === -1 ? 'none' : Math.min(Math.max(minutes, 1), LONGEST_SPAN / MINUTE)
}

function send(
  response: ServerResponse,
  status: number,
  answer: Answer,
  more: Readonly<Record<string, number>> = {},
): void {
  const body = JSON.stringify(answer)
  response.writeHead(status, {
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': Buffer.byteLength(body),
    'Cache-Control': 'no-store',
    ...more,
  })
  response.end(body)
}
