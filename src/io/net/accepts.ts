/** Whether a machine is there, by a connection to one of its ports, which it takes or refuses. */
import { once } from 'node:events'
import { connect } from 'node:net'

/** True: it is there. False: the kernel found nobody of that address. Undefined: no sign of life. */
export async function acceptsOrRefuses(
  host: string,
  port: number,
  withinMs: number,
): Promise<boolean | undefined> {
  const socket = connect({ host, port })
  socket.on('error', () => undefined)
  try {
    await once(socket, 'connect', { signal: AbortSignal.timeout(withinMs) })
    return true
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ECONNREFUSED' || code === 'ECONNRESET') return true
    return code === 'EHOSTUNREACH' || code === 'ENETUNREACH' ? false : undefined
  } finally {
    socket.destroy()
  }
}
