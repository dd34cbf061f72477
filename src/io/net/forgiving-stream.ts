import type { Socket } from 'node:net'
import { Duplex } from 'node:stream'
import { type AnswerHead, beginsAnswer, endOfHead, isHttp2, readHead } from './answer-head'
import { NetworkFailure } from './network-failure'

/** Bytes. Of a longer head the first part counts. */
const HEAD_LIMIT = 64 * 1024

/**
 * The connection as Node's HTTP client may read it: the heads of the answers are mended, and everything else passes as it
 * is. A connection that ends in a head counts from the status line on, since the other side has taken the request.
 *
 * @param host named when it does not speak HTTP/1
 */
export function forgiving(socket: Socket, host: string): Duplex {
  let head: Buffer | undefined = Buffer.alloc(0)

  const stream = new Duplex({
    read: () => void socket.resume(),
    write: (chunk, encoding, done) => void socket.write(chunk, encoding, done),
    final: done => done(),
    destroy: (error, done) => {
      socket.destroy()
      done(error)
    },
  })

  function pass(bytes: Buffer): void {
    if (bytes.length > 0 && !stream.push(bytes)) socket.pause()
  }

  /** Passes the head on, and what came behind it. */
  function mend(bytes: Buffer, end: number): void {
    const found = readHead(bytes.subarray(0, end))
    head = found && isInterim(found) ? Buffer.alloc(0) : undefined
    // Without a status it is left to the parser, which names it.
    pass(found?.mended ?? bytes.subarray(0, end))
    const rest = bytes.subarray(end)
    if (head === undefined) pass(rest)
    else if (rest.length > 0) take(rest)
  }

  function take(chunk: Buffer): void {
    if (head === undefined) {
      pass(chunk)
      return
    }
    const searched = head.length
    head = Buffer.concat([head, chunk])
    const end = endOfHead(head, searched)
    if (isHttp2(head)) stream.destroy(onlyHttp2(host))
    else if (end !== undefined) mend(head, end)
    // Nothing that begins otherwise will become an answer.
    else if (head.length >= 32 && !beginsAnswer(head)) mend(head, head.length)
    else if (head.length >= HEAD_LIMIT) endInHead()
  }

  /** Ends the answer with as much of its head as is there; false without a status line. */
  function endInHead(): boolean {
    const found = head === undefined || head.length === 0 ? undefined : readHead(head)
    if (found === undefined || found.status < 200) return false
    socket.off('data', take)
    stream.push(found.mended)
    stream.push(null)
    head = undefined
    return true
  }

  socket.on('data', take)
  socket.on('end', () => endInHead() || stream.push(null))
  socket.on('error', error => endInHead() || stream.destroy(error))
  socket.on('close', () => {
    if (!stream.readableEnded) endInHead() || stream.push(null)
  })
  return stream
}

/** Whether another head follows (RFC 9110, 15.2); after 101 something else does. */
function isInterim({ status }: AnswerHead): boolean {
  return status < 200 && status !== 101
}

function onlyHttp2(host: string): NetworkFailure {
  return new NetworkFailure('connection', `${host} speaks HTTP/2 only, which is not spoken here`)
}
