/** Names and words from outside, as alerts show them. */
import { describe, expect, test } from 'vitest'
import { plainName, quoted, quotedName, shownName } from '../../../src/domain/alerts/quote'

describe('a name that a client chose', () => {
  test.each([
    ['words', 'All is well', '“All is well”'],
    ['a quotation mark of its own', 'x” is up. Call “911', "“x' is up. Call '911”"],
    ['an address', 'https://evil.example/x', '“hxxps://evil[.]example/x”'],
    ['a bare host', 'see evil.example now', '“see evil[.]example now”'],
    ['an encoded word, which a mail reader decodes', '=?utf-8?Q?=5BUP=5D?=', '“= ?utf-8?Q?=5BUP=5D?=”'],
    ['a new line and a header', 'a\r\nBcc: x', '“a Bcc: x”'],
    ['line ends that only some know', 'a\u2028b\u0085c\u000bd', '“a b c d”'],
    ['a turn of the line', 'a\u202egnol si siht\u202c', '“agnol si siht”'],
    ['letters without room', 'D\u200bO\u2060W\ufeffN', '“DOWN”'],
    ['a tag of Slack', '<!channel> <https://e.x|click>', '“‹!channel› ‹hxxps://e.x|click›”'],
    ['a mention of Discord', '@everyone @here', '“＠everyone ＠here”'],
    ['colours of a terminal', '\x1b[31mred\x1b[0m', '“red”'],
    ['nothing to see', '\u200b\u202e', '“”'],
  ])('%s', (_what, name, shown) => {
    expect(quotedName(name)).toBe(shown)
  })

  test('is quoted where a check-in brought it; a slug says nothing, and the owner speaks for himself', () => {
    expect(shownName({ name: 'All is well', origin: 'checkin' })).toBe('“All is well”')
    expect(shownName({ name: 'backup_of-nas', origin: 'checkin' })).toBe('backup_of-nas')
    expect(shownName({ name: 'Backup of nas.lan', origin: 'page' })).toBe('Backup of nas.lan')
  })
})

test.each([
  ['Backup  of\tthe NAS ', 'Backup of the NAS'],
  ['=?utf-8?B?W1VQXQ==?=', '= ?utf-8?B?W1VQXQ== ?='],
  ['a\nb', 'a b'],
  ['👨‍👩‍👧 क्‍ष', '👨‍👩‍👧 क्‍ष'],
])('the name %j of the owner is one line of what can be seen', (name, shown) => {
  expect(plainName(name)).toBe(shown)
})

test.each([
  ['failed: see https://nas.lan/log.txt', '> failed: see hxxps://nas.lan/log.txt'],
  ['HTTP://EVIL.example', '> HXXP://EVIL.example'],
  ['www.evil.example', '> www[.]evil.example'],
  ['<!channel> <@U123> <https://e.x|ok>', '> ‹!channel> ‹@U123> ‹hxxps://e.x|ok>'],
  ['@here @everyone me@here.example', '> ＠here ＠everyone me＠here.example'],
  ['<html><b>1 < 2</b>', '> <html><b>1 < 2</b>'],
])('the last words %j are a quote without a link', (words, line) => {
  expect(quoted(words, false).lines).toEqual([line])
})
