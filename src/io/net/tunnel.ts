import { request as httpRequest } from 'node:http'
import type { Socket } from 'node:net'
import { basic } from './http-request'
import { NetworkFailure } from './network-failure'
import type { HttpProxy } from './way-out'

/** The header with the proxy's user and password, where its URL has them. */
export function proxyCredentials({ url }: HttpProxy): Record<string, string> {
  const pair = basic(url)
  return pair === undefined ? {} : { 'Proxy-Authorization': pair }
}

/**
 * Asks a proxy for a tunnel (RFC 9110, 9.3.6) over a connection to it; afterwards the connection is one to `authority`.
 *
 * @param authority `host:port`
 * @throws NetworkFailure that names the proxy's refusal
 */
export async function openTunnel(
  socket: Socket,
  proxy: HttpProxy,
  authority: string,
  userAgent: string,
  signal: AbortSignal,
): Promise<void> {
  const closed = () =>
    new NetworkFailure('connection', `${proxy.name} closed the connection before it answered`)
  const status = await new Promise<number>((resolve, reject) => {
    httpRequest({
      method: 'CONNECT',
      path: authority,
      headers: {
        Host: authority,
        'User-Agent': userAgent,
        'Proxy-Connection': 'keep-alive',
        ...proxyCredentials(proxy),
      },
      createConnection: () => socket,
      signal,
      insecureHTTPParser: true,
    })
      .on('connect', ({ statusCode = 0 }, connected, first) => {
        if (first.length > 0) connected.unshift(first)
        resolve(statusCode)
      })
      .on('error', reject)
      .on('close', () => reject(closed()))
      .end()
  })
  if (status < 200 || status > 299) throw refusal(proxy, status, authority)
}

/** The refusal of a proxy, by its status. */
export function refusal({ name, url }: HttpProxy, status: number, authority: string): NetworkFailure {
  const words =
    status === 407
      ? url.username === ''
        ? 'it wants a user and a password, as in http://user:password@proxy:3128'
        : 'it does not accept the user and the password'
      : status >= 500
        ? `it cannot reach ${authority}`
        : `it does not let anybody through to ${authority}`
  return new NetworkFailure('connection', `${name} refused: ${status}, ${words}`, status < 500)
}
