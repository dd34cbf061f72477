import type { IncomingMessage } from 'node:http'
import { performance } from 'node:perf_hooks'
import type { BinaryRequest, Exchange, OutgoingRequest } from '../../domain/net/exchange'
import type { HttpClient } from '../../domain/net/http-client'
import { ATTEMPT_MS } from '../../domain/time/limits'
import { guardOf, type Origin } from './address-guard'
import { type ConnectionOptions, OVER, openConnection } from './connection'
import { headersOf, readBody } from './http-answer'
import { writeRequest } from './http-request'
import { explainFailure, isShaking, NetworkFailure, type Reached, timedOut, tooLate } from './network-failure'
import { type Hop, redirectOf } from './redirect'
import { openTrust, type Trust } from './trust'
import { proxyCredentials, refusal } from './tunnel'
import { type HttpProxy, STRAIGHT, type WayOut } from './way-out'

export interface HttpClientOptions extends ConnectionOptions {
  readonly userAgent: string
  /** Epoch milliseconds. */
  readonly now?: () => number
  /** Called for every exchange, since the settings may have changed. */
  readonly way?: () => Promise<WayOut>
  readonly trust?: Trust
}

export interface SendOptions {
  /** Epoch milliseconds from which on nothing may be sent any more. */
  readonly notAfter: number
  /** Milliseconds for the whole exchange: name, connection, redirects and answer. */
  readonly deadlineMs?: number
  /** Why the request is not to be written after all; asked on the open connection, at the last moment. */
  readonly withhold?: () => Promise<string | undefined>
  /** Ends the exchange early. */
  readonly signal?: AbortSignal
}

const MAX_REDIRECTS = 3

/** The state of one exchange, across its redirects. */
interface Trip {
  readonly way: WayOut
  readonly signal: AbortSignal
  readonly isLate: () => boolean
  readonly withhold: () => Promise<string | undefined>
  readonly elapsed: () => number
  /** Method and address of every request so far. */
  readonly visited: Set<string>
  hop: Hop
  /** The phases of the answer that redirected to it. */
  answered?: Reached
  origin?: Origin
  reached: Reached
  /** The proxy, while it is the other side. */
  facing?: HttpProxy | undefined
  /** The proxy that passes a plain request on. */
  between?: HttpProxy | undefined
  written: boolean
}

/**
 * Sends single requests, each on a connection of its own. Every failure is returned as a `Broken`. An answer whose body
 * is cut short, by its size, the deadline or the other side, is still an answer.
 */
export function createHttpClient({
  userAgent,
  now = Date.now,
  way = async () => STRAIGHT,
  trust = openTrust(),
  ...connection
}: HttpClientOptions): HttpClient {
  const parts = { userAgent, trust, ...connection }

  async function send(request: OutgoingRequest | BinaryRequest, options: SendOptions): Promise<Exchange> {
    const { notAfter, deadlineMs = ATTEMPT_MS, withhold = async () => undefined, signal } = options
    if (!URL.canParse(request.url)) throw new TypeError('The request has no valid URL') // The error of `new URL` would contain it.
    const started = performance.now()
    const deadline = new AbortController()
    // Aborts only after the sockets have been read: after a standstill, the answer may be waiting there.
    const timer = setTimeout(() => setImmediate(() => deadline.abort()), deadlineMs)
    const end = () => deadline.abort()
    signal?.addEventListener('abort', end)
    const trip: Trip = {
      way: await way(),
      signal: deadline.signal,
      isLate: () => now() >= notAfter,
      withhold,
      elapsed: () => Math.round(performance.now() - started),
      visited: new Set(),
      hop: { ...request, url: new URL(request.url) },
      reached: {},
      written: false,
    }
    try {
      const incoming = await follow(trip, parts)
      const read = await readBody(incoming, request.bodyLimit)
      const phases = { ...trip.reached, total: trip.elapsed() }
      const { statusCode: status = 0 } = incoming
      return { kind: 'answer', status, headers: headersOf(incoming), ...read, at: now(), phases }
    } catch (error) {
      const { breakdown, message, ours } = explain(error, trip, now(), deadlineMs)
      // A redirect that may not be followed is a fault of its answer.
      const reached = breakdown === 'redirect' ? (trip.answered ?? trip.reached) : trip.reached
      const phases = { ...reached, total: trip.elapsed() }
      return { kind: 'broken', breakdown, detail: message, ...(ours && { ours }), at: now(), phases }
    } finally {
      clearTimeout(timer)
      signal?.removeEventListener('abort', end)
      // Closes everything that is still open. (Without a reason, it would make an error with a stack that nobody reads.)
      deadline.abort(OVER)
    }
  }

  return { send }
}

