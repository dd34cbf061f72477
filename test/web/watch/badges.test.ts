import { spawnSync } from 'node:child_process'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { STATUSES } from '../../../src/domain/watch/status'
import { badge } from '../../../src/web/watch/badges'

/** Parses each text with expat, and returns the badge's title, or the parser's complaint. */
const PARSE = `
import json, sys, xml.etree.ElementTree as tree
def title(text):
  try:
    return tree.fromstring(text.encode('utf-8', 'surrogatepass')).find('{http://www.w3.org/2000/svg}title').text
  except tree.ParseError as error:
    return 'FAULT ' + str(error)
json.dump([title(text) for text in json.load(sys.stdin)], sys.stdout)`

function titlesOf(badges: readonly string[]): string[] {
  const { stdout, stderr } = spawnSync('python3', ['-c', PARSE], {
    input: JSON.stringify(badges),
    encoding: 'utf8',
  })
  if (stdout === '') throw new Error(stderr)
  return JSON.parse(stdout)
}

const codes = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => String.fromCharCode(from + index))

const ODD = [
  ...codes(0x00, 0x20),
  ...codes(0x7f, 0xa0),
  ...codes(0xd7ff, 0xd802),
  ...codes(0xdffe, 0xe000),
  ...codes(0xfff8, 0xffff),
  ...[
    '\u{10000}',
    '\u{1fffe}',
    '\u{1ffff}',
    '\u{10ffff}',
    '😀',
    '&',
    '<',
    '>',
    '"',
    "'",
    ']]>',
    '<!--',
    '&#0;',
  ],
]

test.each(STATUSES)('is well-formed XML with whatever label (%s)', status => {
  const drawn = fc.sample(fc.string({ unit: 'binary', maxLength: 80 }), 300)
  const halves = drawn.map(text => [...text].map(character => character.slice(-1)).join(''))
  const labels = [...ODD, ...ODD.map(odd => `a${odd}b`), ...drawn, ...halves]
  const titles = titlesOf(labels.map(label => badge(label, status)))
  for (const [index, title] of titles.entries()) {
    expect(title, JSON.stringify(labels[index])).toMatch(new RegExp(`: ${status}$`))
  }
})

test('keeps every character of a label that XML can hold', () => {
  const labels = ['Über & <größer> "als" \'je\' 😀', '\u{10ffff}', '日本']
  expect(titlesOf(labels.map(label => badge(label, 'up')))).toEqual(labels.map(label => `${label}: up`))
})
