import { expect, it, onTestFinished, vi } from 'vitest'
import { StoreUnavailable } from '../../../src/domain/net/unavailable'
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
  await vi.waitFor(() => expect(rings).toBeGreaterThan(1), 60_000)
  expect(onError).toHaveBeenCalledWith(new Error('a record is damaged'))
  await vi.waitFor(() => expect(clock.ringingFor()).toBeGreaterThan(1_000), 60_000)
  isBroken = false
  clock.wake()
  await vi.waitFor(() => expect(clock.ringingFor()).toBe(0), 60_000)
  await clock.close()
})

it('trouble that lasts is reported once, other trouble again, and a Redis that is away never', async () => {
  const troubles = [
    new Error('damaged'),
    new Error('damaged'),
    new StoreUnavailable('Redis did not answer'),
    new Error('full'),
    undefined,
    new Error('full'),
    new Error('full'),
  ]
  let rings = 0
  const ring = async () => {
    const trouble = troubles[rings++]
    if (trouble) throw trouble
    return Date.now()
  }
  const reported: string[] = []
  const onError = ({ message }: Error) => void reported.push(message)
  const clock = startAlarmClock(ring, { now: Date.now, onError, againMs: 1 })
  await vi.waitFor(() => expect(rings).toBeGreaterThan(troubles.length), 60_000)
  expect(reported).toEqual(['damaged', 'full', 'full'])
  await clock.close()
})

it('rings no more than once in its rest while there is nothing to ring for, however long that is, and at once when woken', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance', 'Date'], now: 0 })
  onTestFinished(() => void vi.useRealTimers())
  let rings = 0
  const ring = async () => {
    rings++
    return rings === 3 ? Date.now() + 90_000 : undefined
  }
  const clock = startAlarmClock(ring, { now: Date.now, onError: () => {}, restMs: 600_000 })
  await vi.advanceTimersByTimeAsync(599_000)
  expect(rings).toBe(1)
  await vi.advanceTimersByTimeAsync(2_000)
  expect(rings).toBe(2)
  await vi.advanceTimersByTimeAsync(100_000)
  clock.wake()
  await vi.advanceTimersByTimeAsync(89_000)
  expect(rings).toBe(3)
  await vi.advanceTimersByTimeAsync(2_000)
  expect(rings).toBe(4)
  await clock.close()
})
