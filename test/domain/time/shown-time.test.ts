import { expect, test } from 'vitest'
import { shownAgo, shownClock, shownSpan } from '../../../src/domain/time/shown-time'

const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const NOW = new Date(2026, 10, 28, 10, 8, 30).getTime()

test.each([
  [20 * SECOND, '20 s', 'in 20 s', '20 s ago'],
  [MINUTE, '1 minute', 'in 1 minute', '1 minute ago'],
  [17 * MINUTE, '17 minutes', 'in 17 minutes', '17 minutes ago'],
  [3 * HOUR, '3 hours', 'in 3 hours', '3 hours ago'],
  [3 * DAY, '3 days', 'in 3 days', '3 days ago'],
])('%d ms are %s, %s and %s', (ms, span, ahead, ago) => {
  expect([shownSpan(ms), shownAgo(NOW + ms, NOW), shownAgo(NOW - ms, NOW)]).toEqual([span, ahead, ago])
})

test('the present is just now', () => expect(shownAgo(NOW, NOW)).toBe('just now'))

test('a moment of today has its clock alone, another one its day, too', () => {
  expect(shownClock(NOW - 3 * MINUTE, NOW)).toBe('10:05')
  expect(shownClock(NOW - 3 * DAY, NOW)).toBe('Wed 25 Nov 10:08')
})
