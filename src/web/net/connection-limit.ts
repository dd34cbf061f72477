import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { isLoopback, networkOf, plainAddress } from './addresses'

interface Bounds {
  readonly inAll: number
  /** The same of one network. */
  readonly ofOne: number
}

/** Open connections from other machines, in all and of one network. A phone takes six; a whole site checks in at the full hour. */
const OF_OTHERS = { inAll: 500, ofOne: 100 }
/** The same from this machine, which has the tick, and perhaps a proxy with everybody else. All of them take some 25 MB. */
const OF_THIS_MACHINE = { inAll: 800, ofOne: 800 }

/** Of the files that a process may have open, the appliance needs so many for itself: programs, logs, Redis. */
const OWN_FILES = 48

/**
 * The bounds of others and of this machine. Where the process may have only a few files open, they are smaller, so that
 * those are never used up: the system would refuse the tick as well.
 */
export function connectionBounds(mostOpenFiles: number): Readonly<Record<'others' | 'own', Bounds>> {
  const share = Math.min(
    1,
    Math.max(0, mostOpenFiles - OWN_FILES) / (OF_OTHERS.inAll + OF_THIS_MACHINE.inAll),
  )
  const part = ({ inAll, ofOne }: Bounds) => {
    const most = Math.max(1, Math.floor(inAll * share))
    return { inAll: most, ofOne: Math.min(ofOne, most) }
  }
  return { others: part(OF_OTHERS), own: part(OF_THIS_MACHINE) }
}

/** Keeps connections within bounds. An attacker's unfinished requests make room for those of others. */
export interface ConnectionLimit {
  /** Admits a new connection, if need be in place of another one, which is cut; returns false when it has to be refused. */
  admit(socket: Socket): boolean
  /** Call it when the head of a request has been read. */
  begin(request: IncomingMessage, response: ServerResponse): void
}

interface Connection {
  readonly socket: Socket
  readonly key: string
  readonly network: string
  current?: { readonly request: IncomingMessage; readonly response: ServerResponse }
}

/**
 * At a bound the oldest unfinished request of the greediest network goes: it has most of the connections that wait for the
 * rest of a request, or for a next one. Requests that have arrived and are being answered stay. This machine and others have
 * places of their own, so that the tick always gets in.
 */
export function connectionLimit(mostOpenFiles = Number.POSITIVE_INFINITY): ConnectionLimit {
  const bounds = connectionBounds(mostOpenFiles)
  const pools = { own: createPool(bounds.own), other: createPool(bounds.others) }
  const poolOf = (address: string) => (isLoopback(address) ? pools.own : pools.other)
  /** By the socket of a request: working it out takes longer than all else here, and a connection has many requests. */
  const places = new WeakMap<Socket, { readonly pool: ReturnType<typeof createPool>; readonly key: string }>()

  function placeOf(socket: Socket) {
    const place = { pool: poolOf(socket.remoteAddress ?? ''), key: keyOf(socket) }
    places.set(socket, place)
    return place
  }

  return {
    admit: socket => {
      const { remoteAddress = '' } = socket
      const pool = poolOf(remoteAddress)
      const network = isLoopback(remoteAddress) ? 'this machine' : networkOf(remoteAddress)
      const connection = { socket, key: keyOf(socket), network }
      if (!pool.makeRoomFor(network)) return false
      pool.add(connection)
      socket.once('close', () => pool.remove(connection))
      return true
    },
    begin: (request, response) => {
      const { socket } = request
      const { pool, key } = places.get(socket) ?? placeOf(socket)
      pool.begin(key, { request, response })
    },
  }
}

function createPool({ inAll, ofOne }: Bounds) {
  /** By their last request, the oldest first. */
  const open = new Map<string, Connection>()
  const ofNetwork = new Map<string, number>()

  function remove({ key, network, socket }: Connection): void {
    if (open.get(key)?.socket !== socket) return
    open.delete(key)
    const left = (ofNetwork.get(network) ?? 1) - 1
    if (left > 0) ofNetwork.set(network, left)
    else ofNetwork.delete(network)
  }

  function cut(connection: Connection | undefined): boolean {
    if (connection === undefined) return false
    remove(connection)
    connection.socket.destroy()
    return true
  }

  /** The oldest unfinished request of the network with the most of them, the newcomer's included. */
  function worst(newcomer: string): Connection | undefined {
    const counts = new Map([[newcomer, 1]])
    const oldest = new Map<string, Connection>()
    for (const connection of open.values()) {
      const { network } = connection
      if (!isUnfinished(connection)) continue
      counts.set(network, (counts.get(network) ?? 0) + 1)
      if (!oldest.has(network)) oldest.set(network, connection)
    }
    let greediest: Connection | undefined
    // In the order of their oldest ones, so that of equally greedy networks the one that waits longest is cut.
    for (const connection of oldest.values())
      if (greediest === undefined || countOf(connection) > countOf(greediest)) greediest = connection
    return greediest

    function countOf({ network }: Connection): number {
      return counts.get(network) ?? 0
    }
  }

  function oldestOf(network: string): Connection | undefined {
    for (const connection of open.values())
      if (connection.network === network && isUnfinished(connection)) return connection
    return undefined
  }

  return {
    remove,
    /** Returns false when everybody is being answered. */
    makeRoomFor(network: string): boolean {
      if ((ofNetwork.get(network) ?? 0) >= ofOne) return cut(oldestOf(network))
      return open.size < inAll || cut(worst(network))
    },
    add(connection: Connection): void {
      open.set(connection.key, connection)
      ofNetwork.set(connection.network, (ofNetwork.get(connection.network) ?? 0) + 1)
    },
    begin(key: string, current: NonNullable<Connection['current']>): void {
      const connection = open.get(key)
      if (connection === undefined) return
      connection.current = current
      open.delete(key)
      open.set(key, connection)
    },
  }
}

/** Whether the connection waits for the client: for the rest of a request, or for a next one. */
function isUnfinished({ current }: Connection): boolean {
  return current === undefined || !current.request.complete || current.response.closed
}

/** The same for a connection and for what TLS makes of it. */
function keyOf({ remoteAddress = '', remotePort, localAddress = '', localPort }: Socket): string {
  return `${plainAddress(remoteAddress)} ${remotePort} ${plainAddress(localAddress)} ${localPort}`
}
