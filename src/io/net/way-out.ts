import { NO_PROXY_AT_ALL, type ProxyVariables, proxyProblem, proxyUrl } from '../../domain/net/proxy-url'
import type { Settings } from '../../domain/settings/settings'
import { NetworkFailure } from './network-failure'
import { isExempt } from './no-proxy'
import { reachOfName } from './reach'

export interface HttpProxy {
  readonly url: URL
  /** `the proxy proxy.example.org:3128`. */
  readonly name: string
}

/** The way out of this network, by the INI and the environment of now. */
export interface WayOut {
  /** Undefined: straight. @throws NetworkFailure when the environment's proxy cannot be used */
  proxyFor(url: URL): HttpProxy | undefined
  /** The path of further certificates to trust; empty: none. */
  readonly cafile: string
  /** The port of our own web app, where that is known. */
  readonly ownPort?: number | undefined
}

/** Straight ahead. */
export const STRAIGHT: WayOut = { proxyFor: () => undefined, cafile: '' }

/** The INI comes before the environment. Nothing on this machine is reached through a proxy. */
export function wayOut(
  { proxy, noproxy, cafile }: Settings['network'],
  variables: ProxyVariables,
  ownPort?: number,
): WayOut {
  const exempt = noproxy || variables.no
  return {
    cafile,
    ownPort,
    proxyFor: url => {
      if (proxy === NO_PROXY_AT_ALL || reachOfName(url.hostname) === 'loopback' || isExempt(exempt, url))
        return undefined
      if (proxy !== '') return named(proxyUrl(proxy))
      const written = url.protocol === 'https:' ? variables.https : variables.http
      if (written === '') return undefined
      const problem = proxyProblem(written)
      if (problem === undefined) return named(proxyUrl(written))
      const variable = url.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY'
      throw new NetworkFailure('connection', `${variable} in the environment ${problem}`, true)
    },
  }
}

function named(url: URL): HttpProxy {
  return { url, name: `the proxy ${url.host}` }
}
