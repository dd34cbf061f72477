import { expect, it } from 'vitest'
import { retryDelay } from '../../../src/domain/alerts/retry'

const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE

it('the delay begins with five seconds and doubles up to a quarter of an hour', () => {
  const delays = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 1_000_000].map(attempts => retryDelay(attempts, 0.5))
  expect(delays.map(delay => delay / SECOND)).toEqual([5, 10, 20, 40, 80, 160, 320, 640, 900, 900, 900])
  expect(retryDelay(0, 0.5)).toBe(5 * SECOND)
})

it('chance makes it up to a quarter shorter or longer', () => {
  expect([0, 1].map(chance => retryDelay(1, chance))).toEqual([3_750, 6_250])
  expect([0, 1].map(chance => retryDelay(50, chance))).toEqual([675 * SECOND, 1_125 * SECOND])
})

it('the service may want a longer one, of six hours at most', () => {
  expect(retryDelay(1, 0.5, 5_001)).toBe(5_001)
  expect(retryDelay(1, 0.5, 4_999)).toBe(5 * SECOND)
  expect(retryDelay(1, 0.5, 2 * HOUR)).toBe(2 * HOUR)
  expect(retryDelay(1, 0.5, 7 * HOUR)).toBe(6 * HOUR)
})
