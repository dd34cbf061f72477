import { describe, expect, it } from 'vitest'
import { readJsonParts } from '../../../src/io/files/json-parts'

/** The text in pieces of that many characters. */
async function* pieces(text: string, size: number) {
  for (let at = 0; at < text.length; at += size) yield text.slice(at, at + size)
}

async function partsOf(text: string, size = text.length || 1) {
  const parts: unknown[][] = []
  for await (const { key, index, value } of readJsonParts(pieces(text, size))) parts.push([key, index, value])
  return parts
}

const WHOLE = {
  'a "name"\\': 'brackets ]}{[ and "quotes" \\',
  number: -1.5e3,
  none: null,
  list: [{ deep: [1, { x: ['}'] }] }, 'text, with: all', 7, [], {}],
  empty: [],
  object: { list: [1, 2] },
}

const PARTS = [
  ['a "name"\\', undefined, 'brackets ]}{[ and "quotes" \\'],
  ['number', undefined, -1500],
  ['none', undefined, null],
  ['list', 0, { deep: [1, { x: ['}'] }] }],
  ['list', 1, 'text, with: all'],
  ['list', 2, 7],
  ['list', 3, []],
  ['list', 4, {}],
  ['empty', undefined, []],
  ['object', undefined, { list: [1, 2] }],
]

describe('JSON piece by piece', () => {
  it.each([1, 2, 3, 7, 64, 10_000])('is read whatever its layout, in pieces of %i characters', async size => {
    for (const indent of [undefined, 1, 2, '\t'])
      expect(await partsOf(JSON.stringify(WHOLE, null, indent), size)).toEqual(PARTS)
    expect(await partsOf(' {\r\n} ', size)).toEqual([])
  })

  it.each([
    '',
    '[]',
    '"text"',
    '{',
    '{"a": 1',
    '{"a": 1}}',
    '{"a": 1} x',
    '{"a" 1}',
    '{"a": }',
    '{"a": 1,}',
    '{a: 1}',
    '{1: 1}',
    '{"a": [1, 2}',
    '{"a": [1 2]}',
    '{"a": [1,]}',
    '{"a": {"b": [}]}',
    '{"a": "half',
    '{"a": tru}',
    "{'a': 1}",
    '{"a": 1 "b": 2}',
  ])('that is none is refused: %s', async text => {
    expect(() => {
      const json = JSON.parse(text)
      // JSON, but no object.
      if (typeof json !== 'object' || Array.isArray(json)) throw new SyntaxError()
    }).toThrow(SyntaxError)
    await expect(partsOf(text)).rejects.toThrow(SyntaxError)
    await expect(partsOf(text, 1)).rejects.toThrow(SyntaxError)
  })

  it('holds one part at a time', async () => {
    let given = 0
    async function* endless() {
      yield '{"list": ['
      for (;;) {
        given++
        yield `{"n": ${given}},`
      }
    }
    let read = 0
    for await (const { index, value } of readJsonParts(endless())) {
      expect({ index, value }).toEqual({ index: read, value: { n: read + 1 } })
      if (++read === 1_000) break
    }
    expect(read).toBe(1_000)
    expect(given).toBeLessThan(1_010)
  })

  it('a part that never ends is refused before it fills the memory', async () => {
    async function* endless() {
      yield '{"a": "'
      for (;;) yield 'x'.repeat(1_000_000)
    }
    await expect(async () => {
      for await (const _ of readJsonParts(endless())) expect.unreachable()
    }).rejects.toThrow('a part is too large')
  })
})
