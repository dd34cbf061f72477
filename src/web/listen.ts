import { createServer, type RequestListener, type Server } from 'node:http'

export interface Listening {
  readonly port: number
  close(): Promise<void>
}

/**
 * Listens on `host`, and on loopback too wherever that does not include it, since the tick asks there.
 *
 * @throws Error that says what to do when the port or the address is not to be had.
 */
export async function listen(app: RequestListener, host: string, port: number): Promise<Listening> {
  const servers: Server[] = []
  try {
    for (const address of addresses(host)) servers.push(await listenOn(app, address, port))
  } catch (error) {
    await Promise.all(servers.map(close))
    throw new Error(explain(error as NodeJS.ErrnoException, host, port), { cause: error })
  }
  return {
    port,
    close: async () => {
      await Promise.all(servers.map(close))
    },
  }
}

function addresses(host: string): string[] {
  const includesLoopback = ['', '*', '0.0.0.0', '::', 'localhost', '127.0.0.1'].includes(host)
  return includesLoopback ? [host === '*' || host === '' ? '0.0.0.0' : host] : [host, '127.0.0.1']
}

function listenOn(app: RequestListener, host: string, port: number): Promise<Server> {
  const server = createServer(app)
  // A phone on a bad link, not a slow-loris.
  server.headersTimeout = 15_000
  server.requestTimeout = 30_000
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
    case 'ENOTFOUND':
      return `this machine has no address ${host}; mend [Web] host in the INI (0.0.0.0 means all addresses)`
    default:
      return `cannot listen on ${host} port ${port}: ${error.message}`
  }
}
