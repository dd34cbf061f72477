/** How far a host reaches, by the addresses that it has now. */
import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import { isNearer, type Reach, reachOf, reachOfName } from './reach'

/** Milliseconds; an alert waits for it. */
const LOOKUP_MS = 1_500

export interface HostPlace {
  /** That of its nearest address; of a name that is not known, by its form. */
  readonly reach: Reach
  /** The first of its addresses; absent where none is known. */
  readonly address?: string
}

export async function placeOfHost(host: string): Promise<HostPlace> {
  const name = host.replace(/^\[|\]$/g, '')
  if (isIP(name) !== 0) return { reach: reachOf(name), address: name }
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never[]>(resolve => {
    timer = setTimeout(() => resolve([]), LOOKUP_MS)
  })
  const found = await Promise.race([lookup(name, { all: true }).catch(() => []), late])
  clearTimeout(timer)
  const [first] = found
  if (first === undefined) return { reach: reachOfName(name) }
  const reaches = found.map(({ address }) => reachOf(address))
  const reach = reaches.reduce((one, other) => (isNearer(other, one) ? other : one))
  return { reach, address: first.address }
}
