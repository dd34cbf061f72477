/** How far an address reaches: a redirect never leads to a place that is nearer than the one it comes from. */
import { BlockList, isIPv4, isIPv6 } from 'node:net'

/** From the nearest to the farthest. */
const REACHES = ['loopback', 'link-local', 'private', 'public'] as const
export type Reach = (typeof REACHES)[number]

/** IANA's special-purpose registries. `0.0.0.0/8` counts as loopback, since Linux connects 0.0.0.0 to this machine. */
const IPV4: Readonly<Record<Exclude<Reach, 'public'>, readonly string[]>> = {
  loopback: ['127.0.0.0/8', '0.0.0.0/8'],
  'link-local': ['169.254.0.0/16', '224.0.0.0/4', '255.255.255.255/32'],
  private: [
    '10.0.0.0/8',
    '172.16.0.0/12',
    '192.168.0.0/16',
    '100.64.0.0/10',
    '192.0.0.0/24',
    '198.18.0.0/15',
  ],
}
/** `64:ff9b:1::/48`: local translation (RFC 8215). */
const IPV6: Readonly<Record<Exclude<Reach, 'public'>, readonly string[]>> = {
  loopback: ['::1/128', '::/128'],
  'link-local': ['fe80::/10', 'ff00::/8'],
  private: ['fc00::/7', 'fec0::/10', '64:ff9b:1::/48'],
}
/** Prefixes of 96 bits before an IPv4 address: mapped, compatible, translated, and NAT64 (RFC 4291, 2765, 6052). */
const EMBEDDING = ['::ffff:', '::', '::ffff:0:', '64:ff9b::']

const NEAR = REACHES.filter(reach => reach !== 'public')
/** Filled at the first question: most sessions never follow a redirect. */
let lists: ReadonlyMap<Reach, BlockList> | undefined

export function reachOf(address: string): Reach {
  const plain = address.replace(/%.*$/, '')
  lists ??= new Map(NEAR.map(reach => [reach, listOf(reach)]))
  const family = isIPv4(plain) ? 'ipv4' : 'ipv6'
  if (family === 'ipv6' && !isIPv6(plain)) return 'public'
  return NEAR.find(reach => lists?.get(reach)?.check(plain, family)) ?? 'public'
}

/** The reach of a name that a proxy resolves, by its form alone. */
export function reachOfName(name: string): Reach {
  const host = name.replace(/^\[|\]$|\.$/g, '')
  if (isIPv4(host) || isIPv6(host)) return reachOf(host)
  if (/(^|\.)localhost$/i.test(host)) return 'loopback'
  const isLocal = !host.includes('.') || /\.(local|lan|home|home\.arpa|internal|localdomain)$/i.test(host)
  return isLocal ? 'private' : 'public'
}

export function isNearer(one: Reach, other: Reach): boolean {
  return REACHES.indexOf(one) < REACHES.indexOf(other)
}

function listOf(reach: Exclude<Reach, 'public'>): BlockList {
  const list = new BlockList()
  for (const range of IPV4[reach]) {
    const [net = '', bits = ''] = range.split('/')
    list.addSubnet(net, Number(bits), 'ipv4')
    for (const prefix of EMBEDDING) list.addSubnet(`${prefix}${net}`, 96 + Number(bits), 'ipv6')
    // 6to4 has the IPv4 address in its bits 16 to 47 (RFC 3056).
    const [a = 0, b = 0, c = 0, d = 0] = net.split('.').map(Number)
    const hex = [a * 256 + b, c * 256 + d].map(half => half.toString(16)).join(':')
    list.addSubnet(`2002:${hex}::`, 16 + Number(bits), 'ipv6')
  }
  for (const range of IPV6[reach]) {
    const [net = '', bits = ''] = range.split('/')
    list.addSubnet(net, Number(bits), 'ipv6')
  }
  return list
}
