import { describe, expect, it } from 'vitest'
import {
  type HeartbeatRecord,
  heartbeatNow,
  heartbeatOfGate,
  heartbeatOfSlot,
  isOutcome,
  jobOfGate,
  jobOfSlot,
  lastResultOf,
  missedAt,
  newestHeartbeat,
  retryDelay,
  wasQueued,
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

describe('the heartbeat', () => {
  const now = Date.parse('2026-11-20T10:04:50Z')
  const slot = Date.parse('2026-11-20T10:00:00Z') / 300_000

  it('of the button and of a gate have the slot, and five minutes', () => {
    const notAfter = Date.parse('2026-11-20T10:09:50Z')
    expect(heartbeatNow(now)).toStrictEqual({ slot, occasion: 'now', notAfter })
    expect(heartbeatNow(now, 't')).toStrictEqual({ slot, occasion: 'now', notAfter, target: 't' })
    expect(heartbeatOfGate(now)).toStrictEqual({ slot, occasion: 'gate', notAfter })
    expect(heartbeatOfSlot(now, 'boot', 't')).toStrictEqual({
      slot,
      occasion: 'boot',
      notAfter: Date.parse('2026-11-20T10:05:00Z'),
      target: 't',
    })
  })

  it('has a job with a name', () => {
    expect([jobOfSlot(7), jobOfGate(9)]).toStrictEqual(['slot-7', 'gate-9'])
  })

  it.each([
    [8_999, 8_999],
    [9_000, 9_000],
    [9_001, 9_000],
  ])('that is missed at %i, of 10000 at most, was missed at %i', (at, missed) => {
    expect(missedAt(at, { slot, occasion: 'due', notAfter: 10_000 })).toBe(missed)
  })

  it.each([
    ['delivered', true],
    ['failed', true],
    ['missed', true],
    ['withheld', true],
    ['queued', false],
    ['sending', false],
    ['retrying', false],
  ])('that is %s has ended: %s', (state, hasEnded) => {
    expect(isOutcome(state)).toBe(hasEnded)
  })

  it('that is the newest was queued last, and no slot without a job', () => {
    const record = (job: string, queuedAt: number) => ({ job, queuedAt }) as HeartbeatRecord
    const history = [record('a', 1), record('b', 3), record('', 4), record('c', 2)]
    expect(history.map(wasQueued)).toStrictEqual([true, true, false, true])
    expect(newestHeartbeat(history)).toBe(history[1])
    expect(newestHeartbeat([record('', 1)])).toBeUndefined()
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
