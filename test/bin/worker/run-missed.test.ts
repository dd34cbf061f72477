import { afterEach, expect, test, vi } from 'vitest'
import { startNoticing } from '../../../src/bin/worker/run-missed'
import type { DueRule, MissedSlot } from '../../../src/domain/heartbeat/missed-slot'
import { StoreUnavailable } from '../../../src/domain/net/unavailable'
import type { Reading } from '../../../src/domain/settings/reading'
import { SLOT_MS, slotOf } from '../../../src/domain/time/slot'

const START = Date.parse('2026-11-20T10:07:00Z')
const reading = {
  kind: 'ok',
  settings: { monitoring: { frequency: 5, url: 'http://x', catchup: true } },
  changedAt: START - 3_600_000,
} as unknown as Reading

afterEach(() => void vi.useRealTimers())

test('slots are noticed when they are over, and recorded as soon as Redis is there', async () => {
  vi.useFakeTimers({ now: START })
  const added: MissedSlot[] = []
  const errors: unknown[] = []
  let isAway = false
  let ready = () => {}
  const unlessAway = async <T>(value: T) => {
    if (isAway) throw new StoreUnavailable('Redis cannot be reached')
    return value
  }
  const noticing = startNoticing(
    {
      missed: {
        rule: () => unlessAway(undefined),
        add: async slots => {
          await unlessAway(undefined)
          added.push(...slots)
        },
      },
      onReady: run => {
        ready = run
      },
    },
    {
      now: Date.now,
      settings: { read: async () => reading, edit: () => Promise.reject(new Error('not here')) },
      ticks: { read: async () => undefined },
      log: { info: () => {}, warn: () => {}, error: error => void errors.push(error) },
    },
  )
  await vi.advanceTimersByTimeAsync(3 * 60_000 + 9_000)
  expect(added).toEqual([])
  await vi.advanceTimersByTimeAsync(SLOT_MS + 2_000)
  expect(added.map(({ slot }) => slot - slotOf(START))).toEqual([1])
  isAway = true
  await vi.advanceTimersByTimeAsync(2 * SLOT_MS)
  expect(added).toHaveLength(1)
  isAway = false
  ready()
  await vi.advanceTimersByTimeAsync(0)
  expect(added.map(({ slot }) => slot - slotOf(START))).toEqual([1, 2, 3])
  expect(errors).toEqual([])
  noticing.close()
})

test('a changed frequency is recorded at once, not at the end of its slot', async () => {
  vi.useFakeTimers({ now: START })
  let frequency: 5 | 60 = 60
  const rules: (DueRule | undefined)[] = []
  const noticing = startNoticing(
    {
      missed: { rule: async () => undefined, add: async (_slots, rule) => void rules.push(rule) },
      onReady: () => {},
    },
    {
      now: Date.now,
      settings: {
        read: async () =>
          ({
            ...reading,
            settings: { monitoring: { frequency, url: 'http://x', catchup: true } },
          }) as Reading,
        edit: () => Promise.reject(new Error('not here')),
      },
      ticks: { read: async () => undefined },
      log: { info: () => {}, warn: () => {}, error: () => {} },
    },
  )
  await vi.advanceTimersByTimeAsync(1_000)
  expect(rules.map(rule => rule?.frequency)).toEqual([60])
  frequency = 5
  noticing.onSettings()
  await vi.advanceTimersByTimeAsync(1_000)
  expect(rules.map(rule => rule?.frequency)).toEqual([60, 5])
  noticing.close()
})
