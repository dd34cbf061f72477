import type { IncomingMessage } from 'node:http'
import { isIPv4 } from 'node:net'
import { hostname, networkInterfaces } from 'node:os'

/** `::ffff:192.168.1.5`, as a socket that takes both kinds says it, is `192.168.1.5`. */
export function plainAddress(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, '')
}

export function isLoopback(address: string): boolean {
  const plain = plainAddress(address)
  return plain === '::1' || (isIPv4(plain) && plain.startsWith('127.'))
}

const PROXY_HEADERS = ['x-forwarded-for', 'x-real-ip', 'forwarded']

/** By the socket's own address; and a request that came through a proxy is somebody else's. */
export function isLocal({ socket, headers }: IncomingMessage): boolean {
  return isLoopback(socket.remoteAddress ?? '') && PROXY_HEADERS.every(name => headers[name] === undefined)
}

/** Suffixes that home routers and mDNS give; none of them can be had on the internet. */
const SUFFIXES = ['', '.local', '.lan', '.home', '.home.arpa', '.internal', '.localdomain']

/**
 * Whether a Host header names this machine: loopback, one of its addresses (`localAddress` is the one that the request
 * came in at), its host name, bare or with a suffix of the local network, or one of `more`. Any port will do.
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

function isOwn(address: string, localAddress: string): boolean {
  return address === canonical(plainAddress(localAddress)) || ownAddresses().includes(address)
}

function ownNames(): string[] {
  const full = hostname().toLowerCase()
  const bare = full.split('.', 1)[0] ?? full
  return [full, ...SUFFIXES.map(suffix => bare + suffix)]
}

/** Without netlink, as in some sandboxes, they are not told; the address of the connection has to do then. */
function ownAddresses(): string[] {
  try {
    return Object.values(networkInterfaces()).flatMap(list =>
      (list ?? []).map(({ address }) => canonical(address)),
    )
  } catch {
    return []
  }
}

/** Lower case, without a final dot; an IPv6 address without brackets and in its shortest form. */
function canonical(name: string): string {
  const bare = name.toLowerCase().replace(/^\[|\]$|\.$/g, '')
  if (!bare.includes(':')) return bare
  const url = `http://[${bare.replace(/%.*$/, '')}]`
  return URL.canParse(url) ? new URL(url).hostname.slice(1, -1) : ''
}
