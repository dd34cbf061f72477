/** The addresses that a request may not go to: its own appliance, and places nearer than the one that redirected it. */
import { isIP, type Socket } from 'node:net'
import type { Place } from './connection'
import { NetworkFailure } from './network-failure'
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
export function guardOf(
  { url, toOthers, onlyPublic }: Hop,
  origin: Origin | undefined,
  ownPort: number | undefined,
) {
  /** Of the addresses of this machine those of loopback are known at once, the others by a connection. */
  const isOurs = ({ host, port }: Place, isHere: boolean) =>
    port === ownPort && (isHere || reachOf(host) === 'loopback')

  function objectionTo(reach: Reach, ours: boolean): NetworkFailure | undefined {
    if (onlyPublic && reach !== 'public')
      return new NetworkFailure('connection', `${url.host} has no public address`, true)
    if (ours && (origin === undefined ? toOthers : !origin.isOurs)) return ourselves(url, origin)
    if (origin === undefined || !isNearer(reach, origin.reach)) return undefined
    return new NetworkFailure(
      'redirect',
      `${origin.host} redirects to ${url.host}, ${PLACES[reach]}: an answer from outside may not lead there`,
    )
  }

  return {
    /** Why this address may not be connected to, or be used now that `isHere` is known. */
    objection: (place: Place, isHere: boolean) => objectionTo(reachOf(place.host), isOurs(place, isHere)),
    /** Why a proxy may not be asked for the URL, by its host as it is written. */
    objectionByName: () => {
      const host = url.hostname.replace(/^\[|\]$/g, '')
      return objectionTo(reachOfName(host), isIP(host) !== 0 && isOurs({ host, port: portOf(url) }, false))
    },
    /** The URL's place as the origin of a redirect: by the connection, or by its name where a proxy made that. */
    origin: (connected: Pick<Socket, 'remoteAddress' | 'localAddress'> | undefined): Origin => {
      const { remoteAddress: host, localAddress } = connected ?? {}
      return {
        host: url.host,
        reach: host === undefined ? reachOfName(url.hostname) : reachOf(host),
        isOurs: host !== undefined && isOurs({ host, port: portOf(url) }, host === localAddress),
      }
    },
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
