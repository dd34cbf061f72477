import { expect, test } from 'vitest'
import {
  formatDuration,
  parseDuration,
  parseShortDuration,
  shortDurationProblem,
} from '../../../src/domain/time/duration'

test.each([
  ['90s', 90_000],
  ['5m', 300_000],
  ['1h30m', 5_400_000],
  ['2 d', 172_800_000],
  ['1w', 604_800_000],
  [' 1D 2H 3M 4S ', 93_784_000],
  ['1m1m', 120_000],
  ['123456789s', 123_456_789_000],
  ['0s', 0],
])('%j is a span of %d ms', (text, ms) => {
  expect([parseDuration(text), parseShortDuration(text)]).toEqual([ms, ms])
})

test.each([
  ['0', 0],
  ['7', 420_000],
  [' 123456789 ', 7_407_407_340_000],
])('the bare number %j is minutes, and none where it could be seconds', (text, ms) => {
  expect([parseDuration(text), parseShortDuration(text)]).toEqual([ms, undefined])
})

const NO_SPANS = [
  '',
  'm',
  '-5m',
  '5x',
  '1.5h',
  '5  m',
  '5m  6s',
  'x5m',
  '5mx',
  '1h30',
  '1234567890',
  '1234567890s',
]

test.each(['5', ...NO_SPANS])('%j is no short span of time', text => {
  expect(parseShortDuration(text)).toBeUndefined()
  expect(shortDurationProblem(text)).toBe('has to be a span of time such as 500ms, 2s or 1m')
})

test.each(NO_SPANS)('%j is no span of time', text => {
  expect(parseDuration(text)).toBeUndefined()
})

test.each([
  ['500ms', 500],
  ['0.5s', 500],
  ['1.125 S', 1_125],
  ['12.5ms', 12.5],
  ['123456789ms', 123_456_789],
  ['1m', 60_000],
])('the short span %j is %d ms', (text, ms) => {
  expect(parseShortDuration(text)).toBe(ms)
  expect(shortDurationProblem(text)).toBeUndefined()
})

test.each(['.5s', '1.s', '1.2345s', '1234567890ms', 'x5ms', '5msx', '0.5m', '5  ms', '1,5s'])(
  '%j is no short span',
  text => {
    expect(parseShortDuration(text)).toBeUndefined()
  },
)

test.each([
  [-1_000, '0s'],
  [0, '0s'],
  [499, '0s'],
  [500, '1s'],
  [59_499, '59s'],
  [60_000, '1m'],
  [3_600_000, '1h'],
  [5_400_000, '1h30m'],
  [86_400_000, '1d'],
  [604_800_000, '7d'],
  [93_784_000, '1d2h3m4s'],
  [86_401_000, '1d1s'],
])('%d ms are written as %s', (ms, text) => {
  expect(formatDuration(ms)).toBe(text)
})
