import type { IncomingMessage, ServerResponse } from 'node:http'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import accepts from 'accepts'
import type { Reading } from '../../domain/settings/reading'

/** A page in its encodings. Each is made once, for the first request that accepts it. */
export interface CompressedPage {
  readonly identity: Buffer
  br?: Promise<Buffer>
  gzip?: Promise<Buffer>
}

/** Returns a page that is the same for everybody who is logged in, and the reading of the INI that it was made from. */
export type SharedPage = () => Promise<{ readonly reading: Reading; readonly page: CompressedPage }>

const COMPRESSORS = {
  // The default quality of 11 is meant for files that are compressed once and served for months.
  br: (page: Buffer) => promisify(brotliCompress)(page, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }),
  gzip: (page: Buffer) => promisify(gzip)(page),
} as const

/** In order of preference: Brotli makes pages smaller. */
const ENCODINGS = ['br', 'gzip'] as const

export function compressedPage(html: string): CompressedPage {
  return { identity: Buffer.from(html) }
}

/** Sends the page in the smallest encoding that the client accepts. Takes Node's own responses and Express'. */
export async function sendCompressed(
  request: IncomingMessage,
  response: ServerResponse,
  page: CompressedPage,
): Promise<void> {
  const encoding = encodingFor(request)
  let body = page.identity
  if (encoding !== undefined) {
    page[encoding] ??= COMPRESSORS[encoding](page.identity)
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
