import { hostname, networkInterfaces } from 'node:os'

/** As much of [Web] as an address needs. */
interface Door {
  readonly host: string
  readonly port: number
  readonly tlscert: string
}

/** Where people open the page: an address of this machine that others can reach, where [Web] host names none. */
export function pageAddress({ host, port, tlscert }: Door): string {
  const everywhere = ['', '*', '0.0.0.0', '::'].includes(host)
  const name = everywhere ? (lanAddress() ?? `${hostname()}.local`) : host.includes(':') ? `[${host}]` : host
  return `${tlscert === '' ? 'http' : 'https'}://${name}:${port}`
}

/** The one-time link with which the first password is chosen. */
export function setupLink(door: Door, token: string): string {
  return `${pageAddress(door)}/setup?token=${token}`
}

function lanAddress(): string | undefined {
  try {
    const addresses = Object.values(networkInterfaces()).flatMap(list => list ?? [])
    return addresses.find(({ family, internal }) => family === 'IPv4' && !internal)?.address
  } catch {
    return undefined // A sandbox without netlink.
  }
}
