import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import { createServer, type SecureContextOptions } from 'node:tls'

/** Returns the present certificate: the same object until it changes, undefined when none can be used. */
export interface KeyPairSource {
  current(): Promise<Pick<SecureContextOptions, 'cert' | 'key'> | undefined>
}

/** The first byte of a TLS connection, its record type (RFC 8446, 5.1); HTTP begins with a letter. */
const HANDSHAKE = 0x16
/** The longest that a client may take to its first byte, and to the end of its handshake. */
const HANDSHAKE_TIMEOUT_MS = 15_000

/** Serves TLS and plain HTTP on one port: the first byte decides whether a connection is decrypted for `speakHttp`. */
export function tlsFront(
  server: Server,
  speakHttp: (this: Server, socket: Socket) => void,
  certificate: KeyPairSource,
): (socket: Socket) => void {
  const tls = createServer({
    minVersion: 'TLSv1.2',
    ALPNProtocols: ['http/1.1'],
    handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
  })
  tls.on('secureConnection', socket => speakHttp.call(server, socket))
  tls.on('tlsClientError', (_error, socket) => socket.destroy())
  let inUse: Pick<SecureContextOptions, 'cert' | 'key'> | undefined

  async function speakTls(socket: Socket): Promise<void> {
    const pair = await certificate.current()
    if (pair === undefined || socket.destroyed) {
      socket.destroy()
      return
    }
    if (pair !== inUse) tls.setSecureContext({ ...pair, minVersion: 'TLSv1.2' })
    inUse = pair
    // As Node's https server does: a client that ends its half during the handshake is disconnected.
    socket.allowHalfOpen = false
    tls.emit('connection', socket)
  }

  return socket => {
    const destroy = () => void socket.destroy()
    socket.on('error', destroy)
    socket.setTimeout(HANDSHAKE_TIMEOUT_MS, destroy)
    socket.once('readable', () => {
      const bytes: Buffer | null = socket.read()
      if (bytes === null) return destroy() // The client closed it without sending anything.
      socket.unshift(bytes)
      socket.setTimeout(0)
      socket.off('timeout', destroy)
      if (bytes[0] === HANDSHAKE) void speakTls(socket)
      else {
        socket.off('error', destroy)
        speakHttp.call(server, socket)
      }
    })
  }
}
