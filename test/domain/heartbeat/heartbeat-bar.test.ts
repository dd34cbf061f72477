import { expect, test } from 'vitest'
import type { Attempt, HeartbeatOutcome, HeartbeatRecord } from '../../../src/domain/heartbeat/heartbeat'
import { heartbeatBars } from '../../../src/domain/heartbeat/heartbeat-bar'
import { missedRecord } from '../../../src/domain/heartbeat/missed-slot'
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

const shown = (history: HeartbeatRecord[], limit = 48) =>
  heartbeatBars(history, limit).map(({ kind, status, at }) => `${slotOf(at) - SLOT} ${kind} ${status}`)

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

test('a slot in which no heartbeat was queued is a missed one, at its own time', () => {
  const missed = missedRecord({ slot: SLOT + 2, reason: 'no tick ran' })
  const history = [record(SLOT + 4, 'delivered', '200'), missed, record(SLOT, 'delivered', '200')]
  expect(shown(history)).toEqual(['0 delivered 200', '2 missed Missed', '4 delivered 200'])
  expect(heartbeatBars(history, 48)[1]).toEqual({
    kind: 'missed',
    at: (SLOT + 2) * SLOT_MS,
    status: 'Missed',
    detail: 'no tick ran',
  })
})

test('without any history there are none', () => {
  expect(shown([])).toEqual([])
})

test('the newest ones are kept', () => {
  expect(shown([record(SLOT + 2, 'missed'), record(SLOT, 'delivered', '200')], 1)).toEqual([
    '2 missed Missed',
  ])
})

test('a bar tells how long it took from the queue to its end, if anything was sent', () => {
  const history = [
    record(SLOT + 5, 'missed'),
    record(SLOT + 4, 'delivered', '200'),
    record(SLOT + 2, 'failed', 'x'),
  ]
  const bars = heartbeatBars(history, 48)
  expect(bars.map(({ duration, detail }) => [duration, detail])).toEqual([
    [700, 'why'],
    [700, 'why'],
    [undefined, 'why'],
  ])
})
