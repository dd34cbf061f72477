import { expect, test } from 'vitest'
import type { PastTimes } from '../../../src/domain/watch/past'
import type { Figures } from '../../../src/domain/watch/time-levels'
import { type Expected, pair, timesPlots } from '../../../src/web/watch/times-plot'
import { inZone } from '../../support/zone'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const NOW = Date.UTC(2026, 10, 28, 12)
const one = (at: number, ms: number): Figures => ({ at, count: 1, min: ms, median: ms, max: ms })
const LOOKS: Expected = { kind: 'interval', interval: MINUTE, away: [] }
const RUNS: Expected = { kind: 'runs', away: [] }
const plotsOf = (past: Partial<PastTimes>, expected: Expected) =>
  inZone('UTC', () => timesPlots({ day: [], month: [], year: [], ...past }, expected, NOW))

test('a plot says in words what it draws: the lowest, the middle and the greatest time, and of how many', () => {
  const hours = [4, 3, 2].map(ago => ({ at: NOW - ago * HOUR, count: 1, min: 9, median: 12, max: 310 }))
  const [month, ...others] = plotsOf({ month: hours }, LOOKS)
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
  const [year] = plotsOf({ year: days }, LOOKS)
  const x = (year?.width ?? 0) - 4
  expect(year?.line).toBe(`M${x} 50h1v-50h2`)
  expect(year?.band).toBe(`M${x} 0h3h-2v50h-1z`)
})

test('a band ends at the lowest of its last span', () => {
  const days = [5, 10].map((ms, index) => ({ ...one(NOW - (2 - index) * DAY, ms), min: 0, max: 10 }))
  const [year] = plotsOf({ year: days }, LOOKS)
  expect(year?.band).toBe(`M${(year?.width ?? 0) - 3} 0h2v100h-2z`)
})

test('a gap between looks is drawn, is no line, and is named with its beginning and its end', () => {
  const minutes = [...Array(60).keys()].flatMap(n =>
    n < 20 || n >= 50 ? [one(NOW - (60 - n) * MINUTE, 20)] : [],
  )
  const [day] = plotsOf({ day: minutes, month: [], year: [] }, LOOKS)
  expect(day?.gapWords).toEqual(['No times from 2026/11/28 11:21 to 2026/11/28 11:48.'])
  expect(day?.gaps).toMatch(/^M\d+ 0h9v100h-9z$/)
  expect(day?.line.match(/M/g)).toHaveLength(2)
})

test('a span in which nobody looked up to now is a gap, too', () => {
  const [day] = plotsOf({ day: [one(NOW - 5 * HOUR, 20)], month: [], year: [] }, LOOKS)
  expect(day?.gapWords).toEqual(['No times from 2026/11/28 07:03 to 2026/11/28 12:00.'])
})

test('of many gaps the longest three are named, and the others are counted', () => {
  const hours = [100, 90, 70, 60, 30, 28, 20].map(ago => one(NOW - ago * HOUR, 20))
  const [month] = plotsOf({ month: hours }, LOOKS)
  expect(month?.gapWords).toHaveLength(4)
  expect(month?.gapWords.at(-1)).toMatch(/^And \d shorter gaps?\.$/)
})

test('runs are points, and what lies between them is no gap, but the time in which the watch was away', () => {
  const runs = [20, 14, 2].map(ago => one(NOW - ago * HOUR, 90 * MINUTE))
  const away = [{ from: NOW - 10 * HOUR, to: NOW - 8 * HOUR }]
  const [day] = plotsOf({ day: runs, month: [], year: [] }, { ...RUNS, away })
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
  expect(plotsOf({ day: [], month: [], year: [] }, LOOKS)).toEqual([])
})

