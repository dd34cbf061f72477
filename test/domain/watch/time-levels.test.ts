import { expect, test } from 'vitest'
import { NO_TIMES, summedUp, withTimes } from '../../../src/domain/watch/time-levels'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const START = Date.UTC(2026, 0, 5)
const times = (...took: readonly number[]) =>
  took.map((ms, index) => ({ at: START + index * MINUTE, took: ms }))

test('times stand in quarters of an hour, in three hours and in days, with the lowest, the middle and the greatest', () => {
  const levels = withTimes(NO_TIMES, [...times(50, 10, 30), { at: START + HOUR, took: 90 }], 'UTC')
  expect(levels.fine).toEqual([
    { at: START, count: 3, min: 10, median: 30, max: 50 },
    { at: START + HOUR, count: 1, min: 90, median: 90, max: 90 },
  ])
  expect(levels.middle).toEqual([{ at: START, count: 4, min: 10, median: 30, max: 90 }])
  expect(levels.coarse).toEqual(levels.middle)
})

test('further times of the same span join it, and the middle goes by the numbers', () => {
  const before = withTimes(NO_TIMES, times(10, 10, 10, 10), 'UTC')
  expect(withTimes(before, times(500, 900), 'UTC').middle).toEqual([
    { at: START, count: 6, min: 10, median: 10, max: 900 },
  ])
  expect(withTimes(before, [], 'UTC')).toBe(before)
})

test('each width has its own bound: a day, 30 days, and a year', () => {
  const hourly = Array.from({ length: 400 * 24 }, (_, hour) => ({ at: START + hour * HOUR, took: 5 }))
  const { fine, middle, coarse } = withTimes(NO_TIMES, hourly, 'UTC')
  const last = START + (400 * 24 - 1) * HOUR
  expect(fine[0]?.at).toBe(last - DAY)
  expect(fine).toHaveLength(25)
  expect(middle).toHaveLength(241)
  expect(coarse).toHaveLength(367)
})

test('a clock that was ahead by years takes away nothing', () => {
  const before = withTimes(NO_TIMES, times(10, 20), 'UTC')
  const ahead = { at: START + 1_000 * DAY, took: 500 }
  const after = { at: START + HOUR, took: 30 }
  expect(withTimes(before, [ahead, after], 'UTC')).toEqual(withTimes(before, [after], 'UTC'))
})

test('a day is one by the wall clock: of 25 hours when summer time ends', () => {
  const from = Date.parse('2026-10-24T22:00:00Z')
  const hourly = Array.from({ length: 26 }, (_, hour) => ({ at: from + hour * HOUR, took: 5 }))
  const { coarse } = withTimes(NO_TIMES, hourly, 'Europe/Berlin')
  expect(coarse.map(({ at, count }) => [at - from, count])).toEqual([
    [0, 25],
    [25 * HOUR, 1],
  ])
})

test('nothing makes no span', () => {
  expect(summedUp([], at => at)).toEqual([])
})
