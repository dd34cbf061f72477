import { spawnSync } from 'node:child_process'
import express, { type Request } from 'express'
import fc from 'fast-check'
import supertest from 'supertest'
import { describe, expect, test } from 'vitest'
import { STATUSES } from '../../../src/domain/watch/status'
import { badge, badgeDoor, labelOf } from '../../../src/web/watch/badges'
import { publicId } from '../../../src/web/watch/public-ids'
import { plan } from '../../support/watch'

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
  expect(titles).toHaveLength(labels.length)
  for (const [index, title] of titles.entries()) {
    expect(title, JSON.stringify(labels[index])).toMatch(new RegExp(`: ${status}$`))
  }
})

test('keeps every character of a label that XML can hold', () => {
  const labels = ['Über & <größer> "als" \'je\' 😀', '\u{10ffff}', '日本']
  expect(titlesOf(labels.map(label => badge(label, 'up')))).toEqual(labels.map(label => `${label}: up`))
})

test('is a small flat picture, as wide as its words, in the colour of its status', () => {
  expect(badge('NAS <1>', 'down')).toBe(
    '<svg xmlns="http://www.w3.org/2000/svg" width="96" height="20" role="img" aria-label="NAS &#60;1&#62;: down">' +
      '<title>NAS &#60;1&#62;: down</title>' +
      '<clipPath id="r"><rect width="96" height="20" rx="3"/></clipPath>' +
      '<g clip-path="url(#r)"><rect width="58" height="20" fill="#3c4043"/>' +
      '<rect x="58" width="38" height="20" fill="#b3261e"/></g>' +
      '<g fill="#fff" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11">' +
      '<text x="6" y="14" textLength="46">NAS &#60;1&#62;</text>' +
      '<text x="64" y="14" textLength="26">down</text></g></svg>',
  )
})

test.each([
  ['up', '#2e7d32'],
  ['late', '#8a5a00'],
  ['blind', '#8a5a00'],
  ['down', '#b3261e'],
  ['new', '#5f6368'],
  ['paused', '#5f6368'],
  ['unknown', '#5f6368'],
] as const)('of the status %s has the colour %s, whatever words stand for it', (status, colour) => {
  const picture = badge('x', status, 'in maintenance')
  expect(picture).toContain(`fill="${colour}"/></g>`)
  expect(picture).toContain('<title>x: in maintenance</title>')
})

test('shows the first 60 characters of a label', () => {
  expect(badge('😀'.repeat(61), 'up')).toContain(`>${'😀'.repeat(60)}</text>`)
})

test('has the label of its address, else its own', () => {
  const label = (query: object) => labelOf({ query } as Request, 'own')
  expect([{ label: 'mine' }, { label: '' }, { label: ['a', 'b'] }, {}].map(label)).toEqual([
    ...['mine', 'own', 'own', 'own'],
  ])
})

describe('the address of a badge', () => {
  const ID = '00000000-0000-4000-8000-000000000001'
  const secret = Buffer.alloc(32, 1)
  const shown = publicId(ID, secret)
  const door = badgeDoor({
    checks: {
      get: async (id: string) =>
        id === ID ? { check: { ...plan('NAS'), id }, state: { status: 'down' }, due: undefined } : undefined,
    },
    apiKeys: { installationSecret: async () => secret },
    windows: async () => [],
    queue: {},
    now: () => 0,
  } as never)
  const app = express().use(door)

  test.each([
    [`${shown}.json`, 200, 'NAS', 'down'],
    [`${shown}.svg.json`, 404, 'check', 'unknown'],
    [`${ID}.json`, 404, 'check', 'unknown'],
    ['.json', 404, 'check', 'unknown'],
    [`${'0'.repeat(32)}.json`, 404, 'check', 'unknown'],
  ])('%s is that of a check by its public id alone', async (file, status, label, message) => {
    const answer = await supertest(app).get(`/badge/${file}`)
    expect([answer.status, answer.body.label, answer.body.message]).toEqual([status, label, message])
  })

  test.each([
    [`${shown}.svg`, 200, 'NAS: down'],
    [`${shown}.svgz`, 404, 'check: unknown'],
    [`${shown}.json5`, 404, 'check: unknown'],
    [shown, 404, 'check: unknown'],
    [`x${shown}.svg`, 404, 'check: unknown'],
  ])('%s is a picture', async (file, status, title) => {
    const answer = await supertest(app).get(`/badge/${file}`)
    expect([answer.status, /<title>(.*)<\/title>/.exec(String(answer.body))?.[1]]).toEqual([status, title])
  })
})
