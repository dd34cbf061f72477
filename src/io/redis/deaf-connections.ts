/**
 * Connections that are given up since they went deaf. Where a network drops packets, TCP repeats what was sent after pauses that
 * double up to two minutes: once it is back, such a connection has no answers for as long again as it was away, while a new
 * one has them at once. Node sets no bound to that (TCP_USER_TIMEOUT, RFC 5482), and probes of an idle connection (`keepAlive`) are
 * not sent while an answer is awaited.
 */
import { atMultiplesOf } from './aligned-timer'

/** The parts of the client that are needed here. */
interface Connection {
  readonly commandQueue: { peekFront(): { readonly command: object } | undefined }
  readonly stream: { destroy(error: Error): unknown }
  on(event: 'connect' | 'close', listener: () => void): unknown
}

/** No command takes as long but those that wait for something, whose time it has on top. */
const PATIENCE_MS = 10_000

/** Gives the connection up, to make another one, when the oldest command has had no answer for `patienceMs`. */
export function leaveWhenDeaf(connection: Connection, patienceMs = PATIENCE_MS): void {
  let watching: { close(): void } | undefined
  let oldest: object | undefined
  let since = 0
  const look = () => {
    const command = connection.commandQueue.peekFront()?.command
    if (command !== oldest) {
      oldest = command
      since = performance.now()
    } else if (command !== undefined && performance.now() - since >= patienceMs + waitOf(command))
      // Not `end`, which waits until all is sent.
      connection.stream.destroy(new Error('Redis does not answer'))
  }
  connection.on('connect', () => {
    watching ??= atMultiplesOf(patienceMs / 2, look)
  })
  connection.on('close', () => {
    watching?.close()
    watching = undefined
  })
}

/** Milliseconds that a command waits in Redis on purpose. */
function waitOf(command: object): number {
  const { extractBlockingTimeout } = command as { extractBlockingTimeout?: () => number | null | undefined }
  const wait = extractBlockingTimeout?.call(command) ?? undefined
  // To Redis 0 is no bound at all.
  return wait === 0 ? Number.POSITIVE_INFINITY : (wait ?? 0)
}
