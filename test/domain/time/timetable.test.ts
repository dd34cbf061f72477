import { expect, it } from 'vitest'
import { type Timetable, union } from '../../../src/domain/time/timetable'

const HOUR = 3_600_000
/** Is due at each of these moments. */
const at = (...moments: readonly number[]): Timetable => ({
  nextAfter: after => moments.find(moment => moment > after),
})

it('Several timetables are due whenever one of them is, and never once all have come to their end', () => {
  const both = union([at(3 * HOUR, 9 * HOUR), at(5 * HOUR)])
  const next = [0, 3 * HOUR, 5 * HOUR, 9 * HOUR].map(after => both.nextAfter(after, 'UTC'))
  expect(next).toEqual([3 * HOUR, 5 * HOUR, 9 * HOUR, undefined])
})

it('One timetable alone is due at its own moments', () => {
  const one = union([at(3 * HOUR)])
  expect([0, 3 * HOUR].map(after => one.nextAfter(after, 'UTC'))).toEqual([3 * HOUR, undefined])
})

it('The zone is handed on to each', () => {
  const seen: string[] = []
  const noting: Timetable = { nextAfter: (_after, zone) => void seen.push(zone) }
  union([noting, noting]).nextAfter(0, 'Europe/Vienna')
  expect(seen).toEqual(['Europe/Vienna', 'Europe/Vienna'])
})
