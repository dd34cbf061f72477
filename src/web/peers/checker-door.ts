import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { checkerWord } from '../../domain/probes/checker-answer'
import { BARE_HEADERS } from '../net/bare-headers'
import type { AppPorts } from '../ports'

/** Connections at once: a stranger who opens more waits, and the page has its own. */
const MOST_CONNECTIONS = 50
/** Milliseconds for which a word is given again: however many ask, the organs are looked at this often at most. */
const WORD_MS = 1_000

type CheckerPorts = Pick<AppPorts, 'log' | 'now'> & { readonly peers: Pick<AppPorts['peers'], 'ownState'> }

/**
 * Answers as a Checker does: GET of any path, with one of three words and nothing else. The whole world may ask, so that
 * is all it learns.
 */
export function checkerAnswers({ peers, log, now }: CheckerPorts) {
  let word: { readonly at: number; readonly text: Promise<string> } | undefined

  function currentWord(): Promise<string> {
    const at = now()
    if (word === undefined || Math.abs(at - word.at) > WORD_MS)
      word = { at, text: peers.ownState().then(checkerWord) }
    return word.text
  }

  return (request: IncomingMessage, response: ServerResponse): void => {
    const { method } = request
    if (method !== 'GET' && method !== 'HEAD') {
      response.writeHead(405, { ...BARE_HEADERS, Allow: 'GET, HEAD', Connection: 'close' }).end()
      return
    }
    currentWord().then(
      text => {
        const length = Buffer.byteLength(text)
        response.writeHead(200, {
          'Content-Type': 'text/html',
          'Content-Length': length,
          ...BARE_HEADERS,
        })
        response.end(method === 'HEAD' ? undefined : text)
      },
      error => {
        log.error(error, 'a Checker gets no answer')
        response.writeHead(503, { ...BARE_HEADERS, Connection: 'close' }).end()
      },
    )
  }
}

export interface CheckerDoor {
  readonly port: number
  /** The reason why the port could not be opened, as a sentence without its full stop. */
  readonly trouble?: string
  close(): Promise<void>
}

/** Opens the port for IPv4 and IPv6. One that cannot be opened is logged, and closes nothing else. */
export async function openCheckerDoor(ports: CheckerPorts, port: number): Promise<CheckerDoor> {
  const server = createServer(
    {
      headersTimeout: 5_000,
      requestTimeout: 5_000,
      connectionsCheckingInterval: 5_000,
      keepAliveTimeout: 1_000,
    },
    checkerAnswers(ports),
  )
  server.maxConnections = MOST_CONNECTIONS
  // A client that closes its half of the connection after the request, as nc does, still gets the answer.
  Object.assign(server, { httpAllowHalfOpen: true })
  try {
    // A machine without IPv6 has no address ::.
    const isOpen = (await opens(server, port, '::')) || (await opens(server, port, '0.0.0.0'))
    if (!isOpen) throw new Error('this machine has no address to listen on')
    const { port: opened } = server.address() as { port: number }
    return {
      port: opened,
      close: () =>
        new Promise(resolve => {
          server.close(() => resolve())
          server.closeAllConnections()
        }),
    }
  } catch (error) {
    const trouble = `[Checker] port ${port} cannot be opened: ${reasonOf(error as NodeJS.ErrnoException)}`
    ports.log.error(trouble)
    return { port, trouble, close: async () => {} }
  }
}

function reasonOf({ code, message }: NodeJS.ErrnoException): string {
  return code === 'EADDRINUSE'
    ? 'another program has it; end that and restart the web app, or choose another port'
    : message
}

/** False where the machine has no such address. */
function opens(server: Server, port: number, host: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const fail = (error: NodeJS.ErrnoException) =>
      error.code === 'EAFNOSUPPORT' || error.code === 'EADDRNOTAVAIL' ? resolve(false) : reject(error)
    server.once('error', fail)
    server.listen({ port, host }, () => {
      server.off('error', fail)
      resolve(true)
    })
  })
}