type Parts = ConnectionOptions & { readonly userAgent: string; readonly trust: Trust }

/** Sends the request, and then those that the answers redirect to; returns the last answer. */
async function follow(trip: Trip, parts: Parts): Promise<IncomingMessage> {
  for (;;) {
    const incoming = await exchange(trip, parts)
    const next = redirectOf(trip.hop, incoming.statusCode ?? 0, incoming.headers.location)
    if (next === undefined) return incoming
    incoming.destroy()
    trip.hop = next
    trip.answered = trip.reached
  }
}

/** Sends one request; returns as soon as the headers of its answer are there. */
async function exchange(trip: Trip, { userAgent, ...parts }: Parts): Promise<IncomingMessage> {
  const { hop, way, signal, isLate, withhold, elapsed, visited } = trip
  const mark = `${hop.method} ${hop.url}`
  if (visited.size > (hop.redirects ?? MAX_REDIRECTS))
    throw new NetworkFailure('redirect', 'redirected too often')
  if (visited.has(mark)) throw new NetworkFailure('redirect', 'redirected in a circle')
  visited.add(mark)
  trip.reached = {}
  trip.between = undefined
  trip.written = false
  const reached = (phase: keyof Reached) => {
    trip.reached = { ...trip.reached, [phase]: elapsed() }
  }
  if (isLate()) throw tooLate()
  const proxy = way.proxyFor(hop.url)
  if (proxy && hop.family) throw chosenByProxy(proxy, hop)
  const guard = guardOf(hop, trip.origin, way.ownPort)
  const refused = proxy && guard.objectionByName()
  if (refused) throw refused
  const socket = await openConnection(hop.url, {
    ...parts,
    proxy,
    userAgent,
    signal,
    cafile: way.cafile,
    ownCafile: hop.cafile,
    anyCertificate: hop.anyCertificate,
    family: hop.family,
    objection: guard.objection,
    reached,
    facing: other => {
      trip.facing = other
    },
  })
  trip.origin = guard.origin(proxy ? undefined : socket)
  const reason = await withhold()
  if (reason !== undefined) throw new NetworkFailure('withheld', reason)
  // Checked once more before the request is written: this process may have been stopped meanwhile.
  if (isLate()) throw tooLate()
  trip.written = true
  const between = hop.url.protocol === 'http:' ? proxy : undefined
  trip.between = between
  const forProxy = between && proxyCredentials(between)
  const peer = between?.name ?? hop.url.host
  const incoming = await writeRequest(hop, { socket, userAgent, signal, peer, forProxy })
  if (between && incoming.statusCode === 407) throw refusal(between, 407, hop.url.host)
  reached('answer')
  return incoming
}

function chosenByProxy({ name }: HttpProxy, { url, family }: Hop): NetworkFailure {
  const words = `${name} stands between and chooses itself between IPv4 and IPv6: for IPv${family} only, name ${url.hostname} in noproxy`
  return new NetworkFailure('connection', words, true)
}

function explain(
  error: unknown,
  { hop, facing, between, reached, signal, isLate, written }: Trip,
  now: number,
  deadlineMs: number,
): NetworkFailure {
  if (!signal.aborted) {
    const isHandshake = facing === undefined && isShaking(hop.url, reached)
    const proxy = facing ?? between
    const failure = explainFailure(error, {
      host: proxy?.name ?? hop.url.host,
      shaking: isHandshake,
      now,
      ...(proxy === undefined && { family: hop.family, hasCafile: hop.cafile !== undefined }),
    })
    const isOurs = facing !== undefined && !(error instanceof NetworkFailure)
    return isOurs ? new NetworkFailure(failure.breakdown, failure.message, true) : failure
  }
  return isLate() && !written ? tooLate() : timedOut(hop.url, reached, deadlineMs, (facing ?? between)?.name)
}
