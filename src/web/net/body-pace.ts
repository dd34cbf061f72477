import type { Socket } from 'node:net'

/** Pieces of long bodies, of 64 KiB at most, that are read in one turn of the event loop. */
const AT_ONCE = 4
/** Bytes of a body that are read as they come. */
const FREE_BYTES = 16 * 1024

/** Call it for each piece of a body, with the bytes that have come. */
export type BodyPace = (socket: Socket, size: number) => void

/**
 * Lets long bodies wait for each other: a turn of the event loop accepts one connection, so turns have to be short for
 * check-ins to get in while hundreds of bodies arrive.
 */
export function bodyPace(): BodyPace {
  const waiting: Socket[] = []
  let isTurning = false

  function turn(): void {
    for (const socket of waiting.splice(0, AT_ONCE)) socket.resume()
    isTurning = waiting.length > 0
    if (isTurning) setImmediate(turn)
  }

  return (socket, size) => {
    if (size <= FREE_BYTES) return
    socket.pause()
    waiting.push(socket)
    if (!isTurning) setImmediate(turn)
    isTurning = true
  }
}
