import { expect, test } from 'vitest'
import type { StatusDay } from '../../../../src/domain/watch/status-days'
import { stripOf } from '../../../../src/web/alerts/status-page/strip'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const day = (given: Partial<StatusDay> = {}): StatusDay => ({
  day: 0,
  up: DAY,
  down: 0,
  unknown: 0,
  outages: 0,
  ...given,
})

test('days of the same kind are one stroke, and each kind has its path', () => {
  const unknown = day({ up: 0, unknown: DAY })
  expect(stripOf([unknown, unknown, day(), day(), day({ down: HOUR }), day(), unknown])).toEqual({
    width: 7,
    paths: [
      ['unknown', 'M0 0h2M6 0h1'],
      ['up', 'M2 0h2M5 0h1'],
      ['down', 'M4 0h1'],
    ],
  })
})

test.each<[Partial<StatusDay>, string]>([
  [{}, 'up'],
  [{ down: 1 }, 'down'],
  [{ outages: 1 }, 'down'],
  [{ up: 0, unknown: DAY }, 'unknown'],
  [{ up: 0, unknown: HOUR, outages: 1 }, 'down'],
  [{ up: 100, unknown: 1 }, 'partly'],
  [{ up: 101, unknown: 1 }, 'up'],
  [{ up: 0, down: HOUR }, 'down'],
])('the day %j is %s', (given, kind) => {
  expect(stripOf([day(given)])).toEqual({ width: 1, paths: [[kind, 'M0 0h1']] })
})

test('a day without any time is left blank, and ends the stroke before it', () => {
  const none = day({ up: 0 })
  expect(stripOf([none, day(), none, none, day()])).toEqual({ width: 5, paths: [['up', 'M1 0h1M4 0h1']] })
  expect(stripOf([none])).toEqual({ width: 1, paths: [] })
  expect(stripOf([])).toEqual({ width: 0, paths: [] })
})
