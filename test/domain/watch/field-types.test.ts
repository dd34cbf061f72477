import { describe, expect, test } from 'vitest'
import type { FieldType } from '../../../src/domain/watch/field-type'
import {
  AS_IT_STANDS,
  choice,
  count,
  either,
  flag,
  line,
  lines,
  pattern,
  span,
  words,
} from '../../../src/domain/watch/field-types'

const HOUR = 3_600_000
const MOST = 400 * 24 * HOUR

/** The reasons that are given for a value, however it was written. */
const faultsOf = <T>({ rules }: FieldType<T>, value: T) =>
  rules.filter(rule => !rule.holds(value)).map(({ reason }) => reason)

describe('a span of time', () => {
  const type = () => span(1_000, '30m or 2h')
  const BOUNDS = 'has to be from 1 s to 400 days, such as 30m or 2h'

  test.each([
    [999, [BOUNDS]],
    [1_000, []],
    [1_000.5, [BOUNDS]],
    [MOST, []],
    [MOST + 1, [BOUNDS]],
    [Number.NaN, [BOUNDS]],
    [Number.POSITIVE_INFINITY, [BOUNDS]],
  ])('of %d ms has the faults %j', (ms, faults) => {
    expect(faultsOf(type(), ms)).toEqual(faults)
  })

  test('may begin at nothing', () => {
    expect([-1, 0].map(ms => faultsOf(span(0, '5m'), ms))).toEqual([
      ['has to be from 0 s to 400 days, such as 5m'],
      [],
    ])
  })

  test.each([
    ['1h30m', 1.5 * HOUR],
    ['90', 1.5 * HOUR],
    ['soon', undefined],
  ])('is read from the text %j as %j', (text, ms) => {
    expect(type().text.parse(text)).toBe(ms)
  })

  test.each([
    [90, 90_000],
    [0.0004, 0],
    [1.2345, 1_235],
    ['1h30m', 1.5 * HOUR],
    ['1H', HOUR],
    // The INI counts minutes, and here they might be meant as seconds.
    ['90', undefined],
    ['soon', undefined],
    ['', undefined],
    [null, undefined],
    [true, undefined],
    [['1h'], undefined],
  ])('is read from the JSON %j as %j', (value, ms) => {
    expect(type().json.read(value)).toBe(ms)
  })

  test('is written as text of units, and as seconds', () => {
    expect([type().text.format(1.5 * HOUR), type().json.write(1_500)]).toEqual(['1h30m', 1.5])
  })

  test('has its words for the page, the INI and programs', () => {
    expect(type().control).toEqual({ kind: 'line' })
    expect(type().text.misread).toEqual({
      page: 'has to be a span such as 30m or 2h',
      ini: 'is not a span of time such as 90s, 5m, 1h30m or 2d',
    })
    expect(type().json).toMatchObject({
      misread: 'has to be seconds, or text such as "1h30m"',
      schema: { type: 'number', description: 'seconds' },
      sent: { type: ['number', 'string'], description: 'seconds, or text such as "1h30m"' },
    })
  })
})

describe('a number', () => {
  const type = () => count(1, 100)
  const RANGE = 'has to be a number from 1 to 100'

  test.each([
    [0, [RANGE]],
    [1, []],
    [1.5, [RANGE]],
    [100, []],
    [101, [RANGE]],
  ])('%d has the faults %j', (n, faults) => {
    expect(faultsOf(type(), n)).toEqual(faults)
  })

  test.each([
    ['7', 7],
    ['007', 7],
    ['123456789', 123_456_789],
    ['1234567890', undefined],
    ['', undefined],
    ['7.5', undefined],
    ['-7', undefined],
    ['7 ', undefined],
  ])('is read from the text %j as %j', (text, n) => {
    expect(type().text.parse(text)).toBe(n)
  })

  test('is read from JSON, and written, as it is', () => {
    expect([7, '7', null, true].map(type().json.read)).toEqual([7, undefined, undefined, undefined])
    expect([type().text.format(7), type().json.write(7)]).toEqual(['7', 7])
  })

  test('has its words for the page, the INI and programs', () => {
    expect(type().control).toEqual({ kind: 'line', isNumber: true })
    expect(type().text.misread).toEqual({ page: RANGE, ini: 'is not a number' })
    expect(type().json).toMatchObject({
      misread: RANGE,
      schema: { type: 'integer', minimum: 1, maximum: 100 },
    })
  })
})

describe('a choice of yes and no', () => {
  const type = () => flag()

  test.each([
    ...['on', 'yes', 'true', '1', 'ON', 'True'].map(text => [text, true] as const),
    ...['off', 'no', 'false', '0', 'OFF', 'False'].map(text => [text, false] as const),
    ...['', 'onward', 'xon', 'offer', 'xno', '2', 'ja'].map(text => [text, undefined] as const),
  ])('is read from the text %j as %j', (text, value) => {
    expect(type().text.parse(text)).toBe(value)
  })

  test('is read from JSON, and written', () => {
    expect([true, false, 'on', 1, null].map(type().json.read)).toEqual([
      true,
      false,
      undefined,
      undefined,
      undefined,
    ])
    expect([true, false].map(value => [type().text.format(value), type().json.write(value)])).toEqual([
      ['on', true],
      ['off', false],
    ])
  })

  test('has its words for the page, the INI and programs', () => {
    expect(type().control).toEqual({ kind: 'box', on: 'on', off: 'off' })
    expect(type().text.misread).toEqual({ page: 'has to be on or off', ini: 'is neither on nor off' })
    expect(type().json).toMatchObject({ misread: 'has to be true or false', schema: { type: 'boolean' } })
    expect(type().rules).toEqual([])
  })
})

