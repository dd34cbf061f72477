import { describe, expect, test } from 'vitest'
import type { Check, Origin } from '../../../src/domain/watch/check'
import {
  belongsInBackup,
  isOfFile,
  isProvided,
  isShared,
  ORIGINS,
  slugForReaders,
} from '../../../src/domain/watch/check'
import { planOf } from '../../../src/domain/watch/check-plan'
import { newState } from '../../../src/domain/watch/check-state'
import { figuresIn } from '../../../src/domain/watch/past'
import {
  figuresOf,
  medianOf,
  TIMES_KEPT,
  timeOfWord,
  wordOfTime,
} from '../../../src/domain/watch/response-times'
import { behindOf, copyOf, deadlineHere, editedAgain } from '../../../src/domain/watch/state'

describe('a state that came from another member', () => {
  const copied = { by: 'b', n: 7, own: 3, shift: 100, patience: 20 }
  const copy = { ...newState(0), signals: 3, copied, deadline: 1_000 }

  test('has its moments by that member’s clock, and waits for it', () => {
    expect([copyOf(copy), behindOf(copy), deadlineHere(copy)]).toEqual([copied, 120, 1_120])
  })

  test('is this watch’s own again once a signal arrives here', () => {
    const own = { ...copy, signals: 4 }
    expect([copyOf(own), behindOf(own), deadlineHere(own)]).toEqual([undefined, 0, 1_000])
  })

  test('is none without the marks of one, and may have no deadline', () => {
    const { copied: _copied, ...own } = copy
    const { deadline: _deadline, ...never } = copy
    expect([copyOf(own), behindOf(own), deadlineHere(never)]).toEqual([undefined, 0, undefined])
  })

  test.each([
    [undefined, 0.25, 1.25],
    [1.25, 0.5, 2.5],
    [7.999, 0, 8],
  ])(
    'what a person did after %s counts as one more, with a fraction that was drawn',
    (before, drawn, after) => {
      expect(editedAgain(before, drawn)).toBe(after)
    },
  )
})

describe('a check', () => {
  const checkOf = (given: Partial<Check> = {}): Check => ({
    ...planOf({ name: 'x' }),
    id: 'id',
    origin: 'page',
    createdAt: 0,
    ...given,
  })

  test.each<[Origin, isOfFile: boolean, isProvided: boolean]>([
    ['page', false, false],
    ['api', false, false],
    ['ini', true, true],
    ['file', true, true],
    ['checkin', false, false],
    ['peer', false, true],
  ])('of the origin %s is of a file: %s, and provided: %s', (origin, ofFile, provided) => {
    expect([isOfFile({ origin }), isProvided({ origin })]).toEqual([ofFile, provided])
    expect(belongsInBackup(checkOf({ origin }))).toBe(!provided)
    expect(belongsInBackup(checkOf({ origin, waits: true }))).toBe(false)
  })

  test('comes from one of six places', () => {
    expect(ORIGINS).toEqual(['page', 'api', 'ini', 'file', 'checkin', 'peer'])
  })

  test('has no id in its slug for those who must not check in', () => {
    expect(slugForReaders({ id: 'secret', slug: 'secret-tag-secret' }, 'pub')).toBe('pub-tag-pub')
  })

  test.each<[given: Partial<Check>, isShared: boolean]>([
    [{}, true],
    [{ shared: 'on' }, true],
    [{ shared: 'off' }, false],
    [{ waits: true }, false],
    ...(['peer', 'checker'] as const).map((kind): [Partial<Check>, boolean] => [
      { probe: { kind, target: 'http://a.example', every: 60_000, settings: {} } },
      false,
    ]),
    [{ probe: { kind: 'tcp', target: 'nas:445', every: 60_000, settings: {} } }, true],
  ])('with %j is the group’s: %s', (given, shared) => {
    expect(isShared(checkOf(given))).toBe(shared)
  })
})

describe('response times', () => {
  test.each([
    [[], undefined],
    [[7], 7],
    [[9, 1], 1],
    [[10, 9, 1], 9],
    [[4, 1, 3, 2], 2],
  ])('%j have the middle %s', (times, median) => {
    expect(medianOf(times)).toBe(median)
  })

  test('of several spans have the lowest, the middle and the greatest', () => {
    expect(figuresOf([])).toBeUndefined()
    expect(
      figuresOf([
        { min: 5, median: 10, max: 15 },
        { min: 3, median: 30, max: 40 },
        { min: 4, median: 20, max: 25 },
      ]),
    ).toEqual({ min: 3, median: 20, max: 40 })
  })

  test('are figures of single spans', () => {
    expect(
      figuresIn({ minutes: [{ at: 1, took: 7 }], hours: [{ at: 2, min: 3, median: 4, max: 5 }] }),
    ).toEqual({
      minutes: [{ at: 1, count: 1, min: 7, median: 7, max: 7 }],
      hours: [{ at: 2, count: 1, min: 3, median: 4, max: 5 }],
    })
  })

  test('are kept of a day by the minute and of 30 days by the hour', () => {
    expect(TIMES_KEPT).toEqual({ minutes: 1_440, hours: 720 })
  })

  test.each([
    [0.4, 1, 1],
    [59_999.4, 59_999, 59_999],
    [60_000, 60_000, 60_000],
    [60_499, 60_000, 60_000],
    [60_500, 60_001, 61_000],
    [1_800_000, 61_740, 1_800_000],
    [5_594_000, 65_534, 5_594_000],
    [9_000_000, 65_534, 5_594_000],
  ])('of %d ms are the word %i, which is %i ms', (took, word, shown) => {
    expect(wordOfTime(took)).toBe(word)
    expect(timeOfWord(word)).toBe(shown)
  })

  test('of an earlier version that took 65.5 s or longer are that', () => {
    expect(timeOfWord(65_535)).toBe(65_535)
  })
})
