import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import { createServer, type SecureContextOptions } from 'node:tls'

/** The certificate of this moment; the same object until it changes, undefined when none can be used. */
export interface KeyPairSource {
  current(): Promise<Pick<SecureContextOptions, 'cert' | 'key'> | undefined>
}

/** A TLS connection begins with a record of this type (RFC 8446, 5.1), HTTP with a letter. */
const HANDSHAKE = 0x16
const PATIENCE_MS = 15_000

/** Takes connections of both kinds: by its first byte one goes to `speakHttp` as it is or through TLS. */
export function tlsFront(
  server: Server,
  speakHttp: (this: Server, socket: Socket) => void,
  certificate: KeyPairSource,
): (socket: Socket) => void {
  const tls = createServer({
    minVersion: 'TLSv1.2',
    ALPNProtocols: ['http/1.1'],
    handshakeTimeout: PATIENCE_MS,
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
    // As https has it: who leaves in the middle of the handshake is gone.
    socket.allowHalfOpen = false
    tls.emit('connection', socket)
  }

  return socket => {
    const destroy = () => void socket.destroy()
    socket.on('error', destroy)
    socket.setTimeout(PATIENCE_MS, destroy)
    socket.once('readable', () => {
      const bytes: Buffer | null = socket.read()
      if (bytes === null) return destroy() // It ended without a word.
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
