/** What is read of a mail that checks in: its recipients, its moments, its words. */
import { Readable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { headDates, recipientsIn, textOf, textPart } from '../../../src/io/mail/mail-parts'

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

it('moments that cannot be read count as missing', () => {
  const at = Date.UTC(2026, 0, 2, 3, 4, 5)
  expect(headDates(new Date(at), '2026-01-02T03:04:06Z')).toEqual({ sentAt: at, arrivedAt: at + 1_000 })
  expect(headDates(undefined, new Date(at))).toEqual({ arrivedAt: at })
  expect(headDates(new Date(at), 'yesterday')).toEqual({ sentAt: at })
  expect(headDates('', undefined)).toEqual({})
})

describe('the part with the words', () => {
  const plain = { part: '1.2', type: 'TEXT/plain' }
  const html = { part: '2', type: 'text/HTML' }
  const file = { part: '3', type: 'text/plain', disposition: 'Attachment' }

  it('is the first plain text that is no attachment, wherever it stands', () => {
    const found = { id: '1.2', isHtml: false, most: 20_000 }
    expect(textPart(plain)).toEqual(found)
    expect(
      textPart({
        type: 'multipart/mixed',
        childNodes: [
          html,
          file,
          { type: 'multipart/alternative', childNodes: [plain, { ...plain, part: '9' }] },
        ],
      }),
    ).toEqual(found)
    expect(textPart({ ...plain, disposition: 'inline' })).toEqual(found)
  })

  it('is the first HTML where there is no plain text, of which more is read', () => {
    expect(textPart({ type: 'multipart/mixed', childNodes: [file, html, { ...html, part: '9' }] })).toEqual({
      ...{ id: '2', isHtml: true, most: 200_000 },
    })
  })

  it('is the first of a mail that has one part only', () => {
    expect(textPart({ type: 'text/plain' })).toEqual({ id: '1', isHtml: false, most: 20_000 })
  })

  it('is none where there are no words', () => {
    expect(textPart(file)).toBeUndefined()
    expect(textPart({ type: 'image/png', part: '1' })).toBeUndefined()
    expect(textPart({ type: 'multipart/mixed', childNodes: [] })).toBeUndefined()
  })
})

describe('the words', () => {
  const read = (text: string, isHtml = true) =>
    textOf({ id: '1', isHtml, most: 1 }, { content: Readable.from([Buffer.from(text)]) })

  it('of plain text are as they are, with line ends of one byte, and no blanks around', async () => {
    expect(await read(' <b>a</b>\r\n\r\n\r\n&amp; b \r\n', false)).toBe('<b>a</b>\n\n\n&amp; b')
  })

  it('may come in pieces that divide a character, and not at all', async () => {
    const bytes = Buffer.from('grün')
    const content = Readable.from([bytes.subarray(0, 3), bytes.subarray(3)])
    expect(await textOf({ id: '1', isHtml: false, most: 1 }, { content })).toBe('grün')
    expect(await textOf({ id: '1', isHtml: false, most: 1 }, {})).toBe('')
  })

  it.each([
    ['a<b>b</b>c', 'abc'],
    ['<p>a</p><p>b</p>', 'a\nb'],
    ['a<br>b<BR/>c<div>d</div>e', 'a\nb\ncd\ne'],
    ['<tr><td>a</td></tr><ul><li>b</li></ul><h1>c</h1><h6>d</h6>e', 'a\nb\nc\nd\ne'],
    ['a<brx>b</pre>c</divx>d', 'abcd'],
    ['a<style>b > c</style>d<SCRIPT src=x>e</Script>f', 'adf'],
    ['<head><title>a</title></head>b<title>c</title>d', 'bd'],
    ['<header>a</header>b', 'ab'],
    ['a<style>b', 'a'],
    ['a<b', 'a'],
    ['a > b', 'a > b'],
    ['&amp;&lt;&gt;&quot;&#39;&nbsp;a&NBSP;b&AMP;', '&<>"\' a b&'],
    ['&euro; &#40;', '&euro; &#40;'],
    ['&amp;lt;', '&lt;'],
    ['  a  \n   b  ', 'a\nb'],
    ['a\n\n\n\nb\n\nc', 'a\n\nb\n\nc'],
    ['a\r\nb', 'a\nb'],
    ['', ''],
  ])('of the HTML %j are what a reader sees', async (html, seen) => {
    expect(await read(html)).toBe(seen)
  })
})
