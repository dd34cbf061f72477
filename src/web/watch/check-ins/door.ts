import type { IncomingMessage, ServerResponse } from 'node:http'
import { usable } from '../../../domain/settings/reading'
import type { BadCheckIn } from '../../../domain/watch/check-ins/convention'
import { type CheckIn, CONVENTIONS, formFieldsOf, parseCheckIn } from '../../../domain/watch/check-ins/index'
import {
  type CheckInOutcome,
  json,
  plain,
  type Reply,
  STATUS,
  WORDS,
} from '../../../domain/watch/check-ins/reply'
import type { Admit, CheckedIn } from '../../../domain/watch/ports'
import { BODY_LIMIT, type Signal } from '../../../domain/watch/signal'
import type { Admission } from '../../../domain/watch/waiting'
import { networkOf } from '../../net/addresses'
import type { BodyRoom } from '../../net/body-room'
import { foreignHost } from '../../net/own-host'
import { failureLog } from '../../pages/failure-log'
import { isSame } from '../../pages/form'
import type { AppPorts } from '../../ports'
import { batchyDoor, isBatchy } from './batchy'
import { createBlocks } from './blocks'
import { type PostedBody, readBody } from './body'
import { formFields } from './form-fields'
import { isPyremto, pyremtoDoor } from './pyremto'
import { BARE, type ReplyHeaders, sendReply } from './reply'
import { createSenderOf } from './sender'

export type CheckInPorts = Pick<
  AppPorts,
  | 'now'
  | 'log'
  | 'settings'
  | 'checks'
  | 'channels'
  | 'recordSignal'
  | 'passwords'
  | 'apiKeys'
  | 'peers'
  | 'queue'
>

/** Answers a request if it is a check-in; returns whether it is. */
export type CheckInDoor = (request: IncomingMessage, response: ServerResponse) => boolean

const METHODS = ['GET', 'HEAD', 'POST', 'PUT']
/** The longest body in which fields are sought. */
const FORM_LIMIT = 1024 * 1024
const AGENT_LIMIT = 200
const RETRY_AFTER_S = 5

/**
 * Check-ins over HTTP, before Express gets them: a check-in is one step in Redis, and the middleware of the pages would
 * cost more than that. A check-in needs neither log-in nor cookie, since its URL holds the secret. Therefore the Host
 * allow-list applies only where a check-in may create a check (a page that rebinds a name does not know the secret, and
 * devices reach the appliance under whatever name they were given), and plain http is answered where pages ask for TLS: a redirect would come too
 * late to protect the secret, and many a small device speaks no TLS.
 *
 * A 2xx is sent only after the store has confirmed the signal.
 */
