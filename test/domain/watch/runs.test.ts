import { describe, expect, test } from 'vitest'
import type { Check } from '../../../src/domain/watch/check'
import { planOf } from '../../../src/domain/watch/check-plan'
import { newState } from '../../../src/domain/watch/check-state'
import { ended, overrunAt, withinTime, withoutRuns, withRun } from '../../../src/domain/watch/runs'
import type { CheckState, Runs } from '../../../src/domain/watch/state'
import { isUntouched, takenOver } from '../../../src/domain/watch/taken-over'
import { timeline } from '../../../src/domain/watch/timeline'

const CHECK: Check = { ...planOf({ name: 'x' }), id: 'x', origin: 'page', createdAt: 0 }
const limited: Check = { ...CHECK, longestRun: 10 }
const state = (runs: Runs, overran?: Runs): CheckState => ({
  ...newState(0),
  runs,
  ...(overran !== undefined && { overran }),
})

describe('a run', () => {
  test('begins again where its rid has begun before, and is the newest then', () => {
    expect(Object.entries(withRun(state({ a: 1, b: 2 }), 'a', 3).runs)).toEqual([
      ['b', 2],
      ['a', 3],
    ])
  })

  test('is one of twenty at most, the newest by their starts', () => {
    const many = Object.fromEntries(Array.from({ length: 20 }, (_, n) => [`${n}`, 100 - n]))
    const { runs } = withRun(state(many), 'new', 200)
    expect(Object.keys(runs)).toHaveLength(20)
    expect([runs['0'], runs['18'], runs['19'], runs.new]).toEqual([100, 82, undefined, 200])
  })

  test('has exceeded its time at that moment, and not before', () => {
    const before = state({ a: 1, b: 5 }, { c: 0 })
    expect(withinTime(before, limited, 10)).toBe(before)
    expect(withinTime(before, CHECK, 99)).toBe(before)
    expect(withinTime(before, limited, 11)).toEqual({ ...before, runs: { b: 5 }, overran: { a: 1, c: 0 } })
    expect(withinTime(state({ a: 1, b: 5 }), limited, 15)).toEqual(state({}, { a: 1, b: 5 }))
  })

  test('that is the oldest has exceeded its time first', () => {
    expect([
      overrunAt(state({ a: 7, b: 5 }), limited),
      overrunAt(state({}), limited),
      overrunAt(state({ a: 7 }), CHECK),
    ]).toEqual([15, undefined, undefined])
  })

  test('is forgotten with all others, also those that have exceeded their time', () => {
    expect(withoutRuns(state({ a: 1 }, { b: 2 }))).toStrictEqual(newState(0))
  })

  test.each<
    [
      what: string,
      kind: 'success' | 'fail',
      rid: string | undefined,
      left: [Runs, Runs?],
      startedAt: number | undefined,
    ]
  >([
    ['a success by its rid', 'success', 'a', [{ b: 2 }, { c: 0 }], 1],
    ['a success of one that has exceeded its time', 'success', 'c', [{ a: 1, b: 2 }], 0],
    ['a success without a rid', 'success', undefined, [{}], undefined],
    ['a success of none', 'success', 'z', [{ a: 1, b: 2 }, { c: 0 }], undefined],
    ['a failure by its rid', 'fail', 'b', [{ a: 1 }, { c: 0 }], 2],
    ['a failure of one that has exceeded its time', 'fail', 'c', [{ a: 1, b: 2 }], 0],
    ['a failure of none', 'fail', 'z', [{}], undefined],
  ])('is ended by %s', (_what, kind, rid, [runs, overran], startedAt) => {
    const detail = rid === undefined ? {} : { rid }
    expect(ended(state({ a: 1, b: 2 }, { c: 0 }), { kind, at: 9, detail })).toStrictEqual({
      state: state(runs, overran),
      startedAt,
    })
  })

  test('that there is not leaves all as it is', () => {
    const before = state({})
    expect(ended(before, { kind: 'success', at: 9, detail: {} })).toEqual({
      state: before,
      startedAt: undefined,
    })
    expect(ended(before, { kind: 'success', at: 9, detail: {} }).state).toBe(before)
    expect(ended(state({ '': 4 }), { kind: 'success', at: 9, detail: {} }).startedAt).toBe(4)
    expect(ended(state({}, { '': 4 }), { kind: 'success', at: 9, detail: {} })).toStrictEqual({
      state: state({}),
      startedAt: 4,
    })
  })
})

describe('a check that another program left', () => {
  const NEW = newState(0)

  test.each<[given: Partial<CheckState>, isUntouched: boolean]>([
    [{}, true],
    [{ signals: 1 }, false],
    [{ flips: 1 }, false],
    [{ unseen: { since: 0, why: 'x' } }, false],
    [{ consecutiveFailures: 1 }, false],
  ])('with %j is untouched: %s', (given, untouched) => {
    expect(isUntouched({ ...NEW, ...given })).toBe(untouched)
  })

  test('is down since then where people know of it, and else has its failures alone', () => {
    const outage = { failingSince: 100, failures: 3 }
    expect(takenOver(NEW, CHECK, outage)).toEqual({ state: { ...NEW, consecutiveFailures: 3 }, flips: [] })
    const due = { ...NEW, deadline: 5 }
    expect(takenOver(due, CHECK, { ...outage, toldAt: 200 })).toStrictEqual({
      state: { ...NEW, consecutiveFailures: 3, status: 'down', since: 100, flips: 1, downDue: 100 },
      flips: [
        { check: 'x', seq: 1, from: 'new', to: 'down', reason: 'failure', at: 100, due: 100, toldAt: 200 },
      ],
    })
  })
})

test('a timeline has signals and flips, newest first, a flip after its signal, so many at most', () => {
  const signal = (at: number) => ({ n: at, kind: 'success', at, bodySize: 0, detail: {} }) as const
  const flip = (at: number) =>
    ({ check: 'x', seq: 1, from: 'new', to: 'up', reason: 'success', at, due: 0 }) as const
  const [s1, s2, f1] = [signal(1), signal(2), flip(1)]
  expect(timeline([s2, s1], [f1], 9)).toEqual([
    { at: 2, signal: s2 },
    { at: 1, flip: f1 },
    { at: 1, signal: s1 },
  ])
  expect(timeline([s2, s1], [f1], 2)).toHaveLength(2)
})
