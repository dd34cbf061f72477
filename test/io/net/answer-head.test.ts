/** Heads of answers that servers of all kinds send, and Node's parser alone would refuse. */
import { describe, expect, it } from 'vitest'
import { beginsAnswer, endOfHead, isHttp2, readHead } from '../../../src/io/net/answer-head'

const bytes = (text: string) => Buffer.from(text, 'latin1')
const mended = (text: string) => readHead(bytes(text))?.mended.toString('latin1')

describe('an answer', () => {
  it.each<[string, number]>([
    ['HTTP/1.1 200 OK', 200],
    ['HTTP/1.0 404 Not Found', 404],
    ['http/1.1\t204', 204],
    ['HTTP/2 500', 500],
    ['HTTP/12.34  301 x', 301],
    ['\r\n \r\nHTTP/1.1 200 OK', 200],
    ['HTTP/1.1 200-OK', 200],
  ])('begins with a status line: %j', (text, status) => {
    expect(beginsAnswer(bytes(text))).toBe(true)
    expect(readHead(bytes(text))?.status).toBe(status)
  })

  it.each([
    '',
    'HTTP/1.1',
    'HTTP/1.1 20',
    'HTTP/1.1 2000',
    'HTTP/1.1200 OK',
    'HTTP/1. 200',
    'x HTTP/1.1 200',
    'HTTPS/1.1 200',
  ])('does not begin with %j', text => {
    expect(beginsAnswer(bytes(text))).toBe(false)
    expect(readHead(bytes(text))).toBeUndefined()
  })

  it('begins within its first 256 bytes', () => {
    expect(beginsAnswer(bytes(`${' '.repeat(256 - 12)}HTTP/1.1 200`))).toBe(true)
    expect(beginsAnswer(bytes(`${' '.repeat(257 - 12)}HTTP/1.1 200`))).toBe(false)
  })
})

describe('the end of a head', () => {
  it.each<[string, number | undefined]>([
    ['HTTP/1.1 200 OK\r\nA: b\r\n\r\nbody', 25],
    ['HTTP/1.1 200 OK\nA: b\n\nbody', 22],
    ['HTTP/1.1 200 OK\nA: b\n\r\nbody', 23],
    ['HTTP/1.1 200 OK\r\nA: b\r\n', undefined],
    ['\r\n\r\nHTTP/1.1 200 OK\r\n\r\n', 23],
    ['\r\n\r\n', undefined],
  ])('of %j is behind its blank line', (text, end) => {
    expect(endOfHead(bytes(text))).toBe(end)
  })

  it('is found wherever the bytes were divided', () => {
    const text = bytes('HTTP/1.1 200 OK\r\nA: b\r\n\r\nbody')
    for (let from = 0; from <= 25; from++) expect([from, endOfHead(text, from)]).toEqual([from, 25])
    expect(endOfHead(bytes('HTTP/1.1 200 OK\r\n\r\nA\r\n\r\n'), 22)).toBe(24)
  })
})

describe('a head', () => {
  it.each<[string, string, string]>([
    ['is left as it is where it is right', 'A: b\r\nC-d: e f', 'A: b\r\nC-d: e f\r\n'],
    ['may have line ends of one byte', 'A: b\nC: d', 'A: b\r\nC: d\r\n'],
    ['goes on in indented lines', 'A: b\r\n  c\r\n\td\r\nE: f', 'A: b c d\r\nE: f\r\n'],
    ['cannot begin with an indented line', ' c\r\nA: b', 'A: b\r\n'],
    ['loses lines without a colon', 'nonsense\r\nA: b\r\n: c', 'A: b\r\n'],
    ['loses names with blanks or other odd characters', 'A b: c\r\nD(): e\r\nF: g', 'F: g\r\n'],
    [
      'has names with all the characters that they may have',
      "!#$%&'*+.^`|~-_9: x",
      "!#$%&'*+.^`|~-_9: x\r\n",
    ],
    ['may have blanks before a colon', 'A : b', 'A: b\r\n'],
    ['keeps further colons', 'A: b:c', 'A: b:c\r\n'],
    [
      'has blanks for control characters, and keeps tabs',
      'A: b\x00c\x1fd\x7fe\tf\x0bg',
      'A: b c d e\tf g\r\n',
    ],
    [
      'has one length where it is named twice',
      'Content-Length: 5\r\ncontent-length: 5',
      'Content-Length: 5\r\n',
    ],
    ['has one length of a list of the same', 'A: b\r\nContent-Length: 5, 5', 'A: b\r\nContent-Length: 5\r\n'],
    ['has no length of several', 'Content-Length: 5\r\nContent-Length: 6\r\nA: b', 'A: b\r\n'],
    ['has no length that is no number', 'Content-Length: 5x\r\nA: b', 'A: b\r\n'],
    ['has no length below zero', 'Content-Length: -5', ''],
    ['has no length of 16 digits', 'Content-Length: 1234567890123456', ''],
    ['has a length of 15 digits', 'Content-Length: 123456789012345', 'Content-Length: 123456789012345\r\n'],
    [
      'is chunked, whatever its length',
      'Content-Length: 5\r\nTransfer-Encoding: gzip, Chunked\r\nA: b',
      'A: b\r\nTransfer-Encoding: chunked\r\n',
    ],
    [
      'is not chunked by a word that begins like it',
      'Transfer-Encoding: chunkedy\r\nContent-Length: 5',
      'Content-Length: 5\r\n',
    ],
    ['may be cut off anywhere', 'A: b\r\nContent-Le', 'A: b\r\n'],
  ])('%s', (_what, head, after) => {
    expect(mended(`HTTP/1.1 200 OK\r\n${head}\r\n\r\n`)).toBe(`HTTP/1.1 200 \r\n${after}\r\n`)
  })

  it('has the version and the status that Node takes', () => {
    expect(mended('\r\nhttp/3 404 gone\r\n\r\n')).toBe('HTTP/1.1 404 \r\n\r\n')
  })
})

it('frames of HTTP/2 are known by their type and their stream', () => {
  const settings = [0, 0, 0, 4, 0, 0, 0, 0, 0]
  const frame = (at: number, value: number) => settings.map((byte, index) => (index === at ? value : byte))
  for (const [numbers, is] of [
    [settings, true],
    [frame(3, 7), true],
    [frame(3, 5), false],
    [frame(0, 1), false],
    [frame(8, 1), false],
    [frame(5, 1), false],
    [settings.slice(0, 8), false],
    [[...settings, 1], true],
  ] as const)
    expect([numbers, isHttp2(Buffer.from(numbers))]).toEqual([numbers, is])
})
