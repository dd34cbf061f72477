import { expect, test } from 'vitest'
import { ago, clockFace, span } from '../../../src/domain/time/time-words'

test.each([
  [0, '0 s'],
  [-5, '0 s'],
  [59_999, '59 s'],
  [60_000, '1 minute'],
  [17 * 60_000 + 59_000, '17 minutes'],
  [119 * 60_000, '119 minutes'],
  [120 * 60_000, '2 hours'],
  [47 * 3_600_000, '47 hours'],
  [48 * 3_600_000, '2 days'],
])('%d ms are %s', (ms, words) => {
  expect(span(ms)).toBe(words)
})

test.each([
  [-500, 'just now'],
  [-40_000, '40 s ago'],
  [-180_000, '3 minutes ago'],
  [30_500, 'in 31 s'],
  [60_000, 'in 1 minute'],
  [61_000, 'in 2 minutes'],
])('%d ms from now is %s', (ms, words) => {
  expect(ago(1_000_000_000 + ms, 1_000_000_000)).toBe(words)
})

test('a time of another day includes the day', () => {
  const at = (text: string) => new Date(text).getTime()
  expect(clockFace(at('2026-11-20T09:05'), at('2026-11-20T23:00'))).toBe('09:05')
  expect(clockFace(at('2026-11-20T23:55'), at('2026-11-21T00:05'))).toBe('Fri 20 Nov 23:55')
})
