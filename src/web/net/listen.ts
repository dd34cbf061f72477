import { lookup } from 'node:dns/promises'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { type ConnectionLimit, connectionLimit } from './connection-limit'
import { type KeyPairSource, tlsFront } from './tls'

/**
 * Connections that the kernel keeps until they are accepted. Beyond them it drops a client's first packet, which comes again
 * a second later.
 */
const BACKLOG = 4_096

const ALL = '0.0.0.0'
/** The tick requests its heartbeats there. */
const LOOPBACK = '127.0.0.1'

export interface Listening {
  readonly port: number
  close(): Promise<void>
}

/**
 * Listens on `host`, and also on loopback, which the tick uses. With a certificate the same port serves both https and
 * plain http; the app decides what plain http may do. Connections are kept within `mostOpenFiles`.
 *
 * @throws Error when the port or the address cannot be used; its message names the remedy
 */
export async function listen(
  app: RequestListener,
  host: string,
  port: number,
  certificate?: KeyPairSource,
  mostOpenFiles = Number.POSITIVE_INFINITY,
): Promise<Listening> {
  const servers: Server[] = []
  const limit = connectionLimit(mostOpenFiles)
  let inUse = port
  try {
    for (const address of await addressesOf(host)) {
      const server = await listenOn(app, address, inUse, limit, certificate)
      servers.push(server)
      inUse = (server.address() as AddressInfo).port
    }
  } catch (error) {
    await Promise.all(servers.map(close))
    throw new Error(explain(error as NodeJS.ErrnoException, host, inUse), { cause: error })
  }
  return {
    port: inUse,
    close: async () => {
      await Promise.all(servers.map(close))
    },
  }
}

/** A name may lead to ::1 alone, as localhost does on Debian, or to 127.0.0.1, where a second server would find the port in use. */
async function addressesOf(host: string): Promise<string[]> {
  const { address } = await lookup(host === '*' || host === '' ? ALL : host)
  const includesLoopback = [ALL, '::', LOOPBACK].includes(address)
  return includesLoopback ? [address] : [address, LOOPBACK]
}

function listenOn(
  app: RequestListener,
  host: string,
  port: number,
  limit: ConnectionLimit,
  certificate?: KeyPairSource,
): Promise<Server> {
  // Long enough for a phone on a bad link, too short for a slow-loris attack to hold many connections.
  const server = createServer(
    { headersTimeout: 15_000, requestTimeout: 30_000, connectionsCheckingInterval: 5_000 },
    app,
  )
  // A client that closes its half of the connection after the request, as nc does, still gets the answer.
  Object.assign(server, { httpAllowHalfOpen: true })
  const [speakHttp] = server.listeners('connection') as [(this: Server, socket: Socket) => void]
  const welcome = certificate ? tlsFront(server, speakHttp, certificate) : speakHttp.bind(server)
  server.off('connection', speakHttp)
  server.on('connection', (socket: Socket) => {
    if (limit.admit(socket)) welcome(socket)
    else socket.destroy()
  })
  server.prependListener('request', limit.begin)
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ port, host, backlog: BACKLOG }, () => {
      server.off('error', reject)
      resolve(server)
    })
  })
}

/** Answers that are under way get two seconds to end; idle connections are closed at once. */
function close(server: Server): Promise<void> {
  return new Promise(resolve => {
    const cut = setTimeout(() => server.closeAllConnections(), 2_000)
    server.close(() => {
      clearTimeout(cut)
      resolve()
    })
    server.closeIdleConnections()
  })
}

function explain(error: NodeJS.ErrnoException, host: string, port: number): string {
  switch (error.code) {
    case 'EADDRINUSE':
      return `port ${port} is in use by another program; end that, or choose another [Web] port in the INI`
    case 'EACCES':
      return `port ${port} may not be opened by this user; choose one above 1023 for [Web] port in the INI`
    case 'EADDRNOTAVAIL':
    case 'EAFNOSUPPORT':
    case 'ENOTFOUND':
      return `this machine has no address ${host}; mend [Web] host in the INI (0.0.0.0 means all addresses)`
    default:
      return `cannot listen on ${host} port ${port}: ${error.message}`
  }
}
