import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createRefusalLog, type RefusalLog } from '../../../src/web/access/access-log'

let lines: string[]
let refusals: RefusalLog

beforeEach(() => {
  vi.useFakeTimers()
  lines = []
  refusals = createRefusalLog({ warn: line => void lines.push(String(line)) })
})
afterEach(() => void vi.useRealTimers())

test('a few refused log-ins are a line each', () => {
  for (let n = 1; n <= 10; n++) refusals.note(`from 192.0.2.${n}`)
  expect(lines).toEqual(Array.from({ length: 10 }, (_, n) => `from 192.0.2.${n + 1}`))
})

test('of a flood the first ten are lines, and then there are sums, at last one an hour', () => {
  for (let second = 0; second < 86_400; second++) {
    for (let n = 0; n < 10; n++) refusals.note(`from 192.0.2.${n}`)
    vi.advanceTimersByTime(1_000)
  }
  expect(lines.length).toBeLessThan(10 + 32)
  expect(lines[10]).toBe('590 more like these within 60 s; the last one: from 192.0.2.9')
  expect(lines[11]).toBe('1200 more like these within 120 s; the last one: from 192.0.2.9')
  expect(lines.at(-1)).toBe('36000 more like these within 3600 s; the last one: from 192.0.2.9')
})

test('what was counted is logged also when the flood has ended, and then lines come again', () => {
  for (let n = 0; n < 12; n++) refusals.note('from 192.0.2.1')
  vi.advanceTimersByTime(60_000)
  expect(lines.slice(10)).toEqual(['2 more like these within 60 s; the last one: from 192.0.2.1'])
  vi.advanceTimersByTime(120_000)
  refusals.note('from 192.0.2.7')
  expect(lines.slice(11)).toEqual(['from 192.0.2.7'])
})