describe('a choice of words', () => {
  const several = choice({ '5m': 'every 5 minutes', change: 'only when it changes' })
  const two = either('any', 'post')

  test.each([
    [several, { kind: 'select', choices: { '5m': 'every 5 minutes', change: 'only when it changes' } }],
    [two, { kind: 'box', on: 'post', off: 'any' }],
  ])('is shown as a list, or of two as a box', ({ control }, shown) => {
    expect(control).toEqual(shown)
  })

  test('is read whatever its letters as text, and as it is written as JSON', () => {
    expect(['change', 'CHANGE', '5M', 'never', ''].map(several.text.parse)).toEqual([
      'change',
      'change',
      '5m',
      undefined,
      undefined,
    ])
    expect(['change', 'CHANGE', null].map(several.json.read)).toEqual(['change', undefined, undefined])
    expect([several.text.format('5m'), several.json.write('5m')]).toEqual(['5m', '5m'])
  })

  test('names its words where another one was chosen', () => {
    expect([several.text.misread, several.json.misread, several.json.schema, several.rules]).toEqual([
      { page: 'has to be one of 5m, change', ini: 'is not one of 5m, change' },
      'has to be one of 5m, change',
      { enum: ['5m', 'change'] },
      [],
    ])
    expect([two.text.misread, two.json.misread, two.json.schema]).toEqual([
      { page: 'has to be any or post', ini: 'is neither any nor post' },
      'has to be any or post',
      { enum: ['any', 'post'] },
    ])
  })
})

describe('a list of words', () => {
  const type = () => words(3, { holds: word => word.length < 4, reason: 'have to be short' })

  test.each([
    ['a b', ['a', 'b']],
    [' a,b ,\tc\n', ['a', 'b', 'c']],
    ['a b a', ['a', 'b']],
    ['', []],
  ])('is read from the text %j as %j', (text, list) => {
    expect(type().text.parse(text)).toEqual(list)
  })

  test.each([
    [
      ['a', 'b', 'a'],
      ['a', 'b'],
    ],
    [[], []],
    ['a', undefined],
    [['a', 7], undefined],
    [null, undefined],
    [{ length: 0 }, undefined],
  ])('is read from the JSON %j as %j', (value, list) => {
    expect(type().json.read(value)).toEqual(list)
  })

  test.each([
    [['a', 'b', 'c'], []],
    [['a', 'b', 'c', 'd'], ['are too many; at most 3']],
    [['a', 'long'], ['have to be short']],
  ])('%j has the faults %j', (list, faults) => {
    expect(faultsOf(type(), list)).toEqual(faults)
  })

  test('may have no rule for its words', () => {
    expect(faultsOf(words(1), ['a word of any length'])).toEqual([])
  })

  test('is written, and has its words for programs', () => {
    expect([type().text.format(['a', 'b']), type().json.write(['a', 'b'])]).toEqual(['a b', ['a', 'b']])
    expect(type().control).toEqual({ kind: 'words' })
    expect(type().text.misread).toBeUndefined()
    expect(type().json).toMatchObject({
      misread: 'has to be a list of texts',
      schema: { type: 'array', items: { type: 'string' } },
    })
  })
})

describe('text', () => {
  const PLAIN = 'has to be plain text of at most 5 characters'

  test.each([
    [() => line(5), 'x'.repeat(5), []],
    [() => line(5), 'x'.repeat(6), [PLAIN]],
    [() => line(5), 'a\nb', [PLAIN]],
    [() => line(5), 'a\tb', [PLAIN]],
    [() => line(5), 'a\u009bb', [PLAIN]],
    [() => line(5), 'a\ud800', [PLAIN]],
    [() => line(5), '\ud83d\ude00', []],
    [() => line(5), '', []],
    [() => lines(5), 'a\nb\tc', []],
    [() => lines(5), 'a\r\nb', []],
    [() => lines(5), 'abcd\ne', [PLAIN]],
    [() => lines(5), 'a\u0000', [PLAIN]],
    [() => lines(5), 'a\udce4', [PLAIN]],
    [() => pattern(/^[a-z]+$/, 'may hold small letters only'), 'abc', []],
    [() => pattern(/^[a-z]+$/, 'may hold small letters only'), 'aBc', ['may hold small letters only']],
  ])('of the type %s that is %j has the faults %j', (type, text, faults) => {
    expect(faultsOf(type(), text)).toEqual(faults)
  })

  test.each([
    ['in one line', () => line(5), { kind: 'line', maxLength: 5 }, { type: 'string', maxLength: 5 }],
    ['in several lines', () => lines(5), { kind: 'lines', maxLength: 5 }, { type: 'string', maxLength: 5 }],
    ['of a form', () => pattern(/^a$/, 'x'), { kind: 'line' }, { type: 'string', pattern: '^a$' }],
    [
      'of a form that is described',
      () => pattern(/^a$/, 'x', 'such as a'),
      { kind: 'line' },
      { type: 'string', pattern: '^a$', description: 'such as a' },
    ],
  ] as const)('%s is shown to people and programs', (_what, made, control, schema) => {
    const type = made()
    expect([type.control, type.json.schema, type.json.misread, type.text.misread]).toStrictEqual([
      control,
      schema,
      'has to be text',
      undefined,
    ])
    expect(['a', '', 7, null].map(type.json.read)).toEqual(['a', '', undefined, undefined])
    expect([type.json.write('a'), type.text.format('a'), type.text.parse(' a ')]).toEqual(['a', 'a', ' a '])
  })

  test('of a form has the ends of its lines as the INI and the API have them', () => {
    expect([lines(9).text.parse('a\r\nb\r\n'), AS_IT_STANDS.parse('a\r\n')]).toEqual(['a\nb\n', 'a\r\n'])
  })
})
