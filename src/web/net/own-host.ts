import type { IncomingMessage } from 'node:http'
import { hostname, networkInterfaces } from 'node:os'
import type { Request } from 'express'
import type { Settings } from '../../domain/settings/settings'
import { isLoopback, plainAddress } from './addresses'

/** Suffixes that home routers and mDNS give; nobody can register a domain with one of them on the internet. */
const SUFFIXES = ['', '.local', '.lan', '.home', '.home.arpa', '.internal', '.localdomain']

/**
 * Whether a Host header names this machine: loopback, one of its addresses, its host name (bare or with a suffix of the
 * local network), or one of `more`. The port does not matter.
 *
 * @param localAddress the address of this machine that the request was sent to
 */
export function isOwnHost(
  header: string | undefined,
  localAddress: string,
  more: readonly string[],
): boolean {
  const [, written = ''] = /^(\[[\da-f:.]+\]|[\w.-]+)(?::\d{1,5})?$/i.exec(header ?? '') ?? []
  const name = canonical(written)
  if (name === '') return false
  if (name === 'localhost' || isLoopback(name)) return true
  return (
    ownNames().includes(name) || more.some(other => canonical(other) === name) || isOwn(name, localAddress)
  )
}

/** Why a request may not be served under the name in its Host header; undefined when it may. */
export function foreignHost(
  { headers, rawHeaders, socket }: Pick<IncomingMessage, 'headers' | 'rawHeaders' | 'socket'>,
  web: Settings['web'] | undefined,
): string | undefined {
  // A proxy may have gone by the second one (RFC 9112, 3.2); Node returns the first.
  const isOne = rawHeaders.filter((text, index) => index % 2 === 0 && /^host$/i.test(text)).length === 1
  return isOne && isOwnHost(headers.host, socket.localAddress ?? '', web?.hostnames ?? [])
    ? undefined
    : UNKNOWN_HOST
}

const UNKNOWN_HOST =
  'The appliance does not answer to the name in this address. Open it by its own name or IP address, or add the name to hostnames in the [Web] section of its INI.'

/**
 * Whether a URL leads to this web app: its port is one that the app is reached at, and its host is this machine's by name
 * or by the addresses that it has.
 */
export async function isOwnAddress(
  url: URL,
  { socket, headers, secure }: Pick<Request, 'socket' | 'headers' | 'secure'>,
  web: Settings['web'] | undefined,
  leadsHere: (host: string) => Promise<boolean>,
): Promise<boolean> {
  const ports = [socket.localPort, web?.port, portOf(headers.host, secure)]
  if (!ports.includes(Number(url.port) || defaultPort(url.protocol === 'https:'))) return false
  return isOwnHost(url.hostname, socket.localAddress ?? '', web?.hostnames ?? []) || leadsHere(url.hostname)
}

/** The port in a Host header, which a proxy in front of the app may have received. */
function portOf(header: string | undefined, secure: boolean): number {
  const [, port] = /:(\d{1,5})$/.exec(header ?? '') ?? []
  return Number(port) || defaultPort(secure)
}

function defaultPort(secure: boolean): number {
  return secure ? 443 : 80
}

function isOwn(address: string, localAddress: string): boolean {
  return address === canonical(plainAddress(localAddress)) || ownAddresses().includes(address)
}

function ownNames(): string[] {
  const full = hostname().toLowerCase()
  const bare = full.split('.', 1)[0] ?? full
  return [full, ...SUFFIXES.map(suffix => bare + suffix)]
}

/** Empty without netlink, as in some sandboxes; then only the connection's own address is known. */
function ownAddresses(): string[] {
  try {
    return Object.values(networkInterfaces()).flatMap(list =>
      (list ?? []).map(({ address }) => canonical(address)),
    )
  } catch {
    return []
  }
}

/** Lower case, without a final dot; an IPv6 address without brackets, in its shortest form. */
function canonical(name: string): string {
  const bare = name.toLowerCase().replace(/^\[|\]$|\.$/g, '')
  if (!bare.includes(':')) return bare
  const url = `http://[${bare.replace(/%.*$/, '')}]`
  return URL.canParse(url) ? new URL(url).hostname.slice(1, -1) : ''
}
