import { once } from 'node:events'
import { setImmediate } from 'node:timers/promises'
import type { Response } from 'express'

/** A client that takes nothing for so long is cut off. */
const PATIENCE_MS = 10_000

/**
 * Writes an answer piece by piece, as fast as the client takes it, and lets other requests in between. Ends it, also where
 * the client has gone.
 */
export async function writePieces(response: Response, pieces: Iterable<string>): Promise<void> {
  for (const piece of pieces) {
    if (response.closed || response.destroyed) return
    if (response.write(piece)) await setImmediate()
    else await drained(response)
  }
  response.end()
}

async function drained(response: Response): Promise<void> {
  const over = new AbortController()
  const { signal } = over
  const timer = setTimeout(() => response.destroy(), PATIENCE_MS)
  const ignore = () => {}
  await Promise.race([once(response, 'drain', { signal }), once(response, 'close', { signal })]).catch(ignore)
  clearTimeout(timer)
  over.abort()
}
