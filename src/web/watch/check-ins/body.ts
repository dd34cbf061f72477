import type { IncomingMessage } from 'node:http'
import { lastBytes } from '../../../domain/shorten'
import { ENDING_LIMIT } from '../../../domain/watch/signal'

/** Bytes that are read, and dropped beyond the limit, so that the sender of a long body still gets the answer. */
const MOST_READ = 10 * 1024 * 1024

export interface PostedBody {
  /** The first `limit` bytes as UTF-8; a character that the limit divides is left out. */
  readonly text: string
  /** The last `ENDING_LIMIT` bytes of a longer body; a character that begins before them is left out. */
  readonly ending?: string
  /** Whether `text` is all of it. */
  readonly whole: boolean
  /** The body is longer than is read at all, so the connection has to be closed. */
  readonly cut: boolean
}

/** @throws Error when the sender hangs up before the end. */
export function readBody(request: IncomingMessage, limit: number): Promise<PostedBody> {
  return new Promise((resolve, reject) => {
    const kept: Buffer[] = []
    let size = 0
    let end = Buffer.alloc(0)
    const settle = () => {
      const bytes = Buffer.concat(kept).subarray(0, limit)
      const text = new TextDecoder().decode(bytes, { stream: size > limit })
      const cut = size > MOST_READ
      // The end of a body that is not read to its end is not known.
      const ending = size > limit && !cut && { ending: lastBytes(end.toString(), ENDING_LIMIT) }
      resolve({ text, whole: size <= limit, cut, ...ending })
    }
    request.on('data', (chunk: Buffer) => {
      if (size < limit) kept.push(chunk)
      size += chunk.length
      // A few bytes more, for the character that they begin with.
      end = Buffer.concat([end, chunk]).subarray(-ENDING_LIMIT - 3)
      if (size > MOST_READ) {
        request.pause()
        settle()
      }
    })
    request.on('end', settle)
    request.on('error', reject)
  })
}
