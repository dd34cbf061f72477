/** Checks and channels from another program, judged and named one by one. */
import { describe, expect, test } from 'vitest'
import {
  channelHere,
  createMover,
  derivedId,
  headersOf,
  type Meeting,
  recordsIn,
  tagOf,
  textOf,
  usualChannels,
} from '../../../src/config/appliance/moved'
import { MAIL_RULES } from '../../../src/notifiers/mail-addresses'

const channel = (name: string, isDefault = false) =>
  ({ name, kind: 'ntfy', origin: 'page', isDefault, settings: {} }) as const
const MEETING: Meeting = { channels: [], rules: MAIL_RULES, now: Date.UTC(2026, 10, 1) }
const ID = '0A1B2C3D-4E5F-6071-8293-A4B5C6D7E8F9'
const DAILY = { schedule: { kind: 'period', period: 86_400_000 } } as const

const mover = () => createMover('program', MEETING)

describe('a check', () => {
  test('has its own UUID in small letters, and one that is there twice is left', () => {
    const { check, moved } = mover()
    expect(check({ name: 'a', ...DAILY }, { id: ID }, false)).toBe(true)
    expect(check({ name: 'b', ...DAILY }, { id: ID.toLowerCase() }, true)).toBe(false)
    expect(moved().checks).toMatchObject([{ id: ID.toLowerCase(), isPaused: false }])
    expect(moved().left).toEqual(['check "b": it is there twice'])
  })

  test('has else an id that follows from the program and its mark, again and again', () => {
    const { check, moved } = mover()
    for (const identity of [{ mark: 'm' }, { mark: 'm' }, { mark: 'm' }, { id: 'n' }])
      expect(check({ name: 'a', ...DAILY }, identity, true)).toBe(true)
    expect(moved().checks.map(({ id }) => id)).toEqual([
      derivedId('program\nm'),
      derivedId('program\nm\n2'),
      derivedId('program\nm\n3'),
      derivedId('program\nn'),
    ])
    expect(moved().checks.every(({ isPaused }) => isPaused)).toBe(true)
  })

  test('has a slug of its own, of 90 characters and a number where it is taken', () => {
    const { check, moved } = mover()
    const long = 'x'.repeat(100)
    for (const name of ['A b', 'a-b', 'a_b', 'A B', long, long])
      check({ name, ...DAILY }, { mark: name }, false)
    check({ name: 'other', slug: 'given', ...DAILY }, { mark: '' }, false)
    expect(moved().checks.map(({ plan }) => plan.slug)).toEqual([
      'a-b',
      'a-b-2',
      'a_b',
      'a-b-3',
      long,
      `${'x'.repeat(90)}-2`,
      'given',
    ])
  })

  test('has a name without blanks around it, of 100 characters', () => {
    const { check, moved } = mover()
    for (const name of [' a ', '  ', 'x'.repeat(101)]) check({ name, ...DAILY }, { mark: name }, false)
    expect(moved().checks.map(({ plan }) => plan.name)).toEqual(['a', 'unnamed', 'x'.repeat(100)])
  })

  test('is left with the reason where it cannot be here', () => {
    const { check, moved } = mover()
    const schedule = { kind: 'oncalendar', expression: '2026-10-01 00:00', zone: 'UTC' } as const
    expect(check({ name: 'a', schedule }, { mark: '' }, false)).toBe(false)
    expect(check({ name: 'b', ...DAILY, grace: -1 }, { mark: '' }, false)).toBe(false)
    expect(moved().checks).toEqual([])
    expect(moved().left).toEqual([
      expect.stringMatching(/^check "a": schedule /),
      expect.stringMatching(/^check "b": grace /),
    ])
  })
})

