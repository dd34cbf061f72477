import { expect, test } from 'vitest'
import { timeText } from '../../../src/domain/time/time-forms'

const NOW = new Date(2026, 10, 28, 10, 8, 30).getTime()
const at = (minutes: number) => NOW + minutes * 60_000

test.each([
  [-3, 'ago clock', '3 minutes ago (10:05)'],
  [-3, 'clock ago', '10:05 (3 minutes ago)'],
  [4, 'clock ago', '10:12 (in 4 minutes)'],
  [-3, 'stamp ago', '2026/11/28 10:05:30 (3 minutes ago)'],
  [-3 * 1440, 'ago clock', '3 days ago (Wed 25 Nov 10:08)'],
  [-3, 'clock', '10:05'],
  [-3, 'ago', '3 minutes ago'],
])('a moment %d minutes from now in the form "%s" is "%s"', (minutes, form, text) => {
  expect(timeText(at(minutes), form, NOW)).toBe(text)
})