export function checkInDoor(ports: CheckInPorts, room: BodyRoom): CheckInDoor {
  const { now, checks, recordSignal } = ports
  const senderOf = createSenderOf(ports.settings)
  const blocks = createBlocks()
  const pyremto = pyremtoDoor(ports, senderOf)
  const batchy = batchyDoor(ports, senderOf)
  const noteFailure = failureLog(ports, 'check-ins cannot be written down')

  /** Whether a check-in with `?create=1` may create its check, and how. */
  async function creation(request: IncomingMessage): Promise<Admission | { readonly foreign: string }> {
    const reading = await ports.settings.read()
    const foreign = foreignHost(request, usable(reading, 'web'))
    // While the section has a fault, what it wants is not known.
    return foreign === undefined ? (usable(reading, 'watch')?.create ?? 'adopt') : { foreign }
  }

  /** That of this watch, or of another member of its group. */
  async function isPingKey(key: string): Promise<boolean> {
    if (isSame(key, await checks.pingKey())) return true
    return (await ports.peers.pingKeys()).some(other => isSame(key, other))
  }

  function bodyOf(request: IncomingMessage, from: string, limit: number): Promise<PostedBody> {
    const held = room.begin(networkOf(from), () => request.destroy())
    return readBody(request, limit, held, blocks, room.pace)
  }

  async function take(parsed: CheckIn, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { reply, takesForms } = CONVENTIONS[parsed.via]
    const at = now()
    const sender = senderOf(request)
    const from = typeof sender === 'string' ? sender : await sender
    const body = hasBody(request)
      ? await bodyOf(request, from, takesForms ? FORM_LIMIT : BODY_LIMIT)
      : undefined
    const close = body?.cut ? CLOSE : undefined
    const read: FormCheckIn | BadCheckIn =
      body !== undefined && takesForms ? await withForm(parsed, request, body) : parsed
    if ('outcome' in read) return send(response, reply(read.outcome, read.reason), close)
    const { target } = read
    if ('key' in target && !(await isPingKey(target.key))) return send(response, reply('unknown'), close)
    const signal = signalOf(read, request, { at, from, body: read.hasForm ? undefined : body })
    const admit = request.method === 'POST' || request.method === 'PUT' ? undefined : unlessPostOnly
    const create = read.create ? await creation(request) : 'off'
    if (typeof create === 'object') return send(response, plain(421, create.foreign), close)
    const network = create === 'off' ? '' : networkOf(from)
    const recorded = await recordSignal(target, signal, { admit, create, network })
    const outcome = recorded.created && recorded.kind === 'accepted' ? 'created' : OUTCOMES[recorded.kind]
    send(response, reply(outcome), close)
  }

  return (request, response) => {
    const { url = '', method = '' } = request
    const failWith = (reply: Reply) => (error: unknown) => {
      if (request.destroyed && !request.complete) return // The sender hung up before the end of its body.
      noteFailure(error)
      if (!response.headersSent) send(response, reply, ['Retry-After', RETRY_AFTER_S])
    }
    const parsed = parseCheckIn(url)
    if (parsed === undefined) {
      if (isPyremto(request)) pyremto(request, response).catch(failWith(PYREMTO_AWAY))
      else if (isBatchy(request)) batchy(request, response).catch(failWith(BATCHY_AWAY))
      else return false
      return true
    }
    const { reply } = CONVENTIONS[parsed.via]
    if (!METHODS.includes(method)) send(response, NOT_ALLOWED, ['Allow', METHODS.join(', ')])
    else if ('outcome' in parsed) send(response, reply(parsed.outcome, parsed.reason))
    else take(parsed, request, response).catch(failWith(reply('away')))
    return true
  }
}

/** A body may also come by GET, as `curl -X GET -d` sends it. */
function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0
}

type FormCheckIn = CheckIn & { readonly hasForm?: boolean }

/** The check-in with the fields of its body, if that is a form. */
async function withForm(
  parsed: CheckIn,
  { url = '', headers }: IncomingMessage,
  { text, whole }: PostedBody,
): Promise<FormCheckIn | BadCheckIn> {
  const fields = await formFields(headers['content-type'] ?? '', text, formFieldsOf(parsed.via))
  if (fields === undefined) return parsed
  // A result might stand in the part that was not read.
  if (fields === 'unreadable' || !whole)
    return { outcome: 'bad', reason: whole ? 'the body cannot be read' : 'the form is too long' }
  const withFields = parseCheckIn(url, fields) ?? parsed
  return 'outcome' in withFields ? withFields : { ...withFields, hasForm: true }
}

function signalOf(
  { via, kind, rid, exitCode, duration, message }: CheckIn,
  { headers, method = '' }: IncomingMessage,
  { at, from, body }: { readonly at: number; readonly from: string; readonly body: PostedBody | undefined },
): Signal {
  const detail: Draft = { via, method, from }
  const agent = headers['user-agent']
  const text = body?.text || message
  if (agent) detail.agent = agent.slice(0, AGENT_LIMIT)
  if (text) detail.body = text
  if (body?.ending) detail.ending = body.ending
  if (rid !== undefined) detail.rid = rid
  if (exitCode !== undefined) detail.exitCode = exitCode
  if (duration !== undefined) detail.duration = duration
  return { kind, at, detail }
}

type Draft = { -readonly [Field in keyof Signal['detail']]: Signal['detail'][Field] }

/** For checks that only POST counts for. As at Healthchecks, the answer does not show that the check-in was ignored. */
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

const CLOSE: ReplyHeaders = ['Connection', 'close']
const NOT_ALLOWED = plain(405, 'method not allowed')
const BATCHY_AWAY = json(STATUS.away, { error: WORDS.away })
const PYREMTO_AWAY = json(STATUS.away, { success: 0, error: WORDS.away })

/** As Healthchecks sends them: with `Access-Control-Allow-Origin` a page may check in by script. */
const HEADERS: ReplyHeaders = [...BARE, 'Access-Control-Allow-Origin', '*', 'Ping-Body-Limit', BODY_LIMIT]

function send(response: ServerResponse, reply: Reply, more?: ReplyHeaders): void {
  sendReply(response, reply, more === undefined ? HEADERS : [...HEADERS, ...more])
}
