import { describe, expect, it } from 'vitest'
import { heartbeatNow, heartbeatOfSlot, retryDelay } from '../../../src/domain/heartbeat/heartbeat'
import { SLOT_MS, slotEnd, slotOf } from '../../../src/domain/time/slot'

describe('a heartbeat', () => {
  const now = Date.parse('2026-11-20T10:04:50Z')
  it('of a tick dies with its slot', () => {
    expect(heartbeatOfSlot(now, 'due')).toEqual({
      slot: slotOf(now),
      occasion: 'due',
      notAfter: slotEnd(slotOf(now)),
    })
  })
  it('of the button has five minutes of its own', () => {
    expect(heartbeatNow(now).notAfter).toBe(now + SLOT_MS)
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
