import type { IncomingMessage } from 'node:http'
import type { Duplex, Readable } from 'node:stream'
import type { HttpAnswer } from '../../domain/net/exchange'

const BODY_LIMIT = 64 * 1024

/**
 * The first bytes as text, unpacked where the answer is packed although nobody asked for it. Whatever could be read counts;
 * `cut` is the reason for which there is more that was not read.
 */
export async function readBody(
  incoming: IncomingMessage,
  limit = BODY_LIMIT,
): Promise<Pick<HttpAnswer, 'body' | 'cut'>> {
  const packed = await firstBytes(incoming, limit)
  const unpacker = await unpackerFor(String(incoming.headers['content-encoding'] ?? ''), packed.bytes)
  unpacker?.end(packed.bytes)
  const unpacked = unpacker && (await firstBytes(unpacker, limit))
  const isLonger = packed.isLonger || unpacked?.isLonger
  const cut = isLonger ? 'size' : incoming.complete ? undefined : 'broken'
  const body = unpacked === undefined || unpacked.bytes.length === 0 ? packed.bytes : unpacked.bytes
  return { body: body.toString(), ...(cut && { cut }) }
}

/** A body that is cut short, by its size, the deadline, the other side or a fault, ends there. */
async function firstBytes(
  source: Readable,
  limit: number,
): Promise<{ readonly bytes: Buffer; readonly isLonger: boolean }> {
  const chunks: Buffer[] = []
  let size = 0
  try {
    for await (const chunk of source as AsyncIterable<Buffer>) {
      chunks.push(chunk)
      size += chunk.length
      if (size > limit) break
    }
  } catch {
    // The part that came before the fault counts, also where it was not read yet.
    const left: Buffer | null = source.read()
    if (left !== null) chunks.push(left)
  }
  const all = Buffer.concat(chunks)
  return { bytes: all.subarray(0, limit), isLonger: all.length > limit }
}

/** Loads Node's decompression only for an answer that needs it. */
async function unpackerFor(encoding: string, packed: Buffer): Promise<Duplex | undefined> {
  const name = encoding.trim().toLowerCase()
  if (!['gzip', 'x-gzip', 'deflate', 'br'].includes(name)) return undefined
  const { constants, createBrotliDecompress, createGunzip, createInflate, createInflateRaw } = await import(
    'node:zlib'
  )
  // Of a packed body that was cut off, the part before counts.
  const partly = { finishFlush: constants.Z_SYNC_FLUSH }
  if (name === 'br') return createBrotliDecompress({ finishFlush: constants.BROTLI_OPERATION_FLUSH })
  if (name !== 'deflate') return createGunzip(partly)
  // Many servers leave out the wrapper that "deflate" should have (RFC 9110, 8.4.1.2).
  return ((packed[0] ?? 0) & 0x0f) === 8 ? createInflate(partly) : createInflateRaw(partly)
}

export function headersOf({ headers }: IncomingMessage): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]))
}
