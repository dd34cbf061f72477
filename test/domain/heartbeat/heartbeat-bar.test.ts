import { expect, test } from 'vitest'
import type { Attempt, HeartbeatOutcome, HeartbeatRecord } from '../../../src/domain/heartbeat/heartbeat'
import { heartbeatBars } from '../../../src/domain/heartbeat/heartbeat-bar'
import { SLOT_MS, slotOf } from '../../../src/domain/time/slot'

const SLOT = slotOf(new Date('2026-11-20T10:00').getTime())

function record(slot: number, outcome: HeartbeatOutcome, ...results: string[]): HeartbeatRecord {
  const at = slot * SLOT_MS + 2_000
  const attempts = results.map(
    (result): Attempt => ({ at, delivered: result === '200', result, detail: '', phases: { total: 1 } }),
  )
  return {
    job: `slot-${slot}`,
    slot,
    occasion: 'due',
    outcome,
    attempts,
    reason: 'why',
    receiver: '',
    queuedAt: at - 700,
    finishedAt: at,
  }
}

const input = { now: (SLOT + 6) * SLOT_MS + 1, frequency: 10, settingsChangedAt: 0, limit: 48 } as const
const shown = (history: HeartbeatRecord[], more: object = {}) =>
  heartbeatBars({ ...input, history, ...more }).map(
    ({ kind, status, at }) => `${slotOf(at) - SLOT} ${kind} ${status}`,
  )

test('each kind of end is a kind of bar, oldest first', () => {
  const history = [
    record(SLOT + 4, 'missed'),
    record(SLOT + 2, 'failed', 'DNS error', 'HTTP error 503'),
    record(SLOT, 'delivered', 'DNS error', '200'),
    record(SLOT - 2, 'delivered', '200'),
  ]
  expect(shown(history)).toEqual([
    '-2 delivered 200',
    '0 retried 200',
    '2 failed HTTP error 503',
    '4 missed Missed',
  ])
})

test('due slots that nobody asked for were missed too; the present one may still come', () => {
  expect(shown([record(SLOT + 6, 'delivered', '200'), record(SLOT, 'delivered', '200')])).toEqual([
    '0 delivered 200',
    '2 missed Missed',
    '4 missed Missed',
    '6 delivered 200',
  ])
  expect(shown([record(SLOT, 'delivered', '200')])).toEqual([
    '0 delivered 200',
    '2 missed Missed',
    '4 missed Missed',
  ])
})

test('a heartbeat that caught up counts for the slot that was due', () => {
  expect(shown([record(SLOT + 3, 'delivered', '200'), record(SLOT, 'delivered', '200')])).toEqual([
    '0 delivered 200',
    '3 delivered 200',
    '4 missed Missed',
  ])
})

test('nothing is inferred from before the settings were changed, with Off, or without any history', () => {
  const history = [record(SLOT, 'delivered', '200')]
  expect(shown(history, { settingsChangedAt: (SLOT + 3) * SLOT_MS })).toEqual([
    '0 delivered 200',
    '4 missed Missed',
  ])
  expect(shown(history, { frequency: 'Off' })).toEqual(['0 delivered 200'])
  expect(shown([])).toEqual([])
})

test('the newest ones are kept', () => {
  expect(shown([record(SLOT, 'delivered', '200')], { limit: 1 })).toEqual(['4 missed Missed'])
})

test('a bar tells how long it took from the queue to its end, if anything was sent', () => {
  const bars = heartbeatBars({
    ...input,
    history: [
      record(SLOT + 5, 'missed'),
      record(SLOT + 4, 'delivered', '200'),
      record(SLOT + 2, 'failed', 'x'),
    ],
  })
  expect(bars.map(({ duration, detail }) => [duration, detail])).toEqual([
    [700, 'why'],
    [700, 'why'],
    [undefined, 'why'],
  ])
})
