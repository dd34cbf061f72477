import { expect, test } from 'vitest'
import { sparklineOf } from '../../../src/web/watch/sparkline'

test('a sparkline goes from the lowest time at its bottom to the greatest at its top', () => {
  expect(sparklineOf([1_000, 4_000, 2_500])).toEqual({
    width: 8,
    height: 16,
    path: 'M0 15l4-14 4 7',
    words: 'last 3 times, 1.0 s to 4.0 s',
  })
})

test('times that hardly differ are a flat line: the whole height is a quarter of the greatest time', () => {
  expect(sparklineOf([100, 90, 100])?.path).toBe('M0 9l4 6 4-6')
  expect(sparklineOf([0, 0])?.path).toBe('M0 15l4 0')
  expect(sparklineOf([1, 2, 1])?.path).toBe('M0 15l4-14 4 14')
})

test('a single time is no line, and two are', () => {
  expect(sparklineOf([])).toBeUndefined()
  expect(sparklineOf([7])).toBeUndefined()
  expect(sparklineOf([7, 7])).toEqual({
    width: 4,
    height: 16,
    path: 'M0 15l4 0',
    words: 'last 2 times, 7 ms to 7 ms',
  })
})
