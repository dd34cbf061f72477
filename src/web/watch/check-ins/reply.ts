import type { ServerResponse } from 'node:http'
import type { Reply } from '../../../domain/watch/check-ins/reply'
import { BARE_HEADERS } from '../../net/bare-headers'

export type ReplyHeaders = Readonly<Record<string, string | number>>

/** Answers a check-in. `headers`: all but those of the body, with `BARE_HEADERS` among them. */
export function sendReply(
  response: ServerResponse,
  { status, type, body }: Reply,
  headers: ReplyHeaders = BARE_HEADERS,
): void {
  response.writeHead(status, {
    ...headers,
    'Content-Type': type,
    'Content-Length': Buffer.byteLength(body),
  })
  response.end(body)
}
