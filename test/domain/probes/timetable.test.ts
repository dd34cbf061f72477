import { expect, it } from 'vitest'
import { nextLook } from '../../../src/domain/probes/timetable'
import { inZone } from '../../support/zone'

const ID = '6f6a0b6e-5f6c-4f9e-9a3b-0a4b1c2d3e4f'
const at = (text: string) => Date.parse(text)
const local = (ms: number) => new Date(ms).toString().slice(0, 24)

it('looks once in every interval, always at the same moment of it', () => {
  const first = nextLook({ every: 60_000 }, ID, at('2026-11-20T12:00:00Z'))
  const moments = [first]
  for (let n = 0; n < 5; n++) moments.push(nextLook({ every: 60_000 }, ID, moments.at(-1) ?? 0))
  expect(moments.map(moment => moment - first)).toEqual([0, 60_000, 120_000, 180_000, 240_000, 300_000])
  // Whoever starts in between has the same moments.
  expect(nextLook({ every: 60_000 }, ID, first + 59_999)).toBe(first + 60_000)
  expect(nextLook({ every: 60_000 }, ID, first - 1)).toBe(first)
})

it('spreads many probes over their interval', () => {
  const moments = Array.from({ length: 600 }, (_, n) => nextLook({ every: 60_000 }, `check-${n}`, 0) % 60_000)
  const inEach = Array.from(
    { length: 6 },
    (_, n) => moments.filter(ms => Math.floor(ms / 10_000) === n).length,
  )
  expect(Math.min(...inEach)).toBeGreaterThan(60)
  expect(Math.max(...inEach)).toBeLessThan(140)
})

it.each([
  ['minute', '2026-11-20T12:00:30', '2026-11-20T12:01:00'],
  ['hour', '2026-11-20T12:00:30', '2026-11-20T13:00:00'],
  ['day', '2026-11-20T12:00:30', '2026-11-21T00:00:00'],
  ['noon', '2026-11-20T11:59:30', '2026-11-20T12:00:00'],
  ['noon', '2026-11-20T12:00:30', '2026-11-21T12:00:00'],
  // The day on which summer time ends has 25 hours.
  ['day', '2026-10-25T00:00:30', '2026-10-26T00:00:00'],
] as const)(
  'looks at each %s of the local clock, within ten seconds: after %s at %s',
  (every, after, moment) => {
    inZone('Europe/Berlin', () => {
      const next = nextLook({ every }, ID, at(after))
      expect(next - at(moment), local(next)).toBeGreaterThanOrEqual(0)
      expect(next - at(moment), local(next)).toBeLessThan(10_000)
      expect(nextLook({ every }, ID, next)).toBeGreaterThan(next)
    })
  },
)
