import type { RequestHandler } from 'express'
import { networkOf } from './addresses'
import type { BodyRoom } from './body-room'

/** Bytes of a call of the API. */
export const CALL_LIMIT = 64 * 1024

/** A text takes one or two bytes of memory for each byte that comes. */
const BYTES_OF_ONE = 2

/**
 * Goes right before a parser of bodies, which keeps a body until it is whole: takes room for what has come. Beyond the room
 * a request is cut, which is one of the greediest client.
 */
export function reservedBody(room: BodyRoom): RequestHandler {
  return (request, response, next) => {
    const { headers } = request
    if (headers['transfer-encoding'] === undefined && !Number(headers['content-length'])) return next()
    const body = room.begin(networkOf(request.ip ?? ''), () => request.destroy())
    let size = 0
    request.on('data', (chunk: Buffer) => {
      size += chunk.length
      body.grow(BYTES_OF_ONE * chunk.length)
      room.pace(request.socket, size)
    })
    request.once('end', body.end)
    response.once('close', body.end)
    next()
  }
}
