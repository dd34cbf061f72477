import type { OtherWay } from '../../domain/net/http-client'
import { openConnection } from './connection'
import { explainFailure, NetworkFailure } from './network-failure'
import type { Trust } from './trust'
import type { WayOut } from './way-out'

export interface OtherWayOptions {
  readonly userAgent: string
  readonly way: () => Promise<WayOut>
  readonly trust: Trust
  /** Epoch milliseconds. */
  readonly now: () => number
}

/** The way to a mail server: the same proxy and the same authorities as those of HTTP. */
export function createOtherWay({ userAgent, way, trust, now }: OtherWayOptions): OtherWay {
  return {
    authorities: async file => (file ? await trust.only(file) : await trust.all((await way()).cafile)),
    tunnel: async (host, port, signal) => {
      const url = new URL(`https://${host.includes(':') ? `[${host}]` : host}:${port}`)
      let name = url.host
      try {
        const { proxyFor, cafile } = await way()
        const proxy = proxyFor(url)
        if (proxy === undefined) return undefined
        name = proxy.name
        const socket = await openConnection(url, {
          proxy,
          trust,
          cafile,
          userAgent,
          signal,
          raw: true,
          objection: () => undefined,
          reached: () => undefined,
          facing: () => undefined,
        })
        return { socket }
      } catch (error) {
        // The proxy may wait for the host.
        if (signal.aborted) return { refusal: `${name} did not answer in time`, ours: false }
        const { message, ours } = explainFailure(error, { host: name, shaking: false, now: now() })
        return { refusal: message, ours: ours || !(error instanceof NetworkFailure) }
      }
    },
  }
}
