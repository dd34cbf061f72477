import { expect, test } from 'vitest'
import type { StatusDay } from '../../../src/domain/watch/status-days'
import { yearView } from '../../../src/web/watch/year-view'

const [MINUTE, HOUR, DAY] = [60_000, 3_600_000, 86_400_000]
/** Saturday, 28 November 2026. */
const TODAY = Date.UTC(2026, 10, 28) / DAY

/** The last days up to today: up all the time, unless one is given by how many days it is ago. */
const daysUpTo = (count: number, given: Readonly<Record<number, Partial<StatusDay>>> = {}): StatusDay[] =>
  Array.from({ length: count }, (_none, index) => {
    const ago = count - 1 - index
    return { day: TODAY - ago, up: DAY, down: 0, unknown: 0, outages: 0, ...given[ago] }
  })
const pathsOf = (days: readonly StatusDay[]) => Object.fromEntries(yearView(days).paths)

test('a week from Monday on is a column of days', () => {
  const { paths, width, height } = yearView(daysUpTo(6))
  expect([width, height]).toEqual([10, 70])
  expect(paths).toEqual([['up', 'm4 0v8m0 2v8m0 2v8m0 2v8m0 2v8m0 2v8']])
  expect(yearView(daysUpTo(7)).width).toBe(20)
  expect(pathsOf(daysUpTo(7)).up).toMatch(/^m4 60v8m10-68v8m0 2v8/)
})

test('a day is filled from below: down, then up, and unknown above', () => {
  expect(pathsOf(daysUpTo(1, { 0: { up: DAY / 2, unknown: DAY / 4, down: DAY / 4 } }))).toEqual({
    unknown: 'm4 50v2',
    up: 'm4 52v4',
    down: 'm4 56v2',
  })
  expect(pathsOf(daysUpTo(1, { 0: { up: 0, down: DAY } }))).toEqual({ down: 'm4 50v8' })
  expect(pathsOf(daysUpTo(1, { 0: { up: 0, unknown: DAY } }))).toEqual({ unknown: 'm4 50v8' })
  expect(pathsOf(daysUpTo(1, { 0: { up: 0, unknown: DAY / 2, down: DAY / 2 } }))).toEqual({
    unknown: 'm4 50v4',
    down: 'm4 54v4',
  })
})

test('a short outage stays visible, also one that ended at once', () => {
  const short = { up: DAY - MINUTE, down: MINUTE }
  expect(pathsOf(daysUpTo(1, { 0: short }))).toEqual({ up: 'm4 50v6', down: 'm4 56v2' })
  expect(pathsOf(daysUpTo(1, { 0: { outages: 1 } }))).toEqual({ up: 'm4 50v6', down: 'm4 56v2' })
})

test('a hundredth of a day of which nothing is known is shown, and less is not', () => {
  const unknown = (part: number) => daysUpTo(1, { 0: { up: DAY - part, unknown: part } })
  expect(pathsOf(unknown(DAY / 100))).toEqual({ unknown: 'm4 50v1', up: 'm4 51v7' })
  expect(pathsOf(unknown(DAY / 100 - 1))).toEqual({ up: 'm4 50v8' })
})

test('days without any time are left blank, and no days are no picture', () => {
  expect(pathsOf(daysUpTo(3, { 1: { up: 0 } }))).toEqual({ up: 'm4 30v8m0 12v8' })
  expect(yearView([])).toEqual({
    width: 0,
    height: 70,
    paths: [],
    labels: [],
    months: [],
    outages: [],
    moreOutages: 0,
  })
})

test('the first day of a month has its name above', () => {
  expect(yearView(daysUpTo(60)).labels).toEqual([
    { x: 0, words: 'Oct' },
    { x: 40, words: 'Nov' },
  ])
})

test('a month is told by its share, its outages, and what is known of it', () => {
  const { months } = yearView(
    daysUpTo(90, {
      1: { up: DAY - HOUR, down: HOUR },
      30: { up: 0, down: DAY, outages: 1 },
      31: { up: DAY / 2, unknown: DAY / 2, outages: 2 },
      ...Object.fromEntries(Array.from({ length: 30 }, (_none, n) => [n + 59, { up: 0, unknown: DAY }])),
      89: { up: 0 },
    }),
  )
  expect(months).toEqual([
    { name: 'Nov 2026', percent: '99.85 %', outages: 'down since before', known: undefined },
    { name: 'Oct 2026', percent: '96.72 %', outages: '3 outages', known: 'known for 30d12h of 31d' },
    { name: 'Sep 2026', percent: 'unknown', outages: '', known: undefined },
  ])
  expect(yearView(daysUpTo(3)).months).toEqual([
    { name: 'Nov 2026', percent: '100 %', outages: 'no outage', known: undefined },
  ])
  expect(yearView(daysUpTo(3, { 0: { up: 0, down: DAY, outages: 1 } })).months[0]?.outages).toBe('1 outage')
})

test('the last twelve days with an outage are listed, the newest first, and the others counted', () => {
  const bad = Object.fromEntries(
    Array.from({ length: 14 }, (_none, n) => [n, { up: DAY - HOUR, down: HOUR, outages: n === 1 ? 3 : 1 }]),
  )
  const { outages, moreOutages } = yearView(daysUpTo(30, bad))
  expect(outages).toHaveLength(12)
  expect(outages.slice(0, 2)).toEqual([
    { name: '28 Nov', words: 'down 1h' },
    { name: '27 Nov', words: 'down 1h, 3 times' },
  ])
  expect(moreOutages).toBe(2)
  const { outages: both } = yearView(daysUpTo(4, { 0: { outages: 1 }, 2: { down: HOUR } }))
  expect(both.map(({ name }) => name)).toEqual(['28 Nov', '26 Nov'])
})
