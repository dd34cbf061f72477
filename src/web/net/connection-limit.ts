import type { Socket } from 'node:net'
import { isLoopback } from './addresses'

/** Open connections from other machines, in all and from one address. A phone takes six; a whole site checks in at the full hour. */
const MOST_CONNECTIONS = 500
const MOST_FROM_ONE_ADDRESS = 100

/**
 * Returns a function that admits a connection, or not. Connections from other machines are limited; loopback never is, so
 * that the tick always gets in.
 */
export function connectionLimit(): (socket: Pick<Socket, 'remoteAddress' | 'once'>) => boolean {
  const open = new Map<string, number>()
  let total = 0
  return socket => {
    const from = socket.remoteAddress ?? ''
    if (isLoopback(from)) return true
    const ofAddress = open.get(from) ?? 0
    if (total >= MOST_CONNECTIONS || ofAddress >= MOST_FROM_ONE_ADDRESS) return false
    total++
    open.set(from, ofAddress + 1)
    socket.once('close', () => {
      total--
      const left = (open.get(from) ?? 1) - 1
      if (left > 0) open.set(from, left)
      else open.delete(from)
    })
    return true
  }
}
