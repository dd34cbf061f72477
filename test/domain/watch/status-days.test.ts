import { describe, expect, test } from 'vitest'
import { localDayOf, startOfDay } from '../../../src/domain/time/local-days'
import { newState } from '../../../src/domain/watch/check-state'
import type { Flip } from '../../../src/domain/watch/flip'
import type { CheckState, DeafSpan } from '../../../src/domain/watch/state'
import type { Status } from '../../../src/domain/watch/status'
import { type KeptDays, lastDays, monthsOf, withFlips } from '../../../src/domain/watch/status-days'
import { knownWords, uptimeOf } from '../../../src/domain/watch/uptime'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const BERLIN = 'Europe/Berlin'
const at = (iso: string) => Date.parse(iso)
const state = (status: Status): CheckState => ({ ...newState(0), status })

/** Flips from words such as `up 2026-11-01T12:00Z`, newest first; the first begins as new. */
function flipsOf(...changes: readonly (readonly [Status, number])[]): Flip[] {
  return changes
    .map(([to, due], index): Flip => {
      const from = changes[index - 1]?.[0] ?? 'new'
      return { check: 'c', seq: index + 1, from, to, reason: 'success', at: due, due }
    })
    .reverse()
}

function daysOf(
  flips: readonly Flip[],
  status: Status,
  now: number,
  given: { kept?: KeptDays; away?: readonly DeafSpan[]; createdAt: number; count?: number; zone?: string },
) {
  const { kept, away = [], createdAt, count = 3, zone = BERLIN } = given
  return lastDays(kept, flips, state(status), { createdAt, away }, now, { zone, count }).map(
    ({ up, down, unknown, outages }) => [up / HOUR, down / HOUR, unknown / HOUR, outages],
  )
}

describe('the last days', () => {
  const created = at('2026-11-25T12:00:00+01:00')

  test('have the hours up, down and unknown, and the outages of each day, cut at midnight by the wall clock', () => {
    const flips = flipsOf(
      ['up', at('2026-11-26T00:00:00+01:00')],
      ['down', at('2026-11-26T22:00:00+01:00')],
      ['up', at('2026-11-27T03:00:00+01:00')],
    )
    const now = at('2026-11-27T12:00:00+01:00')
    expect(daysOf(flips, 'up', now, { createdAt: created })).toEqual([
      [0, 0, 12, 0],
      [22, 2, 0, 1],
      [9, 3, 0, 0],
    ])
  })

  test.each([
    ['not', undefined],
    ['already', { from: created, until: at('2026-11-26T00:00:00+01:00'), seq: 1, days: [] }],
  ])('have an outage that no sweep has noticed, with the flips before %s summed up', (_what, kept) => {
    const flips = flipsOf(['up', at('2026-11-26T00:00:00+01:00')])
    const down = { ...state('down'), since: at('2026-11-27T10:00:00+01:00') }
    const now = at('2026-11-27T12:00:00+01:00')
    const days = lastDays(kept, flips, down, { createdAt: created }, now, { zone: BERLIN, count: 2 })
    expect(days.map(({ up, down, outages }) => [up / HOUR, down / HOUR, outages])).toEqual([
      [24, 0, 0],
      [10, 2, 1],
    ])
  })

  test.each([
    ['begins', '2026-03-28T00:00:00+01:00', '2026-03-30T00:00:00+02:00', [24, 23, 0]],
    ['ends', '2026-10-24T00:00:00+02:00', '2026-10-26T00:00:00+01:00', [24, 25, 0]],
  ])('have 23 or 25 hours when summer time %s', (_name, from, now, hours) => {
    const flips = flipsOf(['up', at(from)])
    const seen = daysOf(flips, 'up', at(now), { createdAt: at(from) })
    expect(seen.map(([up]) => up)).toEqual(hours)
  })

  test('count blind and paused time, and time in which the watch was away, as unknown', () => {
    const flips = flipsOf(
      ['up', created],
      ['blind', at('2026-11-26T00:00:00+01:00')],
      ['up', at('2026-11-26T01:00:00+01:00')],
      ['paused', at('2026-11-26T02:00:00+01:00')],
      ['up', at('2026-11-26T04:00:00+01:00')],
    )
    const away = [{ from: at('2026-11-26T20:00:00+01:00'), to: at('2026-11-27T04:00:00+01:00') }]
    const now = at('2026-11-27T12:00:00+01:00')
    expect(daysOf(flips, 'up', now, { createdAt: created, away })).toEqual([
      [12, 0, 0, 0],
      [17, 0, 7, 0],
      [8, 0, 4, 0],
    ])
  })

  test('are unknown from before the flips that are kept', () => {
    const flips = flipsOf(['up', created], ['down', created + DAY], ['up', created + DAY + HOUR]).slice(0, 1)
    const now = at('2026-11-27T12:00:00+01:00')
    expect(daysOf(flips, 'up', now, { createdAt: created })).toEqual([
      [0, 0, 12, 0],
      [11, 0, 13, 0],
      [12, 0, 0, 0],
    ])
  })
})

