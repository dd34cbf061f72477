import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createStrangerLimit } from '../../../src/web/peers/stranger-limit'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

it('a network may ask thirty times a minute with keys that nobody knows, and others are not kept out by it', async () => {
  const strangers = createStrangerLimit()
  for (let n = 0; n < 30; n++) {
    expect([n, await strangers.isOver('192.0.2.1')]).toEqual([n, false])
    await strangers.count('192.0.2.1')
  }
  expect(await strangers.isOver('192.0.2.1')).toBe(true)
  expect(await strangers.isOver('192.0.2.2')).toBe(false)
  await vi.advanceTimersByTimeAsync(60_001)
  expect(await strangers.isOver('192.0.2.1')).toBe(false)
})
