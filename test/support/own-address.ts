import { createSocket } from 'node:dgram'
import { once } from 'node:events'

/**
 * The address of this machine from which it reaches others; undefined where it has no way out. It is that of no interface
 * that another test made, and is there for as long as the test runs. Nothing is sent.
 */
export async function ownAddress(): Promise<string | undefined> {
  const socket = createSocket('udp4')
  try {
    socket.connect(9, '192.0.2.1')
    await once(socket, 'connect')
    return socket.address().address
  } catch {
    return undefined
  } finally {
    socket.close()
  }
}
