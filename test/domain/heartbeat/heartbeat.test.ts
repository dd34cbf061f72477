import { describe, expect, it } from 'vitest'
import {
  heartbeatNow,
  heartbeatOfSlot,
  lastResultOf,
  retryDelay,
} from '../../../src/domain/heartbeat/heartbeat'

describe('a heartbeat', () => {
  const now = Date.parse('2026-11-20T10:04:50Z')
  it('of a tick dies with its slot', () => {
    expect(heartbeatOfSlot(now, 'due')).toEqual({
      slot: Date.parse('2026-11-20T10:00:00Z') / 300_000,
      occasion: 'due',
      notAfter: Date.parse('2026-11-20T10:05:00Z'),
    })
  })
  it('of the button has five minutes of its own', () => {
    expect(heartbeatNow(now).notAfter).toBe(Date.parse('2026-11-20T10:09:50Z'))
  })
})

describe('the retry', () => {
  it.each([
    [0, 5_000],
    [0.5, 6_250],
    [0.999, 7_497.5],
  ])('waits at least five seconds, with jitter: %d', (random, delay) => {
    expect(retryDelay(random)).toBeCloseTo(delay)
  })
})

describe('the result of a finished heartbeat', () => {
  const attempt = (result: string, at: number) => ({
    at,
    delivered: false,
    result,
    detail: '',
    phases: { total: 1 },
  })
  it.each([
    ['delivered', [attempt('Timeout error', 1), attempt('200', 2)], { at: 2, result: '200' }],
    ['failed', [attempt('HTTP error 503', 1)], { at: 1, result: 'HTTP error 503' }],
    ['failed', [], { at: 9, result: 'Missed' }],
    ['missed', [attempt('Timeout error', 1)], { at: 9, result: 'Missed' }],
  ] as const)('%s, with attempts %j', (outcome, attempts, result) => {
    expect(lastResultOf({ outcome, attempts }, 9)).toEqual(result)
  })
})
