/** The feed of a status page, in Atom (RFC 4287). */

import { counted } from '../../../domain/counted'
import { localDate } from '../../../domain/time/local-time'
import type { ShownOutage, Snapshot } from './snapshot'

/** Parts of an address that name the page and its feed. */
export interface FeedPlace {
  /** The address of the page, without a slash at its end. */
  readonly page: string
  /** An id of the feed that does not change with its secret. */
  readonly id: string
  /** The id of a check for readers who must not check in. */
  readonly publicId: (check: string) => string
}

export function atomFeed(snapshot: Snapshot, { page, id, publicId }: FeedPlace): string {
  const { title, outages, overall } = snapshot
  const updated = Math.max(...outages.map(changedAt), 0)
  return [
    '<?xml version="1.0" encoding="utf-8"?>',
    '<feed xmlns="http://www.w3.org/2005/Atom">',
    element('title', title),
    element('subtitle', overall.words),
    element('id', id),
    `<link rel="self" type="application/atom+xml" href="${escaped(`${page}/feed`)}"/>`,
    `<link rel="alternate" type="text/html" href="${escaped(page)}"/>`,
    element('updated', iso(updated === 0 ? snapshot.at : updated)),
    `<author>${element('name', title)}</author>`,
    element('generator', 'intvlm8r'),
    ...outages.map(outage => entry(outage, page, `${id}:${publicId(outage.check)}:${outage.due}`)),
    '</feed>',
    '',
  ].join('\n')
}

function entry(outage: ShownOutage, page: string, id: string): string {
  const { name, due, until, notes } = outage
  const lines = [
    ...notes.map(({ at, text }) => `${localDate(at)}: ${text}`),
    until === undefined
      ? `Down since ${localDate(due)}.`
      : `Down from ${localDate(due)} to ${localDate(until)}.`,
  ]
  return [
    '<entry>',
    element('title', until === undefined ? `${name} is down` : `${name} was down`),
    element('id', id),
    `<link rel="alternate" type="text/html" href="${escaped(page)}"/>`,
    element('published', iso(due)),
    element('updated', iso(changedAt(outage))),
    `<content type="text">${escaped(lines.join('\n\n'))}</content>`,
    element('summary', notes.length === 0 ? (lines[0] ?? '') : counted(notes.length, 'note')),
    '</entry>',
  ].join('\n')
}

/** The last moment at which there was something new about it. */
function changedAt({ due, until = 0, notes }: ShownOutage): number {
  return Math.max(due, until, ...notes.map(({ at }) => at))
}

const iso = (at: number) => new Date(at).toISOString()
const element = (name: string, text: string) => `<${name}>${escaped(text)}</${name}>`

/** Without characters that XML 1.0 cannot hold (its production Char). */
function escaped(text: string): string {
  return text
    .replace(/[^\n\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD')
    .replace(/[&<>"']/g, found => `&#${found.charCodeAt(0)};`)
}
