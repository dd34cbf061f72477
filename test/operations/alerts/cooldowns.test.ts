import { beforeEach, expect, it } from 'vitest'
import type { Delivery } from '../../../src/domain/alerts/alert'
import { createCooldowns } from '../../../src/operations/alerts/cooldowns'

const FAILED: Delivery = { ok: false, permanent: false, detail: 'answered 503' }
const REFUSED: Delivery = { ok: false, permanent: true, detail: 'answered 400' }
const DELIVERED: Delivery = { ok: true, detail: 'answered 200' }

let now: number
beforeEach(() => {
  now = 1_000_000
})

/** An attempt after another; returns for how long the channel cools down after it, in milliseconds. */
function attempts() {
  const cooldowns = createCooldowns(() => now)
  return {
    cooldowns,
    after: (delivery: Delivery, channel = 'hook') => {
      cooldowns.note(channel, delivery, cooldowns.of(channel))
      const until = cooldowns.of(channel)?.until
      return until === undefined ? undefined : until - now
    },
  }
}

it('a channel cools down for longer after each failure, and anew after a delivery', () => {
  const { after } = attempts()
  const pauses = [FAILED, FAILED, FAILED, DELIVERED, FAILED].map(delivery => {
    const pause = after(delivery)
    now += pause ?? 0
    return pause
  })
  expect(pauses).toEqual([3_750, 7_500, 15_000, undefined, 3_750])
})

it('a channel that refuses an alert for good answers, so that the next one is tried at once', () => {
  const { after } = attempts()
  expect(after(FAILED)).toBe(3_750)
  expect(after(REFUSED)).toBeUndefined()
  expect(after(FAILED)).toBe(3_750)
})

it('each channel cools down by itself', () => {
  const { after, cooldowns } = attempts()
  after(FAILED, 'one')
  expect(cooldowns.of('other')).toBeUndefined()
  expect(after(DELIVERED, 'other')).toBeUndefined()
  expect(cooldowns.of('one')).toEqual({ from: now, failures: 1, until: now + 3_750 })
})

it('attempts at the same time count once, and the longest pause of them holds', () => {
  const { cooldowns } = attempts()
  const before = cooldowns.of('hook')
  cooldowns.note('hook', { ...FAILED, retryAfter: 120_000 }, before)
  cooldowns.note('hook', FAILED, before)
  expect(cooldowns.of('hook')).toEqual({ from: now, failures: 1, until: now + 120_000 })
  now += 120_000
  cooldowns.note('hook', FAILED, cooldowns.of('hook'))
  expect(cooldowns.of('hook')).toEqual({ from: now, failures: 2, until: now + 7_500 })
})

it('a channel does not cool down for as long as the clock was set back', () => {
  const { after, cooldowns } = attempts()
  after({ ...FAILED, retryAfter: 60_000 })
  now -= 500_000
  expect(cooldowns.of('hook')).toBeUndefined()
  expect(after(FAILED)).toBe(3_750)
})
