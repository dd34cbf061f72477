import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'

export interface RawServer {
  readonly port: number
  /** `http://127.0.0.1:12345`. */
  readonly url: string
  /** The first bytes of each connection, as text. */
  readonly requests: readonly string[]
  close(): Promise<void>
}

/** A server of bytes: `speak` is called with each connection that has sent something. */
export async function startRawServer(speak: (socket: Socket, request: string) => void): Promise<RawServer> {
  const requests: string[] = []
  const sockets = new Set<Socket>()
  const server = createServer(socket => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.once('data', bytes => {
      const request = bytes.toString('latin1')
      requests.push(request)
      speak(socket, request)
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    requests,
    close: async () => {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
