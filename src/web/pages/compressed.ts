import type { IncomingMessage, ServerResponse } from 'node:http'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import accepts from 'accepts'

/** A page as it goes over the wire. Each way of packing is done once, by the first who asks for it. */
export interface Packed {
  readonly identity: Buffer
  br?: Promise<Buffer>
  gzip?: Promise<Buffer>
}

const PACKERS = {
  // The default of 11 is for files that are packed once and for all.
  br: (page: Buffer) => promisify(brotliCompress)(page, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }),
  gzip: (page: Buffer) => promisify(gzip)(page),
} as const

/** The smaller one first. */
const ENCODINGS = ['br', 'gzip'] as const

export function packed(html: string): Packed {
  return { identity: Buffer.from(html) }
}

/** Answers with the page, in the smallest way that the client takes; for Express' responses and for Node's own. */
export async function sendPacked(
  request: IncomingMessage,
  response: ServerResponse,
  page: Packed,
): Promise<void> {
  const encoding = encodingFor(request)
  let body = page.identity
  if (encoding !== undefined) {
    page[encoding] ??= PACKERS[encoding](page.identity)
    body = await page[encoding]
    response.setHeader('Content-Encoding', encoding)
  }
  response.setHeader('Vary', 'Accept-Encoding')
  response.setHeader('Content-Type', 'text/html; charset=utf-8')
  response.setHeader('Content-Length', body.length)
  response.end(body)
}

function encodingFor(request: IncomingMessage): (typeof ENCODINGS)[number] | undefined {
  const accepted = accepts(request).encodings()
  return ENCODINGS.find(known => accepted.includes(known))
}
