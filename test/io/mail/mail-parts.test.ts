/** What is read of a mail that checks in: its recipients, its moments, its words. */
import { Readable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { alertKeyIn, headDates, recipientsIn, textOf, textParts } from '../../../src/io/mail/mail-parts'

describe('recipients', () => {
  const found = (text: string) => recipientsIn(Buffer.from(text))

  it('are all addresses in the headers, in small letters, each once', () => {
    expect(
      found(
        'To: "Nas, of mine" <Nas+Backup@Example.org>, other@example.org;\r\nCc: nas+backup@example.org\r\n',
      ),
    ).toEqual(['nas+backup@example.org', 'other@example.org'])
  })

  it('may stand in lines that go on, and in lines of any end', () => {
    expect(found('To: a@example.org,\r\n b@example.org,\n\tc@example.org\nCc: d@example.org')).toEqual([
      'a@example.org',
      'b@example.org',
      'c@example.org',
      'd@example.org',
    ])
  })

  it('are no part of the name of a header, and none without both sides', () => {
    expect(found('x@y: a@example.org')).toEqual(['a@example.org'])
    expect(found('To: a@, @b, c, d@e@f')).toEqual(['d@e'])
    expect(found('a@example.org')).toEqual(['a@example.org'])
  })

  it('are none where there is no header', () => {
    expect([recipientsIn(undefined), found('')]).toEqual([[], []])
  })
})

it('an alert is known by its own header, wherever a line of it ends', () => {
  const found = (text: string) => alertKeyIn(Buffer.from(text))
  expect(found('To: a@example.org\r\nX-Intvlm8r-Alert: intvlm8r-c-1\r\n')).toBe('intvlm8r-c-1')
  expect(found('x-intvlm8r-alert:\r\n intvlm8r-c-1\r\nTo: a@example.org\r\n')).toBe('intvlm8r-c-1')
  expect([found('To: X-Intvlm8r-Alert: c'), found(''), alertKeyIn(undefined)]).toEqual([
    undefined,
    undefined,
    undefined,
  ])
})

it('moments that cannot be read count as missing', () => {
  const at = Date.UTC(2026, 0, 2, 3, 4, 5)
  expect(headDates(new Date(at), '2026-01-02T03:04:06Z')).toEqual({ sentAt: at, arrivedAt: at + 1_000 })
  expect(headDates(undefined, new Date(at))).toEqual({ arrivedAt: at })
  expect(headDates(new Date(at), 'yesterday')).toEqual({ sentAt: at })
  expect(headDates('', undefined)).toEqual({})
})

describe('the parts with the words', () => {
  const plain = { part: '1.2', type: 'TEXT/plain' }
  const html = { part: '2', type: 'text/HTML' }
  const file = { part: '3', type: 'text/plain', disposition: 'Attachment' }
  const found = { id: '1.2', isHtml: false }

  it('are the first plain text and the first HTML, wherever they stand', () => {
    expect(textParts(plain)).toEqual([found])
    expect(
      textParts({
        type: 'multipart/mixed',
        childNodes: [
          { type: 'multipart/alternative', childNodes: [html, plain, { ...plain, part: '9' }] },
          { ...html, part: '8' },
        ],
      }),
    ).toEqual([found, { id: '2', isHtml: true }])
    expect(textParts({ ...plain, disposition: 'inline' })).toEqual([found])
  })

  it('are no attachments, nor in one, as those of a mail that is attached', () => {
    const attached = { type: 'message/rfc822', disposition: 'attachment', childNodes: [plain] }
    expect(textParts({ type: 'multipart/mixed', childNodes: [file, attached, html] })).toEqual([
      { id: '2', isHtml: true },
    ])
  })

  it('are the one part of a mail that has no others', () => {
    expect(textParts({ type: 'text/plain' })).toEqual([{ id: '1', isHtml: false }])
  })

  it('are none where there are no words', () => {
    expect(textParts(file)).toEqual([])
    expect(textParts({ type: 'image/png', part: '1' })).toEqual([])
    expect(textParts({ type: 'multipart/mixed', childNodes: [] })).toEqual([])
  })
})

describe('the words', () => {
  const read = (text: string, isHtml = true) =>
    textOf({ id: '1', isHtml }, { content: Readable.from([Buffer.from(text)]) }, () => {})

  it('of plain text are as they are, with line ends of one byte, and no blanks around', async () => {
    expect(await read(' <b>a</b>\r\n\r\n\r\n&amp; b \r\n', false)).toBe('<b>a</b>\n\n\n&amp; b')
  })

  it('may come in pieces that divide a character, each of which is reported, and not at all', async () => {
    const bytes = Buffer.from('grün')
    const content = Readable.from([bytes.subarray(0, 3), bytes.subarray(3)])
    const part = { id: '1', isHtml: false }
    let pieces = 0
    const onChunk = () => void pieces++
    expect(await textOf(part, { content }, onChunk)).toBe('grün')
    expect(await textOf(part, {}, onChunk)).toBe('')
    expect(pieces).toBe(2)
  })

  it.each([
    ['a<b>b</b>c', 'abc'],
    ['<p>a</p><p>b</p>', 'a\nb'],
    ['a<br>b<BR/>c<div>d</div>e', 'a\nb\ncd\ne'],
    ['<tr><td>a</td></tr><ul><li>b</li></ul><h1>c</h1><h6>d</h6>e', 'a\nb\nc\nd\ne'],
    ['a<brx>b</prex>c</divx>d', 'abcd'],
    ['<pre>a\n  b\r\n\r\nc</pre>d\ne', 'a\nb\n\nc\nd e'],
    ['<table><tr><th>Jobs</th><th>State</th></tr><tr><td>1</td><td>failed</td></tr>', 'Jobs State\n1 failed'],
    ['a<!-- if x > 1 failed -->b<!---->c', 'abc'],
    ['a<!-- b', 'a'],
    ['İİİ<style>b</style>c', 'İİİc'],
    ['a<style>b > c</style>d<SCRIPT src=x>e</Script>f', 'adf'],
    ['<head><title>a</title></head>b<title>c</title>d', 'bd'],
    ['<header>a</header>b', 'ab'],
    ['a<style>b', 'a'],
    ['a<b', 'a'],
    ['a > b', 'a > b'],
    ['&amp;&lt;&gt;&quot;&#39;&nbsp;a&NBSP;b&AMP;', '&<>"\' a b&'],
    [
      'St&ouml;rung, &Uuml;bertragung abgeschlo&szlig;en&yuml; 5&nbsp;&euro;',
      'Störung, Übertragung abgeschloßenÿ 5 €',
    ],
    ['&#40;&#252;&#xFC;&#x1F600;&#10;a', '(üü😀 a'],
    ['&#1114112; &unknown; &#xFFFFFF; & b', '&#1114112; &unknown; &#xFFFFFF; & b'],
    ['&amp;lt;', '&lt;'],
    ['  a  \n   b  ', 'a b'],
    ['a<br>\n<br><br>\n<br>b', 'a\n\nb'],
    ['Backup\r\n failed', 'Backup failed'],
    ['', ''],
  ])('of the HTML %j are what a reader sees', async (html, seen) => {
    expect(await read(html)).toBe(seen)
  })
})