describe('days that are summed up', () => {
  const created = at('2026-10-20T00:00:00+02:00')
  // Down from three to four, each night, as a router that is restarted: 80 changes over the end of summer time.
  const nights = Array.from({ length: 40 }, (_, night) => {
    const begin = startOfDay(localDayOf(created, BERLIN) + night, BERLIN)
    return [
      ['down', begin + 4 * HOUR],
      ['up', begin + 5 * HOUR],
    ] as const
  }).flat()
  const all = flipsOf(['up', created], ...nights)
  const now = at('2026-11-29T00:00:00+01:00')
  const whole = daysOf(all, 'up', now, { createdAt: created, count: 42 })

  test('give the same picture as all the flips would, once the older ones are gone', () => {
    const oldest = [...all].reverse()
    let kept = withFlips(undefined, [...oldest.slice(0, 30)].reverse(), created, [], BERLIN)
    kept = withFlips(kept, [...oldest.slice(10, 60)].reverse(), created, [], BERLIN)
    expect(kept?.seq).toBe(60)
    const last = all.slice(0, 25)
    expect(daysOf(last, 'up', now, { kept: kept as KeptDays, createdAt: created, count: 42 })).toEqual(whole)
    expect(whole.slice(0, 2)).toEqual([
      [0, 0, 0, 0],
      [23, 1, 0, 1],
    ])
  })

  test('call unknown what lies between them and the flips that are left', () => {
    const oldest = [...all].reverse()
    const kept = withFlips(undefined, [...oldest.slice(0, 30)].reverse(), created, [], BERLIN)
    const seen = daysOf(all.slice(0, 3), 'up', now, { kept: kept as KeptDays, createdAt: created, count: 42 })
    const sum = (column: number) => seen.reduce((total, day) => total + (day[column] ?? 0), 0)
    expect(sum(0) + sum(1) + sum(2)).toBe(whole.flat().reduce((total, hours) => total + hours, 0) - 40)
    expect(sum(2)).toBeGreaterThan(20 * 24)
    expect(sum(3)).toBe(16)
  })

  test('list no day on which the check was up all the time', () => {
    const calm = flipsOf(
      ['up', created],
      ['down', created + DAY],
      ['up', created + DAY + HOUR],
      ['down', created + 20 * DAY],
    )
    const kept = withFlips(undefined, calm, created, [], BERLIN)
    expect(kept?.days).toHaveLength(2)
    expect(kept?.days[0]).toMatchObject({ down: HOUR, unknown: 0, outages: 1 })
  })

  test('do not change without a new flip', () => {
    const kept = withFlips(undefined, all, created, [], BERLIN)
    expect(withFlips(kept, all.slice(0, 50), created, [], BERLIN)).toBe(kept)
    expect(withFlips(undefined, [], created, [], BERLIN)).toBeUndefined()
  })

  test('have their months, the newest first, with the share of the time that is known', () => {
    const days = lastDays(undefined, all, state('up'), { createdAt: created }, now, {
      zone: BERLIN,
      count: 42,
    })
    const [november, october] = monthsOf(days)
    expect(november).toMatchObject({ year: 2026, month: 11, outages: 28, unknown: 0 })
    expect(november?.share).toBeCloseTo(1 - 28 / (28 * 24), 9)
    // With the day of 25 hours.
    expect(october).toMatchObject({ year: 2026, month: 10, outages: 12, down: 12 * HOUR })
    expect(october?.share).toBeCloseTo(1 - 12 / (12 * 24 + 1), 9)
  })
})

describe('uptime', () => {
  const flips = flipsOf(['up', 0], ['down', 10 * HOUR], ['up', 11 * HOUR])

  test('is the share of the known time, and says how much that is', () => {
    const away = [{ from: 20 * HOUR, to: 22 * HOUR }]
    const seen = uptimeOf(flips, state('up'), { createdAt: 0, away }, 0, 24 * HOUR)
    expect(seen).toMatchObject({ up: 21 * HOUR, down: HOUR, unknown: 2 * HOUR, outages: 1 })
    expect(seen.share).toBeCloseTo(21 / 22)
    expect(knownWords(seen)).toBe('known for 22h of 1d')
  })

  test('needs no such word where all is known', () => {
    expect(knownWords(uptimeOf(flips, state('up'), { createdAt: 0 }, 0, 24 * HOUR))).toBeUndefined()
  })

  test('is unknown while the watch was away, though the check was down before', () => {
    const down = flipsOf(['up', 0], ['down', HOUR])
    const seen = uptimeOf(
      down,
      state('down'),
      { createdAt: 0, away: [{ from: 2 * HOUR, to: 9 * HOUR }] },
      0,
      10 * HOUR,
    )
    expect(seen).toMatchObject({ up: HOUR, down: 2 * HOUR, unknown: 7 * HOUR })
  })
})
