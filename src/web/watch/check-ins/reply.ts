import type { ServerResponse } from 'node:http'
import type { Reply } from '../../../domain/watch/check-ins/reply'
import { BARE_HEADERS } from '../../net/bare-headers'

/** Names and values by turns: Node reads a list faster than an object that is made anew for each answer. */
export type ReplyHeaders = readonly (string | number)[]

export const BARE: ReplyHeaders = Object.entries(BARE_HEADERS).flat()

/** Answers a check-in. `headers`: all but those of the body, with `BARE` among them. */
export function sendReply(
  response: ServerResponse,
  { status, type, body }: Reply,
  headers: ReplyHeaders = BARE,
): void {
  response.writeHead(status, [...headers, 'Content-Type', type, 'Content-Length', Buffer.byteLength(body)])
  response.end(body)
}
