/** The appliance's own network, as this machine sees it: links, routes, and whether a gateway answers. */
import { readFile } from 'node:fs/promises'
import { isIPv4 } from 'node:net'
import type { RunProgram } from '../../domain/probes/look'
import type { NetworkSight } from '../../domain/probes/own-network'
import { acceptsOrRefuses } from '../net/accepts'
import { isNeighbour, parseRoutes, parseRoutes6, type Route } from './routes'

/** Milliseconds for a connection to a gateway, which answers or refuses it. */
const CONNECT_MS = 400
/** Milliseconds for its answer to ping. */
const PING_MS = 2_500
/** Most gateways have a name server or a page; the others refuse. */
const PORTS = [53, 80, 443]
const ENVIRONMENT = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C' }

/** Where this machine's network shows itself. */
export interface NetworkSigns {
  /** Reads a file of the kernel's. */
  readonly read: (path: string) => Promise<string>
  readonly accepts: typeof acceptsOrRefuses
}

const OF_THIS_MACHINE: NetworkSigns = { read: path => readFile(path, 'utf8'), accepts: acceptsOrRefuses }

/** Returns a function that looks once, within about three seconds. It remembers which gateways have ever answered. */
export function openOwnNetwork(
  run: RunProgram,
  { read, accepts }: NetworkSigns = OF_THIS_MACHINE,
): () => Promise<NetworkSight> {
  const answered = new Set<string>()
  let hadDefault = false

  /** Undefined: it answers neither ping nor connections, and never did, so that nothing follows. */
  async function answers(gateway: string): Promise<boolean | undefined> {
    const signs = await Promise.all(PORTS.map(port => accepts(gateway, port, CONNECT_MS)))
    if (signs.includes(true) || (await pings(gateway, run))) {
      answered.add(gateway)
      return true
    }
    if (answered.has(gateway) || (isIPv4(gateway) && isNeighbour(await table('arp'), gateway) === false))
      return false
    return signs.includes(false) ? false : undefined
  }

  async function withLink(routes: readonly Route[]): Promise<readonly Route[]> {
    const devices = [...new Set(routes.map(({ device }) => device))]
    const linked = await Promise.all(devices.map(hasLink))
    return routes.filter(({ device }) => linked[devices.indexOf(device)])
  }

  /** A device that is down has no carrier to be read. */
  async function hasLink(device: string): Promise<boolean> {
    const carrier = await read(`/sys/class/net/${device}/carrier`).catch(() => '0')
    return carrier.trim() === '1'
  }

  async function table(name: string): Promise<string> {
    return await read(`/proc/self/net/${name}`).catch(() => '') // Without IPv6 there is no such file.
  }

  return async () => {
    const all = [...parseRoutes(await table('route')), ...parseRoutes6(await table('ipv6_route'))]
    const usable = await withLink(all)
    const ways = usable.filter(({ isDefault }) => isDefault)
    if (ways.length === 0) {
      const isLeft = usable.length > 0 && !hadDefault && all.every(({ isDefault }) => !isDefault)
      // A network without a gateway, as some are.
      if (isLeft) return { kind: 'works' }
      return { kind: 'cut', why: usable.length > 0 ? 'no route leads out' : 'no cable or WLAN is connected' }
    }
    hadDefault = true
    const gateways = [...new Set(ways.map(({ gateway }) => gateway))]
    // The other side of a dial-up or a tunnel has no address that could be asked.
    if (gateways.includes('')) return { kind: 'works' }
    const signs = await Promise.all(gateways.map(answers))
    if (signs.some(sign => sign !== false)) return { kind: 'works' }
    return { kind: 'silent', why: `the gateway ${gateways.join(' and ')} does not answer` }
  }
}

async function pings(host: string, run: RunProgram): Promise<boolean> {
  const signal = AbortSignal.timeout(PING_MS)
  const end = await run(['ping', '-n', '-q', '-c', '1', '-w', '2', host], {
    signal,
    environment: ENVIRONMENT,
  })
  return end.kind === 'exited' && end.code === 0
}
