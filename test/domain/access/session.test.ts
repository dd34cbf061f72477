import { describe, expect, test } from 'vitest'
import { deviceWords, isConfirmed, SESSION_MS, stepAt } from '../../../src/domain/access/session'

const CHROME = 'AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0'

test.each<[userAgent: string | undefined, words: string]>([
  ['Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0', 'Firefox on Linux'],
  ['Mozilla/5.0 (Android 15; Mobile; rv:143.0) Gecko/143.0 Firefox/143.0', 'Firefox on Android'],
  [
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1',
    'Safari on iPhone',
  ],
  [
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/140.0 Mobile/15E148 Safari/604.1',
    'Chrome on iPhone',
  ],
  [`Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${CHROME} Safari/537.36 Edg/140.0.0.0`, 'Edge on Windows'],
  [`Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${CHROME} Safari/537.36 OPR/123.0.0.0`, 'Opera on Windows'],
  [`Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) ${CHROME} Safari/537.36`, 'Chrome on a Mac'],
  [
    `Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36`,
    'Samsung Internet on Android',
  ],
  [`Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) ${CHROME} Safari/537.36`, 'Chrome on ChromeOS'],
  [
    'Mozilla/5.0 (iPad; CPU OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Safari/604.1',
    'Safari on iPad',
  ],
  [
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) FxiOS/143.0 Mobile/15E148 Safari/605.1.15',
    'Firefox on iPhone',
  ],
  ['Mozilla/5.0 (Mac OS X) Firefox/143.0', 'Firefox on a Mac'],
  ...['Edge', 'Edg', 'EdgA', 'EdgiOS'].map((name): [string, string] => [
    `${CHROME} Safari/537.36 ${name}/140.0`,
    'Edge',
  ]),
  ...['Chromium', 'HeadlessChrome', 'Chrome'].map((name): [string, string] => [
    `${name}/140.0 Safari/537.36`,
    'Chrome',
  ]),
  ['XChrome/1 XSafari/1 XFirefox/1 XEdge/1 XOPR/1 XSamsungBrowser/1', 'XChrome'],
  ['Safari/1 (Linuxen; XWindows; AndroidX; iPhoney; XiPad; CrOSX; Macintoshes)', 'Safari'],
  ['Linux', 'Linux'],
  ['my-backup_job.v2+x', 'my-backup_job.v2+x'],
  [`${'x'.repeat(31)}/1`, 'x'.repeat(30)],
  [' curl/8', 'an unknown program'],
  ['curl/8.14.1', 'curl'],
  ['<script>alert(1)</script>', 'an unknown program'],
  ['', 'an unknown program'],
  [undefined, 'an unknown program'],
])('%s is %s', (userAgent, words) => {
  expect(deviceWords(userAgent)).toBe(words)
})

describe('a log-in is confirmed', () => {
  const now = 1_790_000_000_000
  const minute = 60_000
  test.each([
    ['at once', now, true],
    ['fourteen minutes after the password was typed', now - 14 * minute, true],
    ['a millisecond before the fifteenth minute is over', now - 15 * minute + 1, true],
    ['not after fifteen', now - 15 * minute, false],
    ['not by a moment that is still to come, after the clock was set back', now + minute, false],
    ['not in a session of an earlier version, which does not know the moment', undefined, false],
  ])('%s', (_name, typedAt, confirmed) => {
    expect(isConfirmed(typedAt, now)).toBe(confirmed)
  })
})

test('a session ends thirty days after its last use, and ninety after the log-in', () => {
  expect(SESSION_MS).toEqual({ idle: 2_592_000_000, longest: 7_776_000_000, confirmed: 900_000 })
})

test.each([
  [0, 0],
  [29_999, 0],
  [30_000, 1],
  [1_790_000_010_000, 59_666_667],
])('the time step of a one-time code at %d is %d', (now, step) => {
  expect(stepAt(now)).toBe(step)
})
