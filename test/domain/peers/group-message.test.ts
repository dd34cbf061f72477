import { describe, expect, it, test } from 'vitest'
import { isEntry, readGroupAnswer, readGroupQuestion } from '../../../src/domain/peers/group-message'

const GREETING = { rank: 1, pingKey: 'p', state: 'on duty', isAble: true } as const
const CURSOR = { epoch: 'e1', seq: 0 }
const PAGE = { at: 0, entries: [], next: CURSOR, isMore: true, isFirst: true }

/** The value with another part, for each of these. */
const each = (whole: object, part: string, values: readonly unknown[]) =>
  values.map(value => ({ ...whole, [part]: value }))
const NO_NUMBERS = [undefined, null, '1', -1, Number.NaN, Number.POSITIVE_INFINITY]
const NO_TEXTS = [undefined, null, 1, '', 'x'.repeat(201)]
const NO_OBJECTS = [undefined, null, 'x', 1]

describe('a question of a member', () => {
  const whole = {
    ...GREETING,
    duty: { term: 0, holder: 'h'.repeat(200), rank: 0 },
    got: 0,
    sending: ['', 'n'.repeat(500)],
    hold: 7,
    from: CURSOR,
    push: PAGE,
    last: { epoch: 'e1', at: 0, ago: 0 },
  }

  it('is read with all its parts', () => {
    expect(readGroupQuestion(whole)).toStrictEqual(whole)
  })

  it('of an older version is read without those that it lacks', () => {
    expect(readGroupQuestion(GREETING)).toStrictEqual({ ...GREETING, hold: 0 })
  })

  it.each([
    ...['catching up', 'standing by', 'on duty', 'cut off'].map(state => ({ ...GREETING, state })),
    { ...GREETING, rank: 0 },
    { ...GREETING, pingKey: '' },
  ])('is one with %j', value => {
    expect(readGroupQuestion(value)).toStrictEqual({ ...value, hold: 0 })
  })

  it.each([
    ...[undefined, null, 'x', 5],
    ...each(GREETING, 'rank', NO_NUMBERS),
    ...each(GREETING, 'state', [undefined, '', 'asleep']),
    ...each(GREETING, 'pingKey', [undefined, null, 1]),
  ])('is none without a whole greeting: %j', value => {
    expect(readGroupQuestion(value)).toBeUndefined()
  })

  it.each([
    ...each(whole, 'duty', NO_OBJECTS).map(value => ['duty', value] as const),
    ...each(whole.duty, 'term', NO_NUMBERS).map(duty => ['duty', { ...whole, duty }] as const),
    ...each(whole.duty, 'rank', NO_NUMBERS).map(duty => ['duty', { ...whole, duty }] as const),
    ...each(whole.duty, 'holder', NO_TEXTS).map(duty => ['duty', { ...whole, duty }] as const),
    ...each(whole, 'got', NO_NUMBERS).map(value => ['got', value] as const),
    ...each(whole, 'sending', [undefined, 'x', []]).map(value => ['sending', value] as const),
    ...each(whole, 'from', NO_OBJECTS).map(value => ['from', value] as const),
    ...each(CURSOR, 'epoch', NO_TEXTS).map(from => ['from', { ...whole, from }] as const),
    ...each(CURSOR, 'seq', NO_NUMBERS).map(from => ['from', { ...whole, from }] as const),
    ...each(whole, 'last', NO_OBJECTS).map(value => ['last', value] as const),
    ...each(whole.last, 'epoch', NO_TEXTS).map(last => ['last', { ...whole, last }] as const),
    ...each(whole.last, 'at', NO_NUMBERS).map(last => ['last', { ...whole, last }] as const),
    ...each(whole.last, 'ago', NO_NUMBERS).map(last => ['last', { ...whole, last }] as const),
    ...each(whole, 'push', NO_OBJECTS).map(value => ['push', value] as const),
    ...each(PAGE, 'entries', [undefined, 'x', {}]).map(push => ['push', { ...whole, push }] as const),
    ...each(PAGE, 'next', NO_OBJECTS).map(push => ['push', { ...whole, push }] as const),
  ])('lacks its part %s where that has another form: %j', (part, value) => {
    const { [part]: _lacking, ...rest } = whole
    expect(readGroupQuestion(value)).toStrictEqual(rest)
  })

  it('waits for no news where it does not say for how long', () => {
    for (const value of each(whole, 'hold', NO_NUMBERS)) expect(readGroupQuestion(value)?.hold).toBe(0)
  })

  it('names only what is a name among the alerts that are on their way', () => {
    const sending = ['a', 1, null, 'n'.repeat(501)]
    expect(readGroupQuestion({ ...GREETING, sending })?.sending).toStrictEqual(['a'])
  })

  it('is able to deliver only where it says so', () => {
    for (const value of each(GREETING, 'isAble', [undefined, false, 1, 'true']))
      expect(readGroupQuestion(value)?.isAble).toBe(false)
  })
})

