import { lookup } from 'node:dns/promises'
import { networkInterfaces } from 'node:os'
import { reachOf } from './reach'

/** Whether an address is one of this machine: loopback included, and 0.0.0.0, which Linux connects to it. */
export function isOwnAddress(address: string): boolean {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '')
  return reachOf(plain) === 'loopback' || ownAddresses().includes(plain)
}

/** Empty without netlink, as in some sandboxes. */
function ownAddresses(): readonly string[] {
  try {
    return Object.values(networkInterfaces()).flatMap(list => (list ?? []).map(({ address }) => address))
  } catch {
    return []
  }
}

/** Milliseconds; a person waits for it. */
const LOOKUP_MS = 2_000

/** Whether a name, or an address, leads to this machine; false where that cannot be known now. */
export async function leadsHere(host: string): Promise<boolean> {
  const name = host.replace(/^\[|\]$/g, '')
  const found = lookup(name, { all: true }).catch(() => [])
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never[]>(resolve => {
    timer = setTimeout(() => resolve([]), LOOKUP_MS)
  })
  const addresses = await Promise.race([found, late])
  clearTimeout(timer)
  return addresses.some(({ address }) => isOwnAddress(address))
}
