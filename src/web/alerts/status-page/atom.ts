/** A feed in Atom (RFC 4287). */

import { spoken } from '../../../domain/language/language'
import type { Feed, FeedEntry } from './feed'
import { element, xmlText } from './xml'

/** @param self the address of this feed */
export function atomText({ title, subtitle, id, page, updated, entries }: Feed, self: string): string {
  return [
    '<?xml version="1.0" encoding="utf-8"?>',
    `<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="${spoken().language}">`,
    element('title', title),
    element('subtitle', subtitle),
    element('id', id),
    `<link rel="self" type="application/atom+xml" href="${xmlText(self)}"/>`,
    `<link rel="alternate" type="text/html" href="${xmlText(page)}"/>`,
    element('updated', iso(updated)),
    `<author>${element('name', title)}</author>`,
    element('generator', 'intvlm8r'),
    ...entries.map(entry => entryText(entry, page)),
    '</feed>',
    '',
  ].join('\n')
}

function entryText({ title, id, published, updated, summary, paragraphs }: FeedEntry, page: string): string {
  return [
    '<entry>',
    element('title', title),
    element('id', id),
    `<link rel="alternate" type="text/html" href="${xmlText(page)}"/>`,
    element('published', iso(published)),
    element('updated', iso(updated)),
    `<content type="text">${xmlText(paragraphs.join('\n\n'))}</content>`,
    element('summary', summary),
    '</entry>',
  ].join('\n')
}

const iso = (at: number) => new Date(at).toISOString()
