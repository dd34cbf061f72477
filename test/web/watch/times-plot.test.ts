import { expect, test } from 'vitest'
import type { Figures } from '../../../src/domain/watch/time-levels'
import { sparklineOf } from '../../../src/web/watch/sparkline'
import { type Expected, timesPlots } from '../../../src/web/watch/times-plot'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const NOW = new Date(2026, 10, 28, 12).getTime()
const one = (at: number, ms: number): Figures => ({ at, count: 1, min: ms, median: ms, max: ms })
const LOOKS: Expected = { kind: 'interval', interval: MINUTE, away: [] }
const RUNS: Expected = { kind: 'runs', away: [] }

test('a plot says in words what it draws: the lowest, the middle and the greatest time, and of how many', () => {
  const hours = [4, 3, 2].map(ago => ({ at: NOW - ago * HOUR, count: 1, min: 9, median: 12, max: 310 }))
  const [month, ...others] = timesPlots({ day: [], month: hours, year: [] }, LOOKS, NOW)
  expect(others).toEqual([])
  expect(month).toMatchObject({
    name: '30 days',
    words: 'Lowest 9 ms, middle 12 ms, greatest 310 ms, in 3 hours',
    top: '500 ms',
    half: '250 ms',
    gapWords: [],
  })
})

test('a line climbs in steps of its spans, within the band from the lowest to the greatest', () => {
  const days = [5, 10, 10].map((ms, index) => ({ ...one(NOW - (3 - index) * DAY, ms), max: 10 }))
  const [year] = timesPlots({ day: [], month: [], year: days }, LOOKS, NOW)
  const x = (year?.width ?? 0) - 4
  expect(year?.line).toBe(`M${x} 50h1v-50h2`)
  expect(year?.band).toBe(`M${x} 0h3h-2v50h-1z`)
})

test('a gap between looks is drawn, is no line, and is named with its beginning and its end', () => {
  const minutes = [...Array(60).keys()].flatMap(n =>
    n < 20 || n >= 50 ? [one(NOW - (60 - n) * MINUTE, 20)] : [],
  )
  const [day] = timesPlots({ day: minutes, month: [], year: [] }, LOOKS, NOW)
  expect(day?.gapWords).toEqual(['No times from 2026/11/28 11:21 to 2026/11/28 11:48.'])
  expect(day?.gaps).toMatch(/^M\d+ 0h9v100h-9z$/)
  expect(day?.line.match(/M/g)).toHaveLength(2)
})

test('a span in which nobody looked up to now is a gap, too', () => {
  const [day] = timesPlots({ day: [one(NOW - 5 * HOUR, 20)], month: [], year: [] }, LOOKS, NOW)
  expect(day?.gapWords).toEqual(['No times from 2026/11/28 07:03 to 2026/11/28 12:00.'])
})

test('of many gaps the longest three are named, and the others are counted', () => {
  const hours = [100, 90, 70, 60, 30, 28, 20].map(ago => one(NOW - ago * HOUR, 20))
  const [month] = timesPlots({ day: [], month: hours, year: [] }, LOOKS, NOW)
  expect(month?.gapWords).toHaveLength(4)
  expect(month?.gapWords.at(-1)).toMatch(/^And \d shorter gaps?\.$/)
})

test('runs are points, and what lies between them is no gap, but the time in which the watch was away', () => {
  const runs = [20, 14, 2].map(ago => one(NOW - ago * HOUR, 90 * MINUTE))
  const away = [{ from: NOW - 10 * HOUR, to: NOW - 8 * HOUR }]
  const [day] = timesPlots({ day: runs, month: [], year: [] }, { ...RUNS, away }, NOW)
  expect(day).toMatchObject({
    isRuns: true,
    words: 'Lowest 90 min, middle 90 min, greatest 90 min, in 3 runs',
    band: '',
    top: '2 h',
    gapWords: ['Unknown, since the watch was away, from 2026/11/28 02:00 to 2026/11/28 04:00.'],
  })
  expect(day?.line.match(/m[\d.]+ \d+h0/g)).toHaveLength(3)
})

test('without times there is no plot', () => {
  expect(timesPlots({ day: [], month: [], year: [] }, LOOKS, NOW)).toEqual([])
})

test('a sparkline has its words, and times that hardly differ are nearly flat', () => {
  expect(sparklineOf([1_000, 4_000])).toMatchObject({
    path: 'M0 15l4-14',
    words: 'last 2 times, 1.0 s to 4.0 s',
  })
  expect(sparklineOf([1_000, 1_001, 1_000])?.path).toBe('M0 15l4 0 4 0')
  expect(sparklineOf([5])).toBeUndefined()
})
