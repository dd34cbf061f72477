import { createServer, type IncomingMessage, type OutgoingHttpHeaders, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { type AddressInfo, createServer as createTcpServer } from 'node:net'
import { text } from 'node:stream/consumers'
import type { Certificate } from './certificates'

/** A request as it arrived. */
interface ReceivedRequest {
  readonly method: string
  /** With its query. */
  readonly path: string
  readonly headers: IncomingMessage['headers']
  readonly body: string
  /** Epoch milliseconds at its end. */
  readonly at: number
}

/** How a receiver treats a request: a few well-behaved ways, and all the others. */
export type Behaviour = (request: ReceivedRequest, response: ServerResponse) => void

export interface Receiver {
  /** Without a path: `http://127.0.0.1:12345`. */
  readonly url: string
  /** Every request so far, oldest first. */
  readonly requests: readonly ReceivedRequest[]
  /** Connections so far, those that never asked anything included. */
  readonly connections: number
  /** From now on; of several, each is for one request, and the last one for all that follow. */
  answerWith(...behaviours: [Behaviour, ...Behaviour[]]): void
  /** The next request that nobody has waited for yet; at once when it is already there. */
  nextRequest(): Promise<ReceivedRequest>
  /** Ends all connections and frees the port. */
  close(): Promise<void>
}

/** A real receiver on a free port of 127.0.0.1, or of another host address; it answers 200 "OK" until it is told to misbehave. */
export async function startReceiver(
  options: { tls?: Certificate; port?: number; host?: string } = {},
): Promise<Receiver> {
  const { host = '127.0.0.1' } = options
  const requests: ReceivedRequest[] = []
  const waiting: ((request: ReceivedRequest) => void)[] = []
  let behaviours: Behaviour[] = [answer(200, 'OK')]
  let awaited = 0
  let connections = 0

  const onRequest = async (incoming: IncomingMessage, response: ServerResponse) => {
    response.on('error', () => undefined)
    incoming.on('error', () => undefined)
    const body = await text(incoming).catch(() => undefined)
    if (body === undefined) return // hung up in the middle of its body
    const { method = '', url: path = '', headers } = incoming
    const request = { method, path, headers, body, at: Date.now() }
    requests.push(request)
    const waiter = waiting.shift()
    if (waiter !== undefined) {
      awaited++
      waiter(request)
    }
    const [behaviour = answer(200, 'OK'), ...later] = behaviours
    if (later.length > 0) behaviours = later
    behaviour(request, response)
  }

  const server = options.tls === undefined ? createServer(onRequest) : createTlsServer(options.tls, onRequest)
  server.on('connection', socket => {
    connections++
    socket.on('error', () => undefined)
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(options.port ?? 0, host, resolve)
  })
  const { port } = server.address() as AddressInfo

  return {
    url: `${options.tls === undefined ? 'http' : 'https'}://${host}:${port}`,
    requests,
    get connections() {
      return connections
    },
    answerWith(...wanted) {
      behaviours = wanted
    },
    nextRequest() {
      const arrived = requests[awaited]
      if (arrived === undefined) return new Promise(resolve => waiting.push(resolve))
      awaited++
      return Promise.resolve(arrived)
    },
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** The address of a port that nobody listens on. */
export async function refusingUrl(): Promise<string> {
  const server = createTcpServer()
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise(resolve => server.close(resolve))
  return `http://127.0.0.1:${port}`
}

/** As RFC 2606 promises, nothing has such a name. */
export const UNRESOLVABLE_URL = 'http://receiver.invalid'

export function answer(status: number, body = '', headers: OutgoingHttpHeaders = {}): Behaviour {
  return (_request, response) => response.writeHead(status, headers).end(body)
}

export function redirectTo(location: string, status = 302): Behaviour {
  return answer(status, '', { location })
}

/** Redirects for ever, each time to another path. */
export function redirectLoop(): Behaviour {
  let turn = 0
  return (_request, response) => response.writeHead(302, { location: `/turn/${++turn}` }).end()
}

/** Takes the request and never answers. */
export const hang: Behaviour = () => undefined

/** Sends its headers byte by byte, and never comes to their end. */
export const slowHeaders: Behaviour = (_request, { socket }) => {
  socket?.write('HTTP/1.1 200 OK\r\nx-slow: ')
  const timer = setInterval(() => socket?.write('.'), 10)
  socket?.once('close', () => clearInterval(timer))
}

/** Resets the connection (RST) instead of answering. */
export const resetBeforeHeaders: Behaviour = (_request, { socket }) => {
  socket?.resetAndDestroy()
}

/** Resets the connection (RST) when a part of the body is through. */
export const resetAfterHeaders: Behaviour = (_request, { socket }) => {
  socket?.write('HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nOK', () => socket.resetAndDestroy())
}

/** Says that it will send nothing (FIN), but keeps its ear open. */
export const halfClose: Behaviour = (_request, { socket }) => {
  socket?.end()
}

/** Answers in something that is not HTTP. */
export const garbage: Behaviour = (_request, { socket }) => {
  socket?.end(Buffer.from([0, 255, 13, 10, 7, 7, 7, 13, 10, 13, 10]))
}

/** Announces 100 MB and sends them as fast as they are taken. */
export const hundredMegabytes: Behaviour = (_request, response) => {
  response.writeHead(200, { 'content-length': 100_000_000 })
  pour(response, 100)
}

/** A body without end, as fast as it is taken. */
export const endlessBody: Behaviour = (_request, response) => {
  response.writeHead(200)
  pour(response, Number.POSITIVE_INFINITY)
}

/** A body without end, a few bytes at a time. */
export const tricklingBody: Behaviour = (_request, response) => {
  response.writeHead(200)
  const timer = setInterval(() => response.write('OK '), 10)
  response.once('close', () => clearInterval(timer))
}

/** So many megabytes, a thousand kilobytes at a time. */
function pour(response: ServerResponse, megabytes: number): void {
  const chunk = Buffer.alloc(1_000_000, 'x')
  const next = (left: number) => {
    if (response.destroyed) return
    if (left === 0) response.end()
    else response.write(chunk, error => error ?? next(left - 1))
  }
  next(megabytes)
}
