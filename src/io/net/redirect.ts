import type { OutgoingRequest } from '../../domain/net/exchange'
import { NetworkFailure } from './network-failure'

/** A request on its way, perhaps after redirects. */
export interface Hop {
  readonly method: OutgoingRequest['method']
  readonly url: URL
  readonly body?: string | Uint8Array | undefined
  readonly headers?: OutgoingRequest['headers']
  readonly sameHost?: boolean | undefined
  readonly toOthers?: boolean | undefined
  readonly redirects?: OutgoingRequest['redirects']
  readonly family?: OutgoingRequest['family']
  readonly cafile?: OutgoingRequest['cafile']
  readonly anyCertificate?: OutgoingRequest['anyCertificate']
  readonly onlyPublic?: OutgoingRequest['onlyPublic']
}

/**
 * The request that an answer redirects to; undefined when the answer is the final one. Method and body stay but after a
 * 303: browsers turn a POST into a GET after 301 and 302, too (RFC 9110, 15.4), and a receiver that takes only POST would
 * miss the signal.
 *
 * @param location the Location header, as Node decodes it
 */
export function redirectOf(
  { headers: own, ...hop }: Hop,
  status: number,
  location: string | undefined,
): Hop | undefined {
  if (hop.redirects === undefined ? own !== undefined : hop.redirects === 0) return undefined
  if (![301, 302, 303, 307, 308].includes(status) || location === undefined) return undefined
  const { url, sameHost } = hop
  const written = asUtf8(location)
  const next = URL.canParse(written, url.href) ? new URL(written, url) : undefined
  if (next === undefined || !/^https?:$/.test(next.protocol))
    throw new NetworkFailure('redirect', `${url.host} redirects to something that is not a web address`)
  if (url.protocol === 'https:' && next.protocol === 'http:')
    throw new NetworkFailure('redirect', `${url.host} redirects from https to plain http`)
  if (sameHost && !isSameHost(url, next))
    throw new NetworkFailure(
      'redirect',
      `${url.host} redirects to another host, ${next.host}: is this the ping URL, or does the network want a log-in?`,
    )
  const { body, ...bodiless } = hop
  const carried = own !== undefined && next.origin === url.origin ? { headers: own } : {}
  if (status === 303)
    return { ...bodiless, ...carried, method: hop.method === 'HEAD' ? 'HEAD' : 'GET', url: next }
  return { ...bodiless, ...carried, ...(body !== undefined && { body }), url: next }
}

/** Node decodes headers as Latin-1; some servers send addresses in raw UTF-8. */
function asUtf8(header: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(header, 'latin1'))
  } catch {
    return header
  }
}

/** Whether two addresses are of one server: `www.` and the step from http to https make no difference. */
function isSameHost(one: URL, other: URL): boolean {
  const [name, otherName] = [one, other].map(({ hostname }) => hostname.replace(/^www\./, ''))
  return name === otherName && (one.port === other.port || one.protocol !== other.protocol)
}
