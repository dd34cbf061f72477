import { setImmediate } from 'node:timers/promises'
import type { Response } from 'express'

/** A client that takes nothing for so long is cut off. */
const PATIENCE_MS = 10_000

/**
 * Writes an answer piece by piece, as fast as the client takes it, and lets other requests in between. Ends it, also where
 * the client has gone. A failure after the first piece cuts the answer off, so that nobody takes the part for the whole.
 */
export async function writePieces(
  response: Response,
  pieces: Iterable<string> | AsyncIterable<string>,
): Promise<void> {
  // The answer has a single listener: that of a compressed one cannot be removed.
  let proceed = () => {}
  response.on('drain', () => proceed())
  response.on('close', () => proceed())
  const drained = async () => {
    const timer = setTimeout(() => response.destroy(), PATIENCE_MS)
    await new Promise<void>(resolve => {
      proceed = resolve
    })
    clearTimeout(timer)
  }
  try {
    for await (const piece of pieces) {
      if (response.closed || response.destroyed) return
      if (response.write(piece)) await setImmediate()
      else await drained()
    }
  } catch (error) {
    if (!response.headersSent) throw error
    response.destroy()
    return
  }
  response.end()
}

/** So many items are described and written in a turn of the event loop, in a few milliseconds, with check-ins in between. */
const OF_A_TURN = 20

/** Divides what was read together into parts for a turn each. */
export function* inTurns<Item>(batch: readonly Item[]): Generator<readonly Item[]> {
  for (let at = 0; at < batch.length; at += OF_A_TURN) yield batch.slice(at, at + OF_A_TURN)
}

/** The JSON of an object that begins with a list, whose items come in batches. */
export async function* jsonPieces(
  name: string,
  batches: AsyncIterable<readonly unknown[]>,
  rest: Readonly<Record<string, unknown>>,
): AsyncGenerator<string> {
  let before = `{${JSON.stringify(name)}:[`
  for await (const batch of batches) {
    if (batch.length === 0) continue
    yield before + batch.map(item => JSON.stringify(item)).join(',')
    before = ','
  }
  const others = JSON.stringify(rest).slice(1)
  yield `${before === ',' ? '' : before}]${others === '}' ? '' : ','}${others}`
}
