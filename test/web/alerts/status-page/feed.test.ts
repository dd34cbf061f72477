import { describe, expect, test } from 'vitest'
import { atomText } from '../../../../src/web/alerts/status-page/atom'
import { feedOf } from '../../../../src/web/alerts/status-page/feed'
import { rssText } from '../../../../src/web/alerts/status-page/rss'
import type { ShownOutage, Snapshot } from '../../../../src/web/alerts/status-page/snapshot'
import { xmlText } from '../../../../src/web/alerts/status-page/xml'
import { inZone } from '../../../support/zone'

const HOUR = 3_600_000
const NOW = Date.UTC(2026, 10, 28, 12)
const outage = (given: Partial<ShownOutage> = {}) =>
  ({ check: 'an id', name: 'NAS', due: NOW - 2 * HOUR, notes: [], ...given }) as ShownOutage

function feed(...outages: readonly ShownOutage[]) {
  const snapshot = { at: NOW, title: 'At <home>', overall: { words: 'All 3 checks are up' }, outages }
  const place = { page: 'http://pi/status/home', id: 'urn:x:home', publicId: (id: string) => `public ${id}` }
  return inZone('UTC', () => feedOf(snapshot as unknown as Snapshot, place))
}

describe('the feed of a page', () => {
  test('without outages was changed when it was read', () => {
    expect(feed()).toEqual({
      title: 'At <home>',
      subtitle: 'All 3 checks are up',
      id: 'urn:x:home',
      page: 'http://pi/status/home',
      updated: NOW,
      entries: [],
    })
  })

  test('has an entry for an outage that goes on', () => {
    expect(feed(outage()).entries).toEqual([
      {
        title: 'NAS is down',
        id: `urn:x:home:public an id:${NOW - 2 * HOUR}`,
        published: NOW - 2 * HOUR,
        updated: NOW - 2 * HOUR,
        summary: 'Down since Sat 28 Nov 2026 10:00 UTC+00:00.',
        paragraphs: ['Down since Sat 28 Nov 2026 10:00 UTC+00:00.'],
      },
    ])
  })

  test('has one for an outage that is over, and for one whose end nobody knows', () => {
    const [over, lost] = feed(outage({ until: NOW - HOUR }), outage({ isLost: true })).entries
    expect(over).toMatchObject({
      title: 'NAS was down',
      published: NOW - 2 * HOUR,
      updated: NOW - HOUR,
      summary: 'Down from Sat 28 Nov 2026 10:00 UTC+00:00 to Sat 28 Nov 2026 11:00 UTC+00:00.',
    })
    expect(lost).toMatchObject({
      title: 'NAS was down',
      updated: NOW - 2 * HOUR,
      summary: 'Down from Sat 28 Nov 2026 10:00 UTC+00:00; when it ended is not known.',
    })
  })

  test('has the notes before the time of the outage, and was changed by the last of all', () => {
    const notes = [
      { at: NOW - 60_000, text: 'A new disk.' },
      { at: NOW - HOUR, text: 'We look.' },
    ]
    const { updated, entries } = feed(outage(), outage({ notes: notes as never }))
    expect(updated).toBe(NOW - 60_000)
    expect(entries[1]).toMatchObject({
      updated: NOW - 60_000,
      summary: '2 notes',
      paragraphs: [
        'Sat 28 Nov 2026 11:59 UTC+00:00: A new disk.',
        'Sat 28 Nov 2026 11:00 UTC+00:00: We look.',
        'Down since Sat 28 Nov 2026 10:00 UTC+00:00.',
      ],
    })
    expect(feed(outage({ notes: notes.slice(1) as never })).entries[0]?.summary).toBe('1 note')
  })
})

const ENTRY = {
  title: 'A & B',
  id: 'urn:x:1',
  published: NOW - HOUR,
  updated: NOW,
  summary: '1 note',
  paragraphs: ['a <b>\nc', 'd'],
}
const FEED = {
  title: 'At "home"',
  subtitle: 'All up',
  id: 'urn:x',
  page: 'http://pi/?a&b',
  updated: NOW,
  entries: [ENTRY],
}

test('a feed is written as Atom', () => {
  expect(atomText(FEED, 'http://pi/feed?a&b')).toBe(`<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">
<title>At &#34;home&#34;</title>
<subtitle>All up</subtitle>
<id>urn:x</id>
<link rel="self" type="application/atom+xml" href="http://pi/feed?a&#38;b"/>
<link rel="alternate" type="text/html" href="http://pi/?a&#38;b"/>
<updated>2026-11-28T12:00:00.000Z</updated>
<author><name>At &#34;home&#34;</name></author>
<generator>intvlm8r</generator>
<entry>
<title>A &#38; B</title>
<id>urn:x:1</id>
<link rel="alternate" type="text/html" href="http://pi/?a&#38;b"/>
<published>2026-11-28T11:00:00.000Z</published>
<updated>2026-11-28T12:00:00.000Z</updated>
<content type="text">a &#60;b&#62;
c

d</content>
<summary>1 note</summary>
</entry>
</feed>
`)
})

test('the same feed is written as RSS', () => {
  expect(rssText(FEED, 'http://pi/feed.rss?a&b')).toBe(`<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom">
<channel>
<title>At &#34;home&#34;</title>
<link>http://pi/?a&#38;b</link>
<description>All up</description>
<language>en</language>
<atom:link rel="self" type="application/rss+xml" href="http://pi/feed.rss?a&#38;b"/>
<lastBuildDate>Sat, 28 Nov 2026 12:00:00 GMT</lastBuildDate>
<generator>intvlm8r</generator>
<item>
<title>A &#38; B</title>
<link>http://pi/?a&#38;b</link>
<guid isPermaLink="false">urn:x:1</guid>
<pubDate>Sat, 28 Nov 2026 11:00:00 GMT</pubDate>
<description>&#60;p&#62;a &#38;#60;b&#38;#62;&#60;br&#62;c&#60;/p&#62;&#60;p&#62;d&#60;/p&#62;</description>
</item>
</channel>
</rss>
`)
})

test('characters that XML cannot hold are replaced, and its own are written as numbers', () => {
  expect(xmlText(`a\n<&>"'\u0000\u001f\ud800\ufffe😀`)).toBe(
    'a\n&#60;&#38;&#62;&#34;&#39;\ufffd\ufffd\ufffd\ufffd😀',
  )
})
