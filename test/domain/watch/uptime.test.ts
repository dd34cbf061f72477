import { expect, test } from 'vitest'
import { newState } from '../../../src/domain/watch/check-state'
import {
  knownWords,
  percentWords,
  shareOf,
  soundnessOf,
  uptimeOf,
  uptimeWords,
} from '../../../src/domain/watch/uptime'

const HOUR = 3_600_000

test.each([
  ['up', 'up'],
  ['late', 'up'],
  ['down', 'down'],
  ['new', 'unknown'],
  ['blind', 'unknown'],
  ['paused', 'unknown'],
])('time in which a check is %s counts as %s', (status, meaning) => {
  expect(soundnessOf(status)).toBe(meaning)
})

test('the share is of the time that is known, and none where nothing is', () => {
  expect(shareOf({ up: 3, down: 1 })).toBe(0.75)
  expect(shareOf({ up: 0, down: 1 })).toBe(0)
  expect(shareOf({ up: 0, down: 0 })).toBeUndefined()
})

test.each([
  [1, '100 %'],
  [0.999_999, '99.99 %'],
  [1 - 1 / 31_622_400_000, '99.99 %'],
  [0.57, '57.00 %'],
  [0.5, '50.00 %'],
  [0.123_49, '12.34 %'],
  [0, '0.00 %'],
])('a share of %d is shown as %s, and only the whole as 100 %%', (share, words) => {
  expect(percentWords(share)).toBe(words)
})

test.each([
  [{ up: 999 * HOUR, down: 0, unknown: HOUR, share: 1 }, '100 %, known for 41d15h of 41d16h'],
  [{ up: 1_000 * HOUR, down: 0, unknown: HOUR, share: 1 }, '100 %'],
  [{ up: 90_061_000, down: 0, unknown: 90_061_000, share: 1 }, '100 %, known for 1d1h of 2d2h'],
  [{ up: 3_661_000, down: 0, unknown: 3_661_000, share: 1 }, '100 %, known for 1h1m of 2h2m'],
  [{ up: 61_400, down: 0, unknown: 61_400, share: 1 }, '100 %, known for 1m1s of 2m3s'],
  [{ up: 0, down: 0, unknown: HOUR }, '-'],
])('%j is shown as %s', (sums, words) => {
  expect(uptimeWords({ ...sums, outages: 0 })).toBe(words)
})

test.each([
  [{ up: 999, down: 0, unknown: 0 }, undefined],
  [{ up: 999, down: 0, unknown: 1 }, 'known for 1s of 1s'],
  [{ up: 1_000, down: 0, unknown: 1 }, undefined],
  [{ up: 0, down: 0, unknown: 0 }, 'known for 0s of 0s'],
  [{ up: 0, down: 30 * HOUR, unknown: 30 * HOUR }, 'known for 1d6h of 2d12h'],
  [{ up: 24 * HOUR, down: 0, unknown: 24 * HOUR - 1_801_000 }, 'known for 1d of 1d23h'],
  [{ up: HOUR, down: 0, unknown: 29_000 }, 'known for 1h of 1h'],
])('time %j is told as %s', (sums, words) => {
  expect(knownWords(sums)).toBe(words)
})

test('an outage belongs to the time in which it was due, from its first moment to before its end', () => {
  const flip = (seq: number, due: number) =>
    ({ check: 'c', seq, from: 'up', to: 'down', reason: 'silence', at: due + 5, due }) as const
  const flips = [flip(3, 300), { ...flip(2, 200), from: 'down', to: 'up' } as const, flip(1, 100)]
  const outages = (from: number, to: number) =>
    uptimeOf(flips, { ...newState(0), status: 'down' }, { createdAt: 0 }, from, to).outages
  expect([outages(100, 301), outages(101, 301), outages(100, 300), outages(0, 100)]).toEqual([2, 1, 1, 0])
})

test('an outage that no sweep has noticed is one, from its moment on', () => {
  const up = { check: 'c', seq: 1, from: 'new', to: 'up', reason: 'success', at: 100, due: 100 } as const
  const state = { ...newState(0), status: 'down', since: 900 } as const
  const sums = (to: number) => uptimeOf([up], state, { createdAt: 0 }, 100, to)
  expect(sums(1_000)).toEqual({ up: 800, down: 100, unknown: 0, outages: 1, share: 800 / 900 })
  expect(sums(900)).toEqual({ up: 800, down: 0, unknown: 0, outages: 0, share: 1 })
})
