import { request as httpRequest, type IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import { unescape as unescapePercents } from 'node:querystring'
import { forgiving } from './forgiving-stream'
import { NetworkFailure } from './network-failure'
import type { Hop } from './redirect'

export interface Sending {
  readonly socket: Socket
  readonly userAgent: string
  readonly signal: AbortSignal
  /** The other side of the connection, in words. */
  readonly peer: string
  /** The further headers for a proxy that passes the request on; undefined where none stands between. */
  readonly forProxy?: Readonly<Record<string, string>> | undefined
}

/** Writes the request; resolves as soon as the headers of the answer are there. */
export function writeRequest(
  hop: Hop,
  { socket, userAgent, signal, peer, forProxy }: Sending,
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
    ...forProxy,
  }
  const asked = url.pathname + url.search
  return new Promise((resolve, reject) => {
    httpRequest({
      method,
      // A proxy needs the whole address (RFC 9112, 3.2.2).
      path: forProxy === undefined ? asked : `http://${url.host}${asked}`,
      headers,
      // There is no agent, and so the request has "Connection: close".
      createConnection: () => forgiving(socket, peer),
      signal,
      // Smuggled requests need a connection that is used again.
      insecureHTTPParser: true,
      maxHeaderSize: 128 * 1024,
    })
      .on('response', resolve)
      .on('error', reject)
      .on('close', () =>
        reject(new NetworkFailure('connection', `${peer} closed the connection before it answered`)),
      )
      .end(body)
  })
}

/** Basic authentication for `https://user:password@host/`. */
function credentials(url: URL): { Authorization?: string } {
  const pair = basic(url)
  return pair === undefined ? {} : { Authorization: pair }
}

/** The user and the password of a URL, as a header's value. */
export function basic({ username, password }: URL): string | undefined {
  if (username === '' && password === '') return undefined
  const pair = `${unescapePercents(username)}:${unescapePercents(password)}`
  return `Basic ${Buffer.from(pair).toString('base64')}`
}
