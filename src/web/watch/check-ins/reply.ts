import type { ServerResponse } from 'node:http'
import type { Reply } from '../../../domain/watch/check-ins/reply'
import { BARE_HEADERS } from '../../net/bare-headers'

export type ReplyHeaders = Readonly<Record<string, string | number>>

/** Answers a check-in: no cache may answer the next one. */
export function sendReply(
  response: ServerResponse,
  { status, type, body }: Reply,
  headers: ReplyHeaders = {},
): void {
  response.writeHead(status, {
    'Content-Type': type,
    'Content-Length': Buffer.byteLength(body),
    ...BARE_HEADERS,
    ...headers,
  })
  response.end(body)
}