test('heartbeats are points with their spread, and the times in which the watch was away are marked', () => {
  const sent = [20, 14, 2].map((ago, n) => ({
    at: NOW - ago * HOUR,
    count: n + 1,
    min: MINUTE * (n + 1),
    median: MINUTE * (n + 2),
    max: MINUTE * (n + 4),
  }))
  const away = [
    { from: NOW - 30 * HOUR, to: NOW - 22 * HOUR },
    { from: NOW - 10 * HOUR, to: NOW - 10 * HOUR + 3 * MINUTE - 1 },
    { from: NOW - 5 * HOUR, to: NOW - 5 * HOUR + 3 * MINUTE },
    { from: NOW - HOUR, to: NOW + HOUR },
    { from: NOW - 25 * HOUR, to: NOW - DAY },
    { from: NOW, to: NOW + HOUR },
  ]
  const [{ ticks, ...plot }] = plotsOf({ day: sent, month: [], year: [] }, { kind: 'heartbeats', away }) as [
    ReturnType<typeof timesPlots>[0] & object,
  ]
  expect(plot).toEqual({
    name: '24 hours',
    isRuns: true,
    words: 'Lowest 60.0 s, middle 3 min, greatest 6 min, in 6 heartbeats',
    gapWords: [
      'Unknown, since the watch was away, from 2026/11/27 12:00 to 2026/11/27 14:00.',
      'Unknown, since the watch was away, from 2026/11/28 07:00 to 2026/11/28 07:03.',
      'Unknown, since the watch was away, from 2026/11/28 11:00 to 2026/11/28 12:00.',
    ],
    width: 481,
    height: 100,
    gaps: 'M0 0h40v100h-40zM380 0h1v100h-1zM460 0h20v100h-20z',
    band: 'm80 90v-30m120 20v-30m240 20v-30',
    line: 'm80 80h0m120-10h0m240-10h0',
    top: '10 min',
    half: '5 min',
  })
  expect(ticks.map(({ place, words }) => [place, words])).toEqual([
    [0.25, '18:00'],
    [0.5, '00:00'],
    [0.75, '06:00'],
  ])
})

test('the month has runs by two hours, the year by days, and a time of nothing is at the bottom', () => {
  const month = [20, 10].map((ago, n) => ({
    at: NOW - ago * DAY,
    count: 1,
    min: MINUTE,
    median: MINUTE * (n + 2),
    max: MINUTE * (n + 2),
  }))
  const year = [200, 100].map(ago => one(NOW - ago * DAY, 0))
  const plots = plotsOf({ day: [], month, year }, RUNS)
  expect(plots.map(({ name, words, width }) => [name, words, width])).toEqual([
    ['30 days', 'Lowest 60.0 s, middle 2 min, greatest 3 min, in 2 runs', 361],
    ['1 year', 'Lowest 0 ms, middle 0 ms, greatest 0 ms, in 2 runs', 366],
  ])
  expect(plots[0]).toMatchObject({
    band: 'm120 80v-20m120 20v-40',
    line: 'm120 60h0m120-20h0',
    half: '3 min',
  })
  expect(plots[1]).toMatchObject({ band: '', line: 'm165 100h0m100 0h0', top: '1 ms' })
})

test('the looks of a rare probe are no row of points: a span holds at least one of them', () => {
  const rare: Expected = { kind: 'interval', interval: 2 * HOUR, away: [] }
  const day = [10, 8, 6, 4, 2].map(ago => one(NOW - ago * HOUR, 20))
  const [plot] = plotsOf({ day, month: [], year: [] }, rare)
  expect(plot).toMatchObject({ width: 13, gaps: '', gapWords: [], band: 'M7 0h5h-5z', line: 'M7 0h5' })
  const month = [20, 10].map(ago => one(NOW - ago * DAY, 2 * HOUR))
  expect(plotsOf({ day: [], month, year: [] }, rare)[0]).toMatchObject({
    words: 'Lowest 2 h, middle 2 h, greatest 2 h, in 2 hours',
    gaps: 'M121 0h119v100h-119zM241 0h119v100h-119z',
    line: 'M120 0h1M240 0h1',
    half: '60 min',
  })
})

test('up to three spans without a look are no gap, and four are', () => {
  const gapsFrom = (...ago: readonly number[]) =>
    plotsOf({ day: [], month: ago.map(n => one(NOW - n * 2 * HOUR, 20)), year: [] }, LOOKS)[0]?.gapWords
  expect(gapsFrom(8, 5, 2)).toEqual([])
  expect(gapsFrom(8, 4, 1)).toEqual(['No times from 2026/11/27 22:00 to 2026/11/28 04:00.'])
})

test('of seven gaps the longest three are named, in the order of time, and the others are counted', () => {
  const month = [200, 150, 140, 110, 100, 60, 30].map(ago => one(NOW - ago * HOUR, 20))
  expect(plotsOf({ month }, LOOKS)[0]?.gapWords).toEqual([
    'No times from 2026/11/20 06:00 to 2026/11/22 06:00.',
    'No times from 2026/11/22 18:00 to 2026/11/23 22:00.',
    'No times from 2026/11/24 10:00 to 2026/11/26 00:00.',
    'And 4 shorter gaps.',
  ])
})

test('two numbers of a path have a blank between them, unless a minus parts them', () => {
  expect([pair(4, 2), pair(4, 0), pair(4, -2), pair(-4, -2)]).toEqual(['4 2', '4 0', '4-2', '-4-2'])
})
