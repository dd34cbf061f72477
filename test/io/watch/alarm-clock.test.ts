import { expect, it, vi } from 'vitest'
import { startAlarmClock } from '../../../src/io/watch/alarm-clock'

it('a ring that fails again and again counts as one that does not end, until one succeeds', async () => {
  let isBroken = true
  let rings = 0
  const ring = async () => {
    rings++
    if (isBroken) throw new Error('a record is damaged')
    return undefined
  }
  const onError = vi.fn()
  const clock = startAlarmClock(ring, { now: Date.now, onError })
  await vi.waitFor(() => expect(rings).toBeGreaterThan(1), 15_000)
  expect(onError).toHaveBeenCalledWith(new Error('a record is damaged'))
  await vi.waitFor(() => expect(clock.ringingFor()).toBeGreaterThan(1_000), 15_000)
  isBroken = false
  clock.wake()
  await vi.waitFor(() => expect(clock.ringingFor()).toBe(0), 15_000)
  await clock.close()
})
