import { hostname, networkInterfaces } from 'node:os'

/** The part of [Web] that an address needs. */
interface WebAddress {
  readonly host: string
  readonly port: number
  readonly tlscert: string
}

/** The addresses of a machine, by the names of its interfaces. */
type Interfaces = ReturnType<typeof networkInterfaces>

/** The page's address for people: the first of `pageAddresses`. */
export function pageAddress(web: WebAddress): string {
  return pageAddresses(web)[0] ?? ''
}

/** The one-time link with which the first password is chosen. */
export function setupLink(web: WebAddress, token: string): string {
  return `${pageAddress(web)}/setup?token=${token}`
}

/**
 * Every address at which a browser finds the page, the likeliest first, without a slash at the end: that of [Web] host, or
 * those of this machine that others can reach. At least one.
 */
export function pageAddresses(
  { host, port, tlscert }: WebAddress,
  interfaces: () => Interfaces = networkInterfaces,
): readonly string[] {
  const scheme = tlscert === '' ? 'http' : 'https'
  return namesOf(host, interfaces).map(name => `${scheme}://${inBrackets(name)}:${port}`)
}

function namesOf(host: string, interfaces: () => Interfaces): readonly string[] {
  if (!['', '*', '0.0.0.0', '::'].includes(host)) return [host]
  const own = reachable(interfaces)
  // Only `::` means both kinds.
  const names = host === '::' ? own : own.filter(address => !address.includes(':'))
  return names.length > 0 ? names : [`${hostname()}.local`]
}

/** RFC 3986, 3.2.2; the zone of a link-local address as RFC 6874 writes it. */
function inBrackets(name: string): string {
  return name.includes(':') ? `[${name.replace('%', '%25')}]` : name
}

/** Interfaces between this machine and its own containers and virtual machines: others do not reach them. */
const INNER = /^(docker|br-|veth|virbr|lxc|lxd|podman|cni|vnet)/

/**
 * IPv4 first, and inner interfaces last. An IPv6 address that counts on one link only (fe80::/10) needs a zone, which no
 * browser takes; one of IPv4 (169.254.0.0/16) comes after all others.
 */
function reachable(interfaces: () => Interfaces): readonly string[] {
  try {
    return Object.entries(interfaces())
      .flatMap(([name, list = []]) => list.map(({ address, internal }) => ({ name, address, internal })))
      .filter(({ address, internal }) => !internal && !/^fe[89ab]/i.test(address))
      .sort((a, b) => rank(a) - rank(b))
      .map(({ address }) => address)
  } catch {
    return [] // A sandbox without netlink.
  }
}

function rank({ name, address }: { readonly name: string; readonly address: string }): number {
  if (INNER.test(name)) return 3
  if (address.startsWith('169.254.')) return 2
  return address.includes(':') ? 1 : 0
}
