import { BlockList, isIP, isIPv4 } from 'node:net'

/** Whether a host is on a list as NO_PROXY has it: names with their subdomains, addresses, ranges (10.0.0.0/8), each with a port or without, or `*`. */
export function isExempt(list: string, { hostname, port, protocol }: URL): boolean {
  const host = hostname.toLowerCase().replace(/^\[|\]$|\.$/g, '')
  const inUse = port || (protocol === 'https:' ? '443' : '80')
  return list
    .toLowerCase()
    .split(/[\s,]+/)
    .filter(entry => entry !== '')
    .some(entry => {
      const { name, port: only } = partsOf(entry)
      return (only === undefined || only === inUse) && covers(name, host)
    })
}

/** Splits off a port; an IPv6 address has one only behind its brackets. */
function partsOf(entry: string): { name: string; port?: string | undefined } {
  if (isIP(entry) !== 0) return { name: entry }
  const [, name = entry, port] = /^(.*?)(?::(\d+))?$/.exec(entry) ?? []
  return { name: name.replace(/[[\]]/g, ''), port }
}

function covers(name: string, host: string): boolean {
  if (name === '*') return true
  const [net = '', bits] = name.split('/')
  if (isIP(net) !== 0) return isIP(host) !== 0 && isInside(host, net, bits)
  const bare = name.replace(/^\*?\.|\.$/g, '')
  // An address ends with numbers, not with the name of a domain.
  return bare !== '' && (host === bare || (isIP(host) === 0 && host.endsWith(`.${bare}`)))
}

function isInside(host: string, net: string, bits: string | undefined): boolean {
  const family = isIPv4(net) ? 'ipv4' : 'ipv6'
  const most = family === 'ipv4' ? 32 : 128
  if (bits !== undefined && !(/^\d{1,3}$/.test(bits) && Number(bits) <= most)) return false
  const range = new BlockList()
  range.addSubnet(net, bits === undefined ? most : Number(bits), family)
  return range.check(host, isIPv4(host) ? 'ipv4' : 'ipv6')
}
