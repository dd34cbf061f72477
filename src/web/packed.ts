import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import type { Response } from 'express'

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

export async function sendPacked(response: Response, page: Packed): Promise<void> {
  const accepted = response.req.acceptsEncodings()
  const encoding = ENCODINGS.find(known => accepted.includes(known))
  response.setHeader('Content-Type', 'text/html; charset=utf-8')
  response.vary('Accept-Encoding')
  if (encoding !== undefined) {
    page[encoding] ??= PACKERS[encoding](page.identity)
    response.setHeader('Content-Encoding', encoding)
    response.send(await page[encoding])
  } else {
    response.send(page.identity)
  }
}
