/** The text of an INI, line by line. */
import { describe, expect, test } from 'vitest'
import { findSection, isTooBroken, scanIni } from '../../../src/config/ini/ini-text'

/** The sections with their keys and values. */
const read = (text: string) =>
  scanIni(text).sections.map(({ name, entries }) => [name, ...entries.map(({ key, value }) => [key, value])])
const faultsOf = (text: string) =>
  scanIni(text).faults.map(({ section, key, reason }) => [section, key, reason].join('|'))
const stray = (line: number) =>
  `line ${line} is neither "key = value" nor a [section]; mend it, or put a ; in front of it`

test.each([
  ['[a]\nb = c', [['a', ['b', 'c']]]],
  ['[a]\nB: c = d', [['a', ['b', 'c = d']]]],
  ['[a]\nb = c : d', [['a', ['b', 'c : d']]]],
  ['[a]\n b=\n', [['a', ['b', '']]]],
  ['[a]\nb = c ; d', [['a', ['b', 'c']]]],
  ['[a]\nb = c\t# d', [['a', ['b', 'c']]]],
  ['[a]\nb = c;d#e', [['a', ['b', 'c;d#e']]]],
  ['[a]\nb = ; c', [['a', ['b', '']]]],
  ['[a]\nb =  c  ', [['a', ['b', 'c']]]],
  ['[a]\nb = c\n  d\n\te', [['a', ['b', 'c\nd\ne']]]],
  ['[a]\nb = c\n\n  d', [['a', ['b', 'c\n\nd']]]],
  ['[a]\nb = c\n  ; no\n  d', [['a', ['b', 'c\nd']]]],
  ['[a]\n  b = c\n  d = e', [['a', ['b', 'c'], ['d', 'e']]]],
  ['[a] b ] c', [['a] b ']]],
  ['  [a]', [['a']]],
  ['[[a]', [['[a']]],
  ['; [a]\n#[b]\n[c];', [['c']]],
  ['', []],
])('%j is %j', (text, sections) => {
  expect(read(text)).toEqual(sections)
  expect(faultsOf(text)).toEqual([])
})

describe('a line', () => {
  test.each([
    [
      'a\nb',
      [
        ['a', '\n'],
        ['b', ''],
      ],
    ],
    ['a\n', [['a', '\n']]],
    [
      'a\r\nb\rc\n',
      [
        ['a', '\r\n'],
        ['b', '\r'],
        ['c', '\n'],
      ],
    ],
    ['a\r', [['a', '\r']]],
    [
      'a\rb',
      [
        ['a', '\r'],
        ['b', ''],
      ],
    ],
    [
      '\n\r\n',
      [
        ['', '\n'],
        ['', '\r\n'],
      ],
    ],
    ['', []],
  ])('of %j keeps its end', (text, lines) => {
    expect(scanIni(text).lines.map(({ text, eol }) => [text, eol])).toEqual(lines)
  })

  test('tells where its value stands', () => {
    const [section] = scanIni('[a]\n  Key =  value ; more\nb=\n  c').sections
    expect(section).toEqual({
      name: 'a',
      line: 0,
      entries: [
        { key: 'key', line: 1, from: 9, to: 14, value: 'value', more: [] },
        { key: 'b', line: 2, from: 2, to: 2, value: '\nc', more: [3] },
      ],
    })
  })

  test('may have a byte order mark in front of all others, and nowhere else', () => {
    expect(scanIni('\uFEFF[a]\nb = c')).toMatchObject({ bom: '\uFEFF', sections: [{ name: 'a' }] })
    expect(scanIni('[a]\nb = c\uFEFF')).toMatchObject({ bom: '' })
  })
})

describe('a fault', () => {
  const BEFORE = "stands before the first [section]; put the section's name above it"
  test.each([
    ['[a]\nb', [`a||${stray(2)}`]],
    ['[a]\n= b', [`a||${stray(2)}`]],
    ['[a]\n : b', [`a||${stray(2)}`]],
    ['[]', [`||line 1 ${BEFORE}`]],
    ['[a]\n[]', [`a||${stray(2)}`]],
    ['a = b', [`||line 1 ${BEFORE}`]],
    ['[a]\nb]', [`a||${stray(2)}`]],
    ['[a]\nB = 1\nb = 2', ['a|b|stands twice, in lines 2 and 3; keep one of them']],
    ['[a]\n[A]', ['A||stands twice, in lines 1 and 2; keep one of them']],
    ['[a]\nb = 1\n[c]\nb = 1', []],
    [
      '[a]\nb = 1\nb = 2\nb = 3',
      [
        'a|b|stands twice, in lines 2 and 3; keep one of them',
        'a|b|stands twice, in lines 2 and 4; keep one of them',
      ],
    ],
  ])('of %j is named', (text, faults) => {
    expect(faultsOf(text)).toEqual(faults)
  })

  test('is one of 20 at most, and then there may be more', () => {
    const broken = (count: number) => scanIni(`[a]\n${'x\n'.repeat(count)}`)
    expect(broken(19).faults).toHaveLength(19)
    expect(isTooBroken(broken(19))).toBe(false)
    expect(broken(20).faults).toHaveLength(20)
    expect(isTooBroken(broken(20))).toBe(true)
    expect(broken(30).faults).toHaveLength(20)
  })
})

describe('an INI', () => {
  const MORE = 'that an INI may have; make checks on the page or by the API'

  test('has 2,000 sections at most', () => {
    const many = (count: number) => Array.from({ length: count }, (_, n) => `[s${n}]\n`).join('')
    expect(scanIni(many(2_000))).toMatchObject({ isCut: false, faults: [] })
    const found = scanIni(many(2_002))
    expect([found.isCut, found.sections.length, isTooBroken(found)]).toEqual([true, 2_001, true])
    expect(found.faults).toEqual([
      { section: 's2000', key: '', reason: `line 2001 goes beyond the 2000 sections ${MORE}` },
    ])
  })

  test('has 20,000 keys at most', () => {
    const many = (count: number) => `[a]\n${Array.from({ length: count }, (_, n) => `k${n}=\n`).join('')}`
    expect(scanIni(many(20_000))).toMatchObject({ isCut: false, faults: [] })
    const found = scanIni(many(20_002))
    expect([found.isCut, found.sections[0]?.entries.length, isTooBroken(found)]).toEqual([true, 20_001, true])
    expect(found.faults).toEqual([
      { section: 'a', key: '', reason: `line 20002 goes beyond the 20000 keys ${MORE}` },
    ])
  })
})

test('a section is found by its name in any case', () => {
  const { sections } = scanIni('[One]\n[two]')
  expect(findSection(sections, 'ONE')?.line).toBe(0)
  expect(findSection(sections, 'Two')?.line).toBe(1)
  expect(findSection(sections, 'three')).toBeUndefined()
})
