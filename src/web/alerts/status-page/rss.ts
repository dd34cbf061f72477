/**
 * A feed in RSS 2.0 (RSS Advisory Board, "RSS 2.0 Specification" and "RSS Best Practices Profile"): titles are plain text,
 * descriptions are HTML inside of XML, dates are those of RFC 822 with four digits for the year.
 */

import { spoken } from '../../../domain/language/language'
import type { Feed, FeedEntry } from './feed'
import { element, xmlText } from './xml'

/** @param self the address of this feed */
export function rssText({ title, subtitle, page, updated, entries }: Feed, self: string): string {
  return [
    '<?xml version="1.0" encoding="utf-8"?>',
    '<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom">',
    '<channel>',
    element('title', title),
    element('link', page),
    element('description', html(subtitle)),
    element('language', spoken().language),
    `<atom:link rel="self" type="application/rss+xml" href="${xmlText(self)}"/>`,
    element('lastBuildDate', rfc822(updated)),
    element('generator', 'intvlm8r'),
    ...entries.map(entry => itemText(entry, page)),
    '</channel>',
    '</rss>',
    '',
  ].join('\n')
}

function itemText({ title, id, published, paragraphs }: FeedEntry, page: string): string {
  return [
    '<item>',
    element('title', title),
    element('link', page),
    `<guid isPermaLink="false">${xmlText(id)}</guid>`,
    element('pubDate', rfc822(published)),
    element('description', paragraphs.map(text => `<p>${html(text)}</p>`).join('')),
    '</item>',
  ].join('\n')
}

const html = (text: string) => xmlText(text).replaceAll('\n', '<br>')
const rfc822 = (at: number) => new Date(at).toUTCString()
