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

/**
 * Returns the network that a limit counts as one client: an IPv4 address, but of an IPv6 address its /64, since a client may
 * use every address of that.
 */
export function networkOf(address: string): string {
  const plain = plainAddress(address)
  if (!plain.includes(':')) return plain
  const [head = '', tail] = plain.split('::')
  const groups = head.split(':').filter(Boolean)
  const missing = 8 - groups.length - (tail ?? '').split(':').filter(Boolean).length
  const full = tail === undefined ? groups : [...groups, ...Array(missing).fill('0'), ...tail.split(':')]
  return full.slice(0, 4).join(':')
}

/** The headers that proxies add to what they forward, and those that no program but a browser sends. */
const FORWARDED =
  /^(x-forwarded(-.+)?|x-real-ip|forwarded|via|(x-|true-|x-cluster-|cf-)?client-ip|cf-connecting-ip|x-original-.+)$/
const BROWSER = /^(origin|sec-.+)$/

/**
 * Whether a program on this machine sent the request by itself: over loopback, to a loopback host, and with no sign of a
 * proxy or a browser.
 */
export function isOwnProgram({ socket, headers }: IncomingMessage): boolean {
  return (
    isLoopback(socket.remoteAddress ?? '') &&
    isLoopbackHost(headers.host) &&
    !Object.keys(headers).some(name => FORWARDED.test(name) || BROWSER.test(name))
  )
}

function isLoopbackHost(header = ''): boolean {
  const [, name = ''] = /^(\[[\da-f:.]+\]|[\w.-]+)(?::\d{1,5})?$/i.exec(header) ?? []
  return name.toLowerCase() === 'localhost' || isLoopback(name.replace(/^\[|\]$/g, ''))
}
