import { hostname, networkInterfaces } from 'node:os'

/** The part of [Web] that an address needs. */
interface WebAddress {
  readonly host: string
  readonly port: number
  readonly tlscert: string
}

/** The page's address for people: that of [Web] host, or else an address of this machine that others can reach. */
export function pageAddress({ host, port, tlscert }: WebAddress): string {
  const everywhere = ['', '*', '0.0.0.0', '::'].includes(host)
  const name = everywhere ? (lanAddress() ?? `${hostname()}.local`) : host.includes(':') ? `[${host}]` : host
  return `${tlscert === '' ? 'http' : 'https'}://${name}:${port}`
}

/** The one-time link with which the first password is chosen. */
export function setupLink(web: WebAddress, token: string): string {
  return `${pageAddress(web)}/setup?token=${token}`
}

function lanAddress(): string | undefined {
  try {
    const addresses = Object.values(networkInterfaces()).flatMap(list => list ?? [])
    return addresses.find(({ family, internal }) => family === 'IPv4' && !internal)?.address
  } catch {
    return undefined // A sandbox without netlink.
  }
}
