import type { IncomingMessage } from 'node:http'
import { lastBytes } from '../../../domain/shorten'
import { ENDING_LIMIT } from '../../../domain/watch/signal'
import { type BodyPace, bodyPace } from '../../net/body-pace'
import type { OpenBody } from '../../net/body-room'
import { BLOCK_BYTES, type Blocks, createBlocks } from './blocks'

/** Bytes that are read, and dropped beyond the limit, so that the sender of a long body still gets the answer. */
const MOST_READ = 10 * 1024 * 1024

/** Of the end, a few bytes more than are kept, for the character that they begin with. */
const ENDING_BYTES = ENDING_LIMIT + 3

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

/**
 * @param room of all bodies under way; it is given back at the end
 * @throws Error when the sender hangs up before the end, or the body was cut to make room
 */
export function readBody(
  request: IncomingMessage,
  limit: number,
  room: OpenBody,
  blocks: Blocks = createBlocks(),
  pace: BodyPace = bodyPace(),
): Promise<PostedBody> {
  const start = createStart(limit, room, blocks)
  const reading = new Promise<PostedBody>((resolve, reject) => {
    const end = createEnding()
    let size = 0
    const settle = () => {
      const text = new TextDecoder().decode(start.bytes(), { stream: size > limit })
      const cut = size > MOST_READ
      // The end of a body that is not read to its end is not known.
      const ending = size > limit && !cut && { ending: lastBytes(end.bytes().toString(), ENDING_LIMIT) }
      resolve({ text, whole: size <= limit, cut, ...ending })
    }
    request.on('data', (chunk: Buffer) => {
      size += chunk.length
      pace(request.socket, size)
      start.add(chunk)
      end.add(chunk)
      if (size > MOST_READ) {
        request.pause()
        settle()
      }
    })
    request.on('end', settle)
    request.on('error', reject)
    request.on('close', () => reject(new Error('the request was cut')))
  })
  return reading.finally(() => {
    room.end()
    // Nothing comes any more: the body is whole, or its request was cut.
    request.removeAllListeners('data')
    start.giveBack()
  })
}

/** The first bytes, copied together: a body that comes byte by byte would cost a hundred times its size in pieces. */
function createStart(limit: number, room: OpenBody, blocks: Blocks) {
  const taken: Buffer[] = []
  let size = 0

  /** The block that has room for further bytes. */
  function current(): Buffer {
    const block = taken[Math.floor(size / BLOCK_BYTES)]
    if (block !== undefined) return block
    const added = blocks.take()
    taken.push(added)
    room.grow(BLOCK_BYTES)
    return added
  }

  return {
    add: (chunk: Buffer) => {
      const part = chunk.subarray(0, limit - size)
      for (let at = 0; at < part.length; ) {
        const copied = part.copy(current(), size % BLOCK_BYTES, at)
        at += copied
        size += copied
      }
    },
    bytes: () => Buffer.concat(taken, size),
    giveBack: () => blocks.giveBack(taken.splice(0)),
  }
}

/** The last bytes, in a ring. */
function createEnding() {
  const ring = Buffer.allocUnsafe(ENDING_BYTES)
  let at = 0
  let isFull = false
  return {
    add: (chunk: Buffer) => {
      const part = chunk.subarray(-ENDING_BYTES)
      const first = part.copy(ring, at)
      part.copy(ring, 0, first)
      isFull ||= at + part.length >= ENDING_BYTES
      at = (at + part.length) % ENDING_BYTES
    },
    bytes: () => (isFull ? Buffer.concat([ring.subarray(at), ring.subarray(0, at)]) : ring.subarray(0, at)),
  }
}
