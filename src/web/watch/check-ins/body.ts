import type { IncomingMessage } from 'node:http'

/** Bytes that are read, and dropped beyond the limit, so that the sender of a long body still gets the answer. */
const MOST_READ = 10 * 1024 * 1024

export interface PostedBody {
  /** The first `limit` bytes as UTF-8; a character that the limit divides is left out. */
  readonly text: string
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
    const settle = () => {
      const bytes = Buffer.concat(kept).subarray(0, limit)
      const text = new TextDecoder().decode(bytes, { stream: size > limit })
      resolve({ text, whole: size <= limit, cut: size > MOST_READ })
    }
    request.on('data', (chunk: Buffer) => {
      if (size < limit) kept.push(chunk)
      size += chunk.length
      if (size > MOST_READ) {
        request.pause()
        settle()
      }
    })
    request.on('end', settle)
    request.on('error', reject)
  })
}
