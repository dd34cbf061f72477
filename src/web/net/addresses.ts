import type { IncomingMessage } from 'node:http'
import { isIPv4 } from 'node:net'

/** Returns `192.168.1.5` for `::ffff:192.168.1.5`, the form in which a dual-stack socket reports IPv4 addresses. */
export function plainAddress(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, '')
}

export function isLoopback(address: string): boolean {
  const plain = plainAddress(address)
  return plain === '::1' || (isIPv4(plain) && plain.startsWith('127.'))
}

const PROXY_HEADERS = ['x-forwarded-for', 'x-real-ip', 'forwarded']

/** Whether the request comes from this machine, by its socket's address. A request that a proxy forwards does not. */
export function isLocal({ socket, headers }: IncomingMessage): boolean {
  return isLoopback(socket.remoteAddress ?? '') && PROXY_HEADERS.every(name => headers[name] === undefined)
}
