import { expect, test } from 'vitest'
import { hourTicks, monthTicks, roundedUp, weekTicks } from '../../../src/domain/watch/plot-scale'

const BERLIN = 'Europe/Berlin'
const DAY = 86_400_000
const spanTo = (iso: string, days: number) => ({ since: Date.parse(iso) - days * DAY, now: Date.parse(iso) })
const words = (ticks: readonly { words: string }[]) => ticks.map(tick => tick.words)

test.each([
  [0, 1],
  [1, 1],
  [3, 5],
  [12, 20],
  [310, 500],
  [1_000, 1_000],
  [49_000, 50_000],
  [59_000, 60_000],
  [61_000, 120_000],
  [2_000_000, 3_600_000],
  [3_700_000, 7_200_000],
  [90_000_000, 172_800_000],
])('a scale for %d ms ends at %d', (took, top) => {
  expect(roundedUp(took)).toBe(top)
})

test('a day has a mark every six hours of the wall clock, also when the clocks are set', () => {
  expect(words(hourTicks(spanTo('2026-11-28T15:00:00+01:00', 1), BERLIN))).toEqual([
    '18:00',
    '00:00',
    '06:00',
    '12:00',
  ])
  const spring = hourTicks(spanTo('2026-03-29T15:00:00+02:00', 1), BERLIN)
  expect(words(spring)).toEqual(['18:00', '00:00', '06:00', '12:00'])
  // 06:00 is five hours after midnight then: 15 hours after the beginning at 14:00.
  expect(spring[2]?.place).toBeCloseTo(15 / 24)
})

test('30 days have a mark every week, and a year one every third month', () => {
  expect(words(weekTicks(spanTo('2026-11-28T12:00:00Z', 30), 'UTC'))).toEqual(['7 Nov', '14 Nov', '21 Nov'])
  expect(words(monthTicks(spanTo('2026-11-28T12:00:00Z', 365), 'UTC'))).toEqual(['Jan', 'Apr', 'Jul', 'Oct'])
})
