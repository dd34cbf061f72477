/**
 * The head of an HTTP answer, mended for Node's parser, which refuses many that every browser reads: doubled lengths, names
 * with blanks, lines without a colon, control characters, a version without its dot. Pure.
 */

/** A status line, after blank lines at most; the reason phrase is for people. */
const STATUS_LINE = /^\s*HTTP\/\d+(?:\.\d+)?[ \t]+(\d{3})(?!\d)/i
/** Characters of a header's name (RFC 9110, 5.6.2). */
const NAME = /^[\w!#$%&'*+.^`|~-]+$/
/** Control characters, but for the tab. */
const CONTROL = /[\x00-\x08\x0a-\x1f\x7f]/g

export interface AnswerHead {
  readonly status: number
  /** As Node's parser takes it. */
  readonly mended: Buffer
}

/** Whether the bytes begin as an answer does. */
export function beginsAnswer(bytes: Buffer): boolean {
  return STATUS_LINE.test(bytes.toString('latin1', 0, 256))
}

/**
 * The place after the blank line that ends a head; undefined while it has not come. Line ends may lack their CR.
 *
 * @param from the number of bytes that were searched before
 */
export function endOfHead(bytes: Buffer, from = 0): number | undefined {
  const begin = /^\s*/.exec(bytes.toString('latin1', 0, 256))?.[0].length ?? 0
  const start = Math.max(begin, from - 3)
  const found = /\n\r?\n/.exec(bytes.toString('latin1', start))
  return found === null ? undefined : start + found.index + found[0].length
}

/** Undefined when the bytes do not begin with the status line of HTTP. The head may be cut off anywhere after that. */
export function readHead(bytes: Buffer): AnswerHead | undefined {
  const text = bytes.toString('latin1')
  const status = STATUS_LINE.exec(text)?.[1]
  if (status === undefined) return undefined
  const [, ...lines] = text.trimStart().split(/\r?\n/)
  const fields = framed(fieldsOf(lines))
  const head = fields.map(([name, value]) => `${name}: ${value}\r\n`).join('')
  return { status: Number(status), mended: Buffer.from(`HTTP/1.1 ${status} \r\n${head}\r\n`, 'latin1') }
}

type Field = readonly [name: string, value: string]

/** An indented line goes on with the value above it; lines that are no header are left out. */
function fieldsOf(lines: readonly string[]): readonly Field[] {
  const whole: string[] = []
  for (const line of lines) {
    const last = whole.length - 1
    if (/^[ \t]/.test(line) && last >= 0) whole[last] += ` ${line.trim()}`
    else whole.push(line)
  }
  return whole.flatMap(line => {
    const colon = line.indexOf(':')
    const name = line.slice(0, colon).trim()
    const value = line.slice(colon + 1)
    return colon > 0 && NAME.test(name) ? [[name, value.replace(CONTROL, ' ').trim()] as const] : []
  })
}

/** Leaves one length, or none where there are several or a transfer coding: then the body ends with the connection, or its last chunk. */
function framed(fields: readonly Field[]): readonly Field[] {
  const valuesOf = (wanted: string) =>
    fields.flatMap(([name, value]) => (name.toLowerCase() === wanted ? value.split(',') : []))
  const isChunked = valuesOf('transfer-encoding').some(coding => /^\s*chunked\b/i.test(coding))
  const lengths = new Set(valuesOf('content-length').map(length => length.trim()))
  const [length = ''] = lengths
  const others = fields.filter(([name]) => !/^(content-length|transfer-encoding)$/i.test(name))
  if (isChunked) return [...others, ['Transfer-Encoding', 'chunked']]
  const isUsable = lengths.size === 1 && /^\d{1,15}$/.test(length)
  return isUsable ? [...others, ['Content-Length', length]] : others
}

/** Whether the bytes begin with a frame of HTTP/2: SETTINGS or GOAWAY on the stream 0 (RFC 9113, 4.1). */
export function isHttp2(bytes: Buffer): boolean {
  return bytes.length >= 9 && [4, 7].includes(bytes[3] ?? 0) && bytes[0] === 0 && bytes.readUInt32BE(5) === 0
}
