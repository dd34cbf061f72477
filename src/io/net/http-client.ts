import { request as httpRequest, type IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import { performance } from 'node:perf_hooks'
import { unescape as unescapePercents } from 'node:querystring'
import type { BinaryRequest, Exchange, OutgoingRequest } from '../../domain/net/exchange'
import { ATTEMPT_MS } from '../../domain/time/limits'
import { type ConnectionOptions, openConnection } from './connection'
import { explainFailure, isShaking, NetworkFailure, type Reached, timedOut, tooLate } from './network-failure'

export interface HttpClientOptions extends ConnectionOptions {
  readonly userAgent: string
  /** Epoch milliseconds. */
  readonly now?: () => number
}

export interface SendOptions {
  /** Epoch milliseconds from which on nothing may be sent any more. */
  readonly notAfter: number
  /** Milliseconds for the whole exchange: name, connection, redirects and answer. */
  readonly deadlineMs?: number
}

const MAX_REDIRECTS = 3
const BODY_LIMIT = 64 * 1024

interface Hop {
  readonly method: OutgoingRequest['method']
  readonly url: URL
  readonly body?: string | Uint8Array | undefined
  readonly headers?: OutgoingRequest['headers']
  readonly sameHost?: boolean | undefined
}

/**
 * Sends single requests, each on a connection of its own. Every failure is returned as a `Broken`. An answer whose body
 * is cut short, by its size, the deadline or the other side, is still an answer.
 */
export function createHttpClient({ userAgent, now = Date.now, ...connection }: HttpClientOptions) {
  async function send(request: OutgoingRequest | BinaryRequest, options: SendOptions): Promise<Exchange> {
    const { notAfter, deadlineMs = ATTEMPT_MS } = options
    if (!URL.canParse(request.url)) throw new TypeError('The request has no valid URL') // The error of `new URL` would contain it.
    const started = performance.now()
    const elapsed = () => Math.round(performance.now() - started)
    const deadline = new AbortController()
    // Aborts only after the sockets have been read: after a standstill, the answer may be waiting there.
    const timer = setTimeout(() => setImmediate(() => deadline.abort()), deadlineMs)
    const isLate = () => now() >= notAfter
    const visited = new Set<string>()
    let hop: Hop = { ...request, url: new URL(request.url) }
    let reached: Reached = {}
    let written = false

    async function exchange(): Promise<IncomingMessage> {
      if (visited.size > MAX_REDIRECTS) throw new NetworkFailure('redirect', 'redirected too often')
      if (visited.has(`${hop.method} ${hop.url}`))
        throw new NetworkFailure('redirect', 'redirected in a circle')
      visited.add(`${hop.method} ${hop.url}`)
      reached = {}
      written = false
      const onPhase = (phase: keyof Reached) => {
        reached = { ...reached, [phase]: elapsed() }
      }
      if (isLate()) throw tooLate()
      const socket = await openConnection(hop.url, connection, onPhase, deadline.signal)
      // Checked once more before the request is written: this process may have been stopped meanwhile.
      if (isLate()) throw tooLate()
      written = true
      const incoming = await writeRequest(hop, socket, userAgent, deadline.signal)
      onPhase('answer')
      return incoming
    }

    function explain(error: unknown): NetworkFailure {
      if (!deadline.signal.aborted) return explainFailure(error, hop.url.host, isShaking(hop.url, reached))
      return isLate() && !written ? tooLate() : timedOut(hop.url, reached, deadlineMs)
    }

    try {
      let incoming = await exchange()
      for (let next = redirectOf(hop, incoming); next !== undefined; next = redirectOf(hop, incoming)) {
        incoming.destroy()
        hop = next
        incoming = await exchange()
      }
      const body = await readBody(incoming)
      const phases = { ...reached, total: elapsed() }
      return {
        kind: 'answer',
        status: incoming.statusCode!,
        headers: headersOf(incoming),
        body,
        at: now(),
        phases,
      }
    } catch (error) {
      const { breakdown, message } = explain(error)
      return {
        kind: 'broken',
        breakdown,
        detail: message,
        at: now(),
        phases: { ...reached, total: elapsed() },
      }
    } finally {
      clearTimeout(timer)
      deadline.abort() // Closes everything that is still open.
    }
  }

  return { send }
}

/** Writes the request; resolves as soon as the headers of the answer are there. */
function writeRequest(
  hop: Hop,
  socket: Socket,
  userAgent: string,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const { method, url, body } = hop
  const headers: Record<string, string> = {
    Host: url.host,
    'User-Agent': userAgent,
    Accept: '*/*',
    'Accept-Encoding': 'identity',
    ...credentials(url),
    ...(body === undefined ? {} : { 'Content-Type': 'text/plain; charset=utf-8' }),
    ...hop.headers,
  }
  return new Promise((resolve, reject) => {
    // There is no agent, and so the request has "Connection: close".
    httpRequest({ method, path: url.pathname + url.search, headers, createConnection: () => socket, signal })
      .on('response', resolve)
      .on('error', reject)
      .on('close', () =>
        reject(new NetworkFailure('connection', `${url.host} closed the connection before it answered`)),
      )
      .end(body)
  })
}

/** Basic authentication for `https://user:password@host/`. */
function credentials({ username, password }: URL): { Authorization?: string } {
  if (username === '' && password === '') return {}
  const pair = `${unescapePercents(username)}:${unescapePercents(password)}`
  return { Authorization: `Basic ${Buffer.from(pair).toString('base64')}` }
}

/** The request that an answer redirects to, by the Fetch standard's rules for method and body; undefined when it is the final one. */
function redirectOf(
  { method, url, body, headers: own, sameHost }: Hop,
  { statusCode = 0, headers }: IncomingMessage,
): Hop | undefined {
  if (own !== undefined) return undefined
  if (![301, 302, 303, 307, 308].includes(statusCode) || headers.location === undefined) return undefined
  const next = URL.canParse(headers.location, url.href) ? new URL(headers.location, url) : undefined
  if (next === undefined || !/^https?:$/.test(next.protocol))
    throw new NetworkFailure('redirect', `${url.host} redirects to something that is not a web address`)
  if (url.protocol === 'https:' && next.protocol === 'http:')
    throw new NetworkFailure('redirect', `${url.host} redirects from https to plain http`)
  if (sameHost && !isSameHost(url, next))
    throw new NetworkFailure(
      'redirect',
      `${url.host} redirects to another host, ${next.host}: is this the ping URL, or does the network want a log-in?`,
    )
  return statusCode >= 307 ? { method, url: next, body, sameHost } : { method: 'GET', url: next, sameHost }
}

/** Whether two addresses are of one server: `www.` and the step from http to https make no difference. */
function isSameHost(one: URL, other: URL): boolean {
  const [name, otherName] = [one, other].map(({ hostname }) => hostname.replace(/^www\./, ''))
  return name === otherName && (one.port === other.port || one.protocol !== other.protocol)
}

async function readBody(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  try {
    for await (const chunk of incoming as AsyncIterable<Buffer>) {
      chunks.push(chunk)
      size += chunk.length
      if (size >= BODY_LIMIT) break
    }
  } catch {
    // The body was cut short: the part that was read counts.
  }
  return Buffer.concat(chunks).subarray(0, BODY_LIMIT).toString()
}

function headersOf({ headers }: IncomingMessage): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]))
}
