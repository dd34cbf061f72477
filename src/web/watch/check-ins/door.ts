import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Check } from '../../../domain/watch/check'
import { type CheckIn, CONVENTIONS, parseCheckIn } from '../../../domain/watch/check-ins/index'
import type { CheckInOutcome, Reply } from '../../../domain/watch/check-ins/reply'
import type { Admit, CheckedIn } from '../../../domain/watch/ports'
import { BODY_LIMIT, type Signal } from '../../../domain/watch/signal'
import type { CheckState } from '../../../domain/watch/state'
import { failureLog } from '../../pages/failure-log'
import { isSame } from '../../pages/form'
import type { AppPorts } from '../../ports'
import { readBody } from './body'
import { isPyremto, pyremtoDoor } from './pyremto'
import { createSenderOf } from './sender'

export type CheckInPorts = Pick<
  AppPorts,
  'now' | 'log' | 'settings' | 'checks' | 'channels' | 'recordSignal' | 'passwords' | 'apiKeys'
>

/** Answers a request if it is a check-in. */
export type CheckInDoor = (request: IncomingMessage, response: ServerResponse) => boolean

const METHODS = ['GET', 'HEAD', 'POST']
const AGENT_LIMIT = 200
const RETRY_AFTER_S = 5

/**
 * Check-ins over HTTP, before Express sees them: a check-in is one step in Redis, and most of its price would be the
 * way through the middleware of the pages. It has no use for that: no log-in and no cookie, since the URL holds the
 * secret. That is also why the Host allow-list does not apply (a page that rebinds a name does not know the secret,
 * and devices reach the appliance under whatever name they were given), and why plain http is answered where pages ask
 * for TLS: what a redirect could protect has been said already, and many a small device speaks no TLS.
 *
 * 2xx is answered only after the store has said that the signal is written down.
 */
export function checkInDoor(ports: CheckInPorts): CheckInDoor {
  const { now, checks, recordSignal } = ports
  const senderOf = createSenderOf(ports.settings)
  const pyremto = pyremtoDoor(ports, senderOf)
  const noteFailure = failureLog(ports, 'check-ins cannot be written down')

  async function take(checkIn: CheckIn, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { via, target, kind } = checkIn
    const { reply } = CONVENTIONS[via]
    const at = now()
    const { headers, method = '' } = request
    const from = await senderOf(request)
    const posted = method === 'POST' ? await readBody(request, BODY_LIMIT) : undefined
    const body = posted?.text || checkIn.message
    const { rid, exitCode, duration } = checkIn
    const agent = headers['user-agent']?.slice(0, AGENT_LIMIT)
    const signal: Signal = {
      kind,
      at,
      detail: {
        via,
        method,
        from,
        ...(agent && { agent }),
        ...(body && { body }),
        ...(rid !== undefined && { rid }),
        ...(exitCode !== undefined && { exitCode }),
        ...(duration !== undefined && { duration }),
      },
    }
    if ('key' in target && !isSame(target.key, await checks.pingKey()))
      return send(response, reply('unknown'))
    const admit = method === 'POST' ? undefined : unlessPostOnly
    const recorded = await recordSignal(target, signal, { admit, create: checkIn.create ?? false })
    const outcome = recorded.created && recorded.kind === 'accepted' ? 'created' : OUTCOMES[recorded.kind]
    const retry = recorded.kind === 'too-frequent' && {
      'Retry-After': secondsUntilWelcome(recorded.check, recorded.state, at),
    }
    send(response, reply(outcome), { ...retry, ...(posted?.cut && { Connection: 'close' }) })
  }

  return (request, response) => {
    const { url = '', method = '' } = request
    if (isPyremto(url)) {
      pyremto(request, response).catch(error => {
        noteFailure(error)
        if (!response.headersSent) send(response, AWAY, { 'Retry-After': RETRY_AFTER_S })
      })
      return true
    }
    const parsed = parseCheckIn(url)
    if (parsed === undefined) return false
    const { reply } = CONVENTIONS[parsed.via]
    if (!METHODS.includes(method)) send(response, NOT_ALLOWED, { Allow: METHODS.join(', ') })
    else if ('outcome' in parsed) send(response, reply(parsed.outcome, parsed.reason))
    else
      take(parsed, request, response).catch(error => {
        if (request.destroyed && !request.complete) return // It hung up before it had said everything.
        noteFailure(error)
        if (!response.headersSent) send(response, reply('away'), { 'Retry-After': RETRY_AFTER_S })
      })
    return true
  }
}

/** For checks that only POST counts for; as at Healthchecks, the sender hears nothing of it. */
const unlessPostOnly: Admit = check => (check.methods === 'post' ? 'post-only' : undefined)

const OUTCOMES: Readonly<Record<CheckedIn['kind'], CheckInOutcome>> = {
  accepted: 'accepted',
  paused: 'paused',
  'too-frequent': 'too-frequent',
  unknown: 'unknown',
  ambiguous: 'ambiguous',
  refused: 'ignored',
  full: 'full',
}

const NOT_ALLOWED: Reply = { status: 405, type: 'text/plain; charset=utf-8', body: 'method not allowed' }
const AWAY: Reply = {
  status: 503,
  type: 'application/json; charset=utf-8',
  body: '{"success":0,"error":"not written down, try again"}',
}

/** `Access-Control-Allow-Origin` as Healthchecks sends it: a page may check in by script. */
const HEADERS = {
  'Access-Control-Allow-Origin': '*',
  'Cache-Control': 'no-store',
  'Ping-Body-Limit': BODY_LIMIT,
  'X-Content-Type-Options': 'nosniff',
}

function send(
  response: ServerResponse,
  { status, type, body }: Reply,
  more?: Readonly<Record<string, string | number>>,
): void {
  response.writeHead(status, {
    'Content-Type': type,
    'Content-Length': Buffer.byteLength(body),
    ...HEADERS,
    ...more,
  })
  response.end(body)
}

function secondsUntilWelcome(check: Check, { lastSuccessAt = 0 }: CheckState, now: number): number {
  return Math.max(1, Math.ceil((lastSuccessAt + (check.shortestGap ?? 0) - now) / 1000))
}
