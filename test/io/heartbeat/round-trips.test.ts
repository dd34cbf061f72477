import { expect, test } from 'vitest'
import type { HeartbeatRecord } from '../../../src/domain/heartbeat/heartbeat'
import { SLOT_MS } from '../../../src/domain/time/slot'
import { createRoundTrips, readRoundTrips } from '../../../src/io/heartbeat/round-trips'
import { namesOf } from '../../../src/io/redis/client'
import { shareRedis } from '../../support/shared-redis'

const { admin } = await shareRedis()

const START = Date.UTC(2026, 10, 20)
const DAY = 86_400_000
const MINUTE = 60_000

/** A heartbeat of that slot; undefined: it was not delivered. */
function beat(slot: number, took: number | undefined): HeartbeatRecord {
  const at = START + slot * SLOT_MS
  const attempt = { at, result: '200', detail: '', phases: { total: took ?? 10_000 } }
  return {
    job: `${slot}`,
    slot,
    occasion: 'due',
    outcome: took === undefined ? 'failed' : 'delivered',
    attempts: [{ ...attempt, delivered: took !== undefined }],
    reason: '',
    receiver: '',
    queuedAt: at,
    finishedAt: at + MINUTE,
  }
}

test('round trips outlive the history of heartbeats, for a few writes a day', async () => {
  const ended: HeartbeatRecord[] = []
  const history = async (limit: number) => [...ended].reverse().slice(0, limit)
  const note = createRoundTrips(admin, history)
  const { roundTrips } = namesOf(admin).heartbeats
  let writes = 0
  let stored: string | null = null
  for (let slot = 0; slot < 3 * 288; slot++) {
    ended.push(beat(slot, slot % 100 === 0 ? undefined : 100 + (slot % 7)))
    await note(Math.floor(START / SLOT_MS) + slot)
    const now = (await admin.getBuffer(roundTrips))?.toString('hex') ?? null
    if (now !== stored) writes++
    stored = now
  }
  expect(writes).toBeLessThanOrEqual(12)
  const { day, month, year } = await readRoundTrips(admin, history, START + 3 * DAY)
  const count = (figures: typeof day) => figures.reduce((sum, each) => sum + each.count, 0)
  expect(day.length).toBeGreaterThan(280)
  expect([count(month), count(year)]).toEqual([855, 855])
  expect(Math.max(...year.map(({ max }) => max))).toBe(106)
})
