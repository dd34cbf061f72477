/** The parts of a mail that a check-in needs, as an IMAP server returns them. */
import type { Readable } from 'node:stream'
import { ALERT_HEADER } from '../../domain/mail/alert-mail'
import { withoutTags } from './html-text'

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

const ALERT_LINE = new RegExp(`^${ALERT_HEADER}:\\s*(\\S+)`, 'im')

/** The key of the alert, where the mail is one of ours. */
export function alertKeyIn(headers: Buffer | undefined): string | undefined {
  return ALERT_LINE.exec(headers?.toString('latin1') ?? '')?.[1]
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

export interface TextPart {
  /** As IMAP numbers it. */
  readonly id: string
  readonly isHtml: boolean
}

/** The first plain text that is no attachment, and the first HTML. */
export function textParts(structure: Structure): readonly TextPart[] {
  const parts = leavesOf(structure)
  return (['plain', 'html'] as const).flatMap(subtype => {
    const found = parts.find(({ type }) => type.toLowerCase() === `text/${subtype}`)
    return found === undefined ? [] : { id: found.part ?? '1', isHtml: subtype === 'html' }
  })
}

/** The parts that are no attachments, nor in one. */
function leavesOf(structure: Structure): readonly Structure[] {
  const { childNodes, disposition } = structure
  if (disposition?.toLowerCase() === 'attachment') return []
  return childNodes === undefined ? [structure] : childNodes.flatMap(leavesOf)
}

/**
 * The decoded text; of HTML what a reader sees.
 *
 * @param onChunk called as often as a piece of it has come
 */
export async function textOf(
  { isHtml }: TextPart,
  { content }: { readonly content?: Readable | undefined },
  onChunk: () => void,
): Promise<string> {
  const chunks: Buffer[] = []
  if (content !== undefined)
    for await (const chunk of content) {
      chunks.push(Buffer.from(chunk))
      onChunk()
    }
  const text = Buffer.concat(chunks).toString('utf8').replace(/\r\n/g, '\n')
  return (isHtml ? withoutTags(text) : text).trim()
}
