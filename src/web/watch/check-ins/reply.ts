import type { ServerResponse } from 'node:http'
import type { Reply } from '../../../domain/watch/check-ins/reply'

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
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
    ...headers,
  })
  response.end(body)
}
