import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { doorkeeper } from './connection-limit'
import { type KeyPairSource, tlsFront } from './tls'

export interface Listening {
  readonly port: number
  close(): Promise<void>
}

/**
 * Listens on `host`, and on loopback too wherever that does not include it, since the tick asks there. With a
 * certificate the same port speaks https, and plain http as before: what plain http may do is the app's to say.
 *
 * @throws Error that says what to do when the port or the address is not to be had.
 */
export async function listen(
  app: RequestListener,
  host: string,
  port: number,
  certificate?: KeyPairSource,
): Promise<Listening> {
  const servers: Server[] = []
  const admit = doorkeeper()
  let inUse = port
  try {
    for (const address of addresses(host)) {
      const server = await listenOn(app, address, inUse, admit, certificate)
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

function addresses(host: string): string[] {
  const includesLoopback = ['', '*', '0.0.0.0', '::', 'localhost', '127.0.0.1'].includes(host)
  return includesLoopback ? [host === '*' || host === '' ? '0.0.0.0' : host] : [host, '127.0.0.1']
}

function listenOn(
  app: RequestListener,
  host: string,
  port: number,
  admit: (socket: Socket) => boolean,
  certificate?: KeyPairSource,
): Promise<Server> {
  // A phone on a bad link may take its time, a slow-loris may not.
  const server = createServer(
    { headersTimeout: 15_000, requestTimeout: 30_000, connectionsCheckingInterval: 5_000 },
    app,
  )
  // Else who closes its half of the connection after the request, as nc does, is cut off before the answer.
  Object.assign(server, { httpAllowHalfOpen: true })
  const [speakHttp] = server.listeners('connection') as [(this: Server, socket: Socket) => void]
  const welcome = certificate ? tlsFront(server, speakHttp, certificate) : speakHttp.bind(server)
  server.off('connection', speakHttp)
  server.on('connection', (socket: Socket) => {
    if (admit(socket)) welcome(socket)
    else socket.destroy()
  })
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve(server)
    })
  })
}

/** Answers that are under way may end; idle connections, and those that take too long, are cut. */
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