describe('an answer of a member', () => {
  const whole = { ...GREETING, page: PAGE, yours: CURSOR }

  it('is read with its page and the place that it has come to', () => {
    expect(readGroupAnswer(whole)).toStrictEqual(whole)
    const { yours: _place, ...first } = whole
    expect(readGroupAnswer(first)).toStrictEqual(first)
    expect(readGroupAnswer({ ...whole, yours: { epoch: 'e1' } })).toStrictEqual(first)
  })

  it.each([undefined, null, { page: PAGE }, GREETING, { ...GREETING, page: { ...PAGE, next: {} } }])(
    'is none without a greeting and a page: %j',
    value => {
      expect(readGroupAnswer(value)).toBeUndefined()
    },
  )

  it('has a page that is whole, and not the first, unless it says otherwise', () => {
    const { at: _at, isMore: _more, isFirst: _first, ...bare } = PAGE
    expect(readGroupAnswer({ ...GREETING, page: bare })?.page).toStrictEqual({
      ...bare,
      isMore: false,
      isFirst: false,
    })
    for (const at of NO_NUMBERS)
      expect(readGroupAnswer({ ...GREETING, page: { ...PAGE, at } })!.page).not.toHaveProperty('at')
  })

  it('has a page without the entries of unknown kinds', () => {
    const gone = { id: 'c1', home: 'a', isGone: true }
    const entries = [gone, { id: 'c2', home: 'a', isNew: true }, null]
    expect(readGroupAnswer({ ...GREETING, page: { ...PAGE, entries } })?.page.entries).toStrictEqual([gone])
  })
})

describe('an entry of the log', () => {
  const check = { id: 'c1', name: 'backup', slug: '', schedule: {}, channels: [] }
  const state = { status: 'up', signals: 0, flips: 0 }
  const whole = { id: 'c1', home: 'a', check, state, by: 'a', n: 0, clock: 0 }

  test.each([
    whole,
    { id: 'c1', home: 'a', isGone: true },
    { id: 'c1', home: 'a', isGone: true, told: {} },
    { id: 'c1', home: 'a', isDamaged: true },
    { id: 'group', home: 'a', told: {} },
    { id: 'windows', home: 'a', n: 0, windows: [] },
  ])('is one: %j', entry => {
    expect(isEntry(entry)).toBe(true)
  })

  test.each<unknown>([
    ...[undefined, null, 'x', {}],
    ...each(whole, 'id', [...NO_TEXTS, 'c2']),
    ...each(whole, 'home', NO_TEXTS),
    ...each(whole, 'check', NO_OBJECTS),
    ...each(check, 'name', NO_TEXTS).map(part => ({ ...whole, check: part })),
    ...each(check, 'slug', [undefined, null, 1]).map(part => ({ ...whole, check: part })),
    ...each(check, 'schedule', NO_OBJECTS).map(part => ({ ...whole, check: part })),
    ...each(check, 'channels', [undefined, 'x', {}]).map(part => ({ ...whole, check: part })),
    ...each(whole, 'state', NO_OBJECTS),
    ...each(state, 'status', NO_TEXTS).map(part => ({ ...whole, state: part })),
    ...each(state, 'signals', NO_NUMBERS).map(part => ({ ...whole, state: part })),
    ...each(state, 'flips', NO_NUMBERS).map(part => ({ ...whole, state: part })),
    ...each(whole, 'by', NO_TEXTS),
    ...each(whole, 'n', NO_NUMBERS),
    ...each(whole, 'clock', NO_NUMBERS),
    ...each({ id: 'c1', home: 'a', isGone: true }, 'told', [null, 'x', 1]),
    { id: '', home: 'a', isGone: true },
    { id: 'c1', home: '', isGone: true },
    { id: 'c1', home: 'a', isGone: 'yes' },
    { id: 'c1', home: 'a', isDamaged: 'yes' },
    ...each({ id: 'group', home: 'a' }, 'told', NO_OBJECTS),
    ...each({ id: 'windows', home: 'a', windows: [] }, 'n', NO_NUMBERS),
    ...each({ id: 'windows', home: 'a', n: 1 }, 'windows', [undefined, 'x', {}]),
  ])('is none: %j', entry => {
    expect(isEntry(entry)).toBe(false)
  })

  test('may have texts of 200 characters', () => {
    const id = 'c'.repeat(200)
    expect(isEntry({ ...whole, id, check: { ...check, id }, home: id, by: id })).toBe(true)
  })
})
