import { expect, test } from 'vitest'
import { durationWords } from '../../../src/web/watch/duration-words'

const [SECOND, MINUTE, HOUR, DAY] = [1_000, 60_000, 3_600_000, 86_400_000]

test.each([
  [0, '0 ms'],
  [39.6, '40 ms'],
  [999, '999 ms'],
  [SECOND, '1.0 s'],
  [1_549, '1.5 s'],
  [119_949, '119.9 s'],
  [2 * MINUTE, '2 min'],
  [17.4 * MINUTE, '17 min'],
  [119 * MINUTE, '119 min'],
  [2 * HOUR, '2 h'],
  [3.5 * HOUR, '3.5 h'],
  [47.9 * HOUR, '47.9 h'],
  [2 * DAY, '2 d'],
  [10.25 * DAY, '10.3 d'],
  [100 * DAY, '100 d'],
])('%d milliseconds are %s', (ms, words) => {
  expect(durationWords(ms)).toBe(words)
})
