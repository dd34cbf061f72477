import type { Socket } from 'node:net'
import { isLoopback } from './addresses'

/** Connections from elsewhere, over all and of one address: a phone takes six, a whole site checks in at the full hour. */
const MOST_CONNECTIONS = 500
const MOST_OF_ONE = 100

/** Bounds the connections from elsewhere; whatever others do, the tick on loopback gets in. */
export function doorkeeper(): (socket: Pick<Socket, 'remoteAddress' | 'once'>) => boolean {
  const open = new Map<string, number>()
  let total = 0
  return socket => {
    const from = socket.remoteAddress ?? ''
    if (isLoopback(from)) return true
    const ofOne = open.get(from) ?? 0
    if (total >= MOST_CONNECTIONS || ofOne >= MOST_OF_ONE) return false
    total++
    open.set(from, ofOne + 1)
    socket.once('close', () => {
      total--
      const left = (open.get(from) ?? 1) - 1
      if (left > 0) open.set(from, left)
      else open.delete(from)
    })
    return true
  }
}
