import { once } from 'node:events'
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { type AddressInfo, connect, type Socket } from 'node:net'
import type { Certificate } from './certificates'

export interface TestProxy {
  /** `127.0.0.1:12345`. */
  readonly host: string
  /** The requests so far: `CONNECT nas.test:443`, `GET http://nas.test/path`. */
  readonly asked: readonly string[]
  /** Requests from now on get this answer; `hang`: none at all; `close`: the end of the connection; undefined: they are served. */
  answerWith(status: number | 'hang' | 'close' | undefined): void
  close(): Promise<void>
}

/** A forward proxy to which every name is one of 127.0.0.1, on a free port of that. */
export async function startProxy({
  login,
  tls,
  redirect,
  tunnelTo,
}: {
  /** `user:password` */
  login?: string
  tls?: Certificate
  /** The Location of a 302 to every plain request. */
  redirect?: string
  /** The port to which every tunnel leads, whatever its address has. */
  tunnelTo?: number
} = {}): Promise<TestProxy> {
  const asked: string[] = []
  const sockets = new Set<Socket>()
  let behaviour: number | 'hang' | 'close' | undefined

  function refusalOf({ method, url, headers, socket }: IncomingMessage): number | undefined | 'none' {
    asked.push(`${method} ${url}`)
    if (behaviour === 'close') socket.destroy()
    if (behaviour === 'hang' || behaviour === 'close') return 'none'
    const wanted = login && `Basic ${Buffer.from(login).toString('base64')}`
    return wanted && headers['proxy-authorization'] !== wanted ? 407 : behaviour
  }

  function pass(incoming: IncomingMessage, response: ServerResponse): void {
    const status = refusalOf(incoming)
    if (status === 'none') return
    if (status !== undefined) return void response.writeHead(status).end('refused')
    if (redirect !== undefined) return void response.writeHead(302, { location: redirect }).end()
    const { method, url = '', headers } = incoming
    const { port, pathname, search } = new URL(url)
    const { 'proxy-authorization': _, ...others } = headers
    const onward = request(
      { host: '127.0.0.1', port, path: pathname + search, method, headers: others },
      answer => {
        response.writeHead(answer.statusCode ?? 0, answer.headers)
        answer.pipe(response)
      },
    )
    incoming.pipe(onward.on('error', () => response.writeHead(502).end()))
  }

  function tunnel(incoming: IncomingMessage, socket: Socket): void {
    const status = refusalOf(incoming)
    if (status === 'none') return
    if (status !== undefined) return void socket.end(`HTTP/1.1 ${status} No\r\nContent-Length: 0\r\n\r\n`)
    const port = tunnelTo ?? Number(/:(\d+)$/.exec(incoming.url ?? '')?.[1])
    const onward = connect(port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
      onward.pipe(socket).pipe(onward)
    })
    onward.on('error', () => socket.end('HTTP/1.1 502 No\r\n\r\n'))
    socket.on('error', () => onward.destroy())
    sockets.add(onward)
  }

  const server = tls === undefined ? createServer(pass) : createTlsServer(tls, pass)
  server.on('connect', tunnel)
  server.on('connection', socket => void sockets.add(socket.on('error', () => undefined)))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    answerWith: wanted => {
      behaviour = wanted
    },
    close: async () => {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
