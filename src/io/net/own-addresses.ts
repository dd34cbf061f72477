import { lookup } from 'node:dns/promises'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { isIPv6 } from 'node:net'
import { reachOf } from './reach'

/** Milliseconds; a person waits for it. */
const LOOKUP_MS = 2_000

/** Whether a name, or an address, leads to this machine; false where that cannot be known now. */
export async function leadsHere(host: string): Promise<boolean> {
  const name = host.replace(/^\[|\]$/g, '')
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<boolean>(resolve => {
    timer = setTimeout(() => resolve(false), LOOKUP_MS)
  })
  const found = await Promise.race([isAnyOwn(name), late])
  clearTimeout(timer)
  return found
}

async function isAnyOwn(name: string): Promise<boolean> {
  const addresses = await lookup(name, { all: true }).catch(() => [])
  const own = await Promise.all(addresses.map(({ address }) => isOwnAddress(address)))
  return own.includes(true)
}

/**
 * Whether an address is one of this machine. The kernel sends from the very address that a packet to this machine goes
 * to, unless that is a further IPv4 address of a network; nothing is sent for this. A list of the interfaces needs
 * netlink, which the services may not use.
 */
export async function isOwnAddress(address: string): Promise<boolean> {
  if (reachOf(address) === 'loopback') return true
  const { createSocket } = await import('node:dgram')
  const socket = createSocket(isIPv6(address) ? 'udp6' : 'udp4')
  try {
    socket.connect(9, address)
    await once(socket, 'connect')
    return socket.address().address === address || (await isFurtherAddress(address))
  } catch {
    return false // There is no way to that address.
  } finally {
    socket.close()
  }
}

/** Reads the kernel's table of IPv4 addresses (proc_pid_net(5)); false where it cannot be read. */
async function isFurtherAddress(address: string): Promise<boolean> {
  const table = await readFile('/proc/self/net/fib_trie', 'utf8').catch(() => '')
  const [, ...entries] = table.split('|-- ')
  const name = `${address.replace(/^::ffff:/, '')}\n`
  return entries.some(entry => entry.startsWith(name) && entry.includes(' host LOCAL'))
}
