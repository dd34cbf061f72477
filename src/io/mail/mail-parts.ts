/** The parts of a mail that a check-in needs, as an IMAP server returns them. */
import type { Readable } from 'node:stream'
import { BODY_LIMIT } from '../../domain/watch/signal'

/** The headers that name recipients: first those that servers write at the delivery. */
export const RECIPIENT_HEADERS = [
  'Delivered-To',
  'X-Original-To',
  'Envelope-To',
  'X-Envelope-To',
  'X-Forwarded-To',
  'To',
  'Cc',
]

/** It begins where a word does, so that a long word without an @ is read once only. */
const ADDRESS = /(?<![^\s<>()[\],;:"@])[^\s<>()[\],;:"@]+@[^\s<>()[\],;:"@]+/g

/** All addresses in these headers, in small letters, each once. */
export function recipientsIn(headers: Buffer | undefined): readonly string[] {
  const text = (headers?.toString('latin1') ?? '').replace(/\r?\n[ \t]+/g, ' ')
  const values = text.split(/\r?\n/).map(line => line.slice(line.indexOf(':') + 1))
  return [...new Set(values.flatMap(value => value.toLowerCase().match(ADDRESS) ?? []))]
}

/** The moments of a mail, epoch milliseconds; a Date that cannot be read counts as missing. */
export function headDates(
  date: Date | string | undefined,
  arrived: Date | string | undefined,
): { readonly sentAt?: number; readonly arrivedAt?: number } {
  const [sentAt, arrivedAt] = [date, arrived].map(momentOf)
  return { ...(sentAt !== undefined && { sentAt }), ...(arrivedAt !== undefined && { arrivedAt }) }
}

function momentOf(date: Date | string | undefined): number | undefined {
  const at = date === undefined ? Number.NaN : new Date(date).getTime()
  return Number.isNaN(at) ? undefined : at
}

interface Structure {
  readonly part?: string | undefined
  readonly type: string
  readonly disposition?: string | undefined
  readonly childNodes?: readonly Structure[] | undefined
}

interface TextPart {
  /** As IMAP numbers it. */
  readonly id: string
  readonly isHtml: boolean
  /** Bytes of it that are read. */
  readonly most: number
}

/** Room for tags and style sheets around the text. */
const HTML_LIMIT = 20 * BODY_LIMIT

/** The first plain text that is no attachment, else the first HTML. */
export function textPart(structure: Structure): TextPart | undefined {
  const parts = leavesOf(structure).filter(({ disposition }) => disposition?.toLowerCase() !== 'attachment')
  const find = (type: string) => parts.find(part => part.type.toLowerCase() === type)
  const plain = find('text/plain')
  const found = plain ?? find('text/html')
  if (found === undefined) return undefined
  const isHtml = found !== plain
  return { id: found.part ?? '1', isHtml, most: isHtml ? HTML_LIMIT : 2 * BODY_LIMIT }
}

function leavesOf(structure: Structure): readonly Structure[] {
  const { childNodes } = structure
  return childNodes === undefined ? [structure] : childNodes.flatMap(leavesOf)
}

/** The decoded text; of HTML what a reader sees. */
export async function textOf(
  { isHtml }: TextPart,
  { content }: { readonly content?: Readable | undefined },
): Promise<string> {
  const chunks: Buffer[] = []
  if (content !== undefined) for await (const chunk of content) chunks.push(Buffer.from(chunk))
  const text = Buffer.concat(chunks).toString('utf8').replace(/\r\n/g, '\n')
  return (isHtml ? withoutTags(text) : text).trim()
}

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  '#39': "'",
  nbsp: ' ',
}
/** Elements whose content no reader sees. */
const UNSEEN = /^(style|script|head|title)\b/i
const ENDS_LINE = /^(br|\/p|\/div|\/tr|\/li|\/h\d)\b/i

/** The text without its tags, in one pass however broken the HTML is. */
function withoutTags(html: string): string {
  const lower = html.toLowerCase()
  const seen: string[] = []
  let at = 0
  while (at < html.length) {
    const open = html.indexOf('<', at)
    if (open < 0) break
    seen.push(html.slice(at, open))
    const close = html.indexOf('>', open)
    if (close < 0) return readable(seen.join(''))
    const tag = html.slice(open + 1, Math.min(close, open + 20))
    const [, unseen] = UNSEEN.exec(tag) ?? []
    const end = unseen === undefined ? open : lower.indexOf(`</${unseen.toLowerCase()}`, close)
    if (end < 0) return readable(seen.join(''))
    at = unseen === undefined ? close + 1 : end
    if (ENDS_LINE.test(tag)) seen.push('\n')
  }
  return readable(seen.join('') + html.slice(at))
}

function readable(text: string): string {
  const lines = text
    .replace(/&(amp|lt|gt|quot|#39|nbsp);/gi, (_whole, name: string) => ENTITIES[name.toLowerCase()] ?? '')
    .split('\n')
    .map(line => line.trim())
  return lines.filter((line, index) => line !== '' || lines[index - 1] !== '').join('\n')
}