describe('a channel', () => {
  test('has a name of its own, of 46 characters and a number where it is taken', () => {
    const { channel, moved } = mover()
    const add = (title: string, isDefault?: boolean) => channel(title, 'ntfy', { topic: 't' }, isDefault)
    expect(['My Phone', 'my phone', 'My-Phone', '', 'none', 'x'.repeat(50)].map(title => add(title))).toEqual(
      ['my-phone', 'my-phone-2', 'my-phone-3', 'ntfy', 'none-', 'x'.repeat(46)],
    )
    expect(moved().channels[0]).toEqual({ name: 'my-phone', kind: 'ntfy', settings: { topic: 't' } })
    add('a', true)
    add('b', false)
    expect(
      moved()
        .channels.slice(-2)
        .map(({ isDefault }) => isDefault),
    ).toEqual([true, false])
  })

  test('has no setting that is empty', () => {
    const { channel, moved } = mover()
    channel('a', 'ntfy', { topic: 't', token: '', priority: undefined })
    expect(moved().channels).toEqual([{ name: 'a', kind: 'ntfy', settings: { topic: 't' } }])
  })

  test('is left with the reason where it cannot be here, by the label of the setting', () => {
    const { channel, moved } = mover()
    expect(channel('a', 'fax', {})).toBeUndefined()
    expect(channel('b', 'email', { to: 'nobody', host: 'h' })).toBeUndefined()
    expect(channel('c', 'ntfy', { topic: 't', odd: 'x' })).toBeUndefined()
    expect(moved()).toEqual({
      checks: [],
      channels: [],
      left: [
        'channel "a": there are no channels of the kind fax here',
        'channel "b": To has at place 1 no address such as me@example.org',
        expect.stringMatching(/^channel "c": odd is no setting of ntfy/),
      ],
    })
  })
})

test('an id that follows from a text is a UUID of version 8', () => {
  // The SHA-256 of "abc" (FIPS 180-2, appendix B.1) begins with ba7816bf 8f01cfea 414140de 5dae2223.
  expect(derivedId('abc')).toBe('ba7816bf-8f01-8fea-8141-40de5dae2223')
})

test('the usual channels are the default ones that were here, or else those of the import', () => {
  const moved = [
    { name: 'new', kind: 'ntfy', settings: {}, isDefault: true },
    { name: 'plain', kind: 'ntfy', settings: {}, isDefault: false },
  ] as const
  const here = (...channels: Meeting['channels']) => ({ ...MEETING, channels })
  expect(usualChannels(here(channel('old', true), channel('new', true)), moved)).toEqual(['old'])
  expect(usualChannels(here(channel('new', true)), moved)).toEqual(['new'])
  expect(usualChannels(here())).toEqual([])
})

test('a channel that is here goes by its name, or by its title', () => {
  const meeting = { ...MEETING, channels: [channel('my-phone'), channel('x'.repeat(46)), channel('A')] }
  expect(channelHere('my-phone', meeting)).toBe('my-phone')
  expect(channelHere('My Phone', meeting)).toBe('my-phone')
  expect(channelHere('x'.repeat(60), meeting)).toBe('x'.repeat(46))
  expect(channelHere('A', meeting)).toBe('A')
  expect(channelHere('other', meeting)).toBeUndefined()
})

test.each([
  [' a, b\u0007c ', 'a-b-c'],
  ['x'.repeat(60), 'x'.repeat(50)],
  ['', ''],
])('the tag of %j is %j', (text, tag) => {
  expect(tagOf(text)).toBe(tag)
})

test('headers have | between them', () => {
  expect(headersOf({ A: '1', B: 2, C: null })).toBe('A: 1 | B: 2 | C: null')
  expect(headersOf({})).toBe('')
})

test.each([
  [' a ', 'a'],
  [7, '7'],
  [true, ''],
  [null, ''],
  [['a'], ''],
])('the text of %j is %j', (value, text) => {
  expect(textOf(value)).toBe(text)
})

test('a list that is absent is empty, and another one holds records only', () => {
  expect(recordsIn(undefined, 'x')).toEqual([])
  expect(recordsIn(null, 'x')).toEqual([])
  expect(recordsIn([{ a: 1 }], 'x')).toEqual([{ a: 1 }])
  for (const odd of [7, {}, [7], [{}, null], [[]]])
    expect(() => recordsIn(odd, 'x')).toThrow('cannot be read: x is no list of entries')
})
