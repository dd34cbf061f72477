/** The addresses that a request may not go to: its own appliance, and places nearer than the one that redirected it. */
import { isIP } from 'node:net'
import { NetworkFailure } from './network-failure'
import { isOwnAddress } from './own-addresses'
import { isNearer, type Reach, reachOf, reachOfName } from './reach'
import type { Hop } from './redirect'

/** The place that redirected. */
export interface Origin {
  /** Its host, for people. */
  readonly host: string
  readonly reach: Reach
  readonly isOurs: boolean
}

/** @param ownPort of our web app, where it is known */
export function guardOf({ url, toOthers }: Hop, origin: Origin | undefined, ownPort: number | undefined) {
  const isOurs = (address: string, port: number) => port === ownPort && isOwnAddress(address)

  function objectionTo(reach: Reach, ours: boolean): NetworkFailure | undefined {
    if (ours && (origin === undefined ? toOthers : !origin.isOurs)) return ourselves(url, origin)
    if (origin === undefined || !isNearer(reach, origin.reach)) return undefined
    return new NetworkFailure(
      'redirect',
      `${origin.host} redirects to ${url.host}, ${PLACES[reach]}: an answer from outside may not lead there`,
    )
  }

  return {
    /** Why this address may not be connected to. */
    objection: (address: string, port: number) => objectionTo(reachOf(address), isOurs(address, port)),
    /** Why a proxy may not be asked for the URL, by its host as it is written. */
    objectionByName: () => {
      const host = url.hostname.replace(/^\[|\]$/g, '')
      return objectionTo(reachOfName(host), isIP(host) !== 0 && isOurs(host, portOf(url)))
    },
    /** The URL's place as the origin of a redirect: by the address connected to, or by its name where a proxy did that. */
    origin: (address: string | undefined): Origin => ({
      host: url.host,
      reach: address === undefined ? reachOfName(url.hostname) : reachOf(address),
      isOurs: address !== undefined && isOurs(address, portOf(url)),
    }),
  }
}

const PLACES: Readonly<Record<Reach, string>> = {
  loopback: 'which is this machine itself',
  'link-local': 'which is on this network',
  private: 'which is on a private network',
  public: '',
}

function ourselves({ host }: URL, origin: Origin | undefined): NetworkFailure {
  return origin === undefined
    ? new NetworkFailure(
        'connection',
        `${host} is the appliance itself: a heartbeat has to go to another machine, which notices when this one falls silent`,
      )
    : new NetworkFailure('redirect', `${origin.host} redirects to the appliance itself (${host})`)
}

function portOf({ port, protocol }: URL): number {
  return Number(port) || (protocol === 'https:' ? 443 : 80)
}
