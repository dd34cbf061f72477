import { describe, expect, it } from 'vitest'
import type { HeartbeatOutcome, HeartbeatRecord } from '../../../src/domain/heartbeat/heartbeat'
import { type MissedInput, missedBefore, missedMessage } from '../../../src/domain/heartbeat/missed'
import { missedRecord } from '../../../src/domain/heartbeat/missed-slot'
import { slotOf } from '../../../src/domain/time/slot'
import { inZone } from '../../support/zone'

const slot = (clock: string, day = '20') => slotOf(Date.parse(`2026-11-${day}T${clock}:00Z`))

function record(clock: string, outcome: HeartbeatOutcome, result?: string): HeartbeatRecord {
  const at = Date.parse(`2026-11-20T${clock}:02Z`)
  const delivered = outcome === 'delivered'
  const attempts = result ? [{ at, delivered, result, detail: '', phases: { total: 9 } }] : []
  const base = {
    job: `slot-${slot(clock)}`,
    occasion: 'due',
    receiver: '',
    queuedAt: at,
    finishedAt: at,
  } as const
  return { ...base, slot: slot(clock), outcome, attempts, reason: '' }
}

const unsent = (clock: string) => missedRecord({ slot: slot(clock), reason: 'no tick ran' })

interface Case {
  name: string
  /** Oldest first, the order of events. */
  history: HeartbeatRecord[]
  now: string
  frequency?: MissedInput['frequency']
  message: string | undefined
}

const cases: Case[] = [
  {
    name: 'nothing was missed',
    history: [record('10:00', 'delivered', '200')],
    now: '10:10',
    message: undefined,
  },
  {
    name: 'a gate was reported between two due slots',
    history: [
      record('10:00', 'delivered', '200'),
      { ...record('10:02', 'withheld'), occasion: 'gate', reason: 'disk is down since 10:02' },
    ],
    now: '10:05',
    message: undefined,
  },
  {
    name: 'a gate was reported, and withheld the next heartbeat',
    history: [
      record('10:00', 'delivered', '200'),
      { ...record('10:02', 'withheld'), occasion: 'gate', reason: 'disk is down since 10:02' },
      { ...record('10:10', 'withheld'), reason: 'disk is down since 10:02' },
    ],
    now: '10:20',
    message: '1 heartbeat missed, 2026/11/20 10:10 (UTC+00:00): withheld: disk is down since 10:02 (1)',
  },
  {
    name: 'the button failed after the heartbeat of its slot had arrived',
    history: [
      record('10:00', 'delivered', '200'),
      { ...record('10:03', 'failed', 'DNS error'), occasion: 'now' },
    ],
    now: '10:10',
    message: undefined,
  },
  {
    name: 'the button failed after the heartbeat had arrived when it was tried again',
    history: [
      record('10:00', 'failed', 'Timeout error'),
      { ...record('10:05', 'delivered', '200'), occasion: 'catch-up' },
      { ...record('10:07', 'failed', 'DNS error'), occasion: 'now' },
    ],
    now: '10:10',
    message: undefined,
  },
  {
    name: 'a worker died with one in hand, which ended after the next one had arrived',
    history: [record('10:10', 'delivered', '200'), record('10:00', 'missed')],
    now: '10:20',
    message: '1 heartbeat missed, 2026/11/20 10:00 (UTC+00:00): not sent in time (1)',
  },
  { name: 'there is no history at all', history: [], now: '10:10', message: undefined },
  {
    name: 'one failed',
    history: [record('10:00', 'delivered', '200'), record('10:10', 'failed', 'HTTP error 503')],
    now: '10:20',
    message: '1 heartbeat missed, 2026/11/20 10:10 (UTC+00:00): HTTP error 503 (1)',
  },
  {
    name: 'several failed for two reasons, and one was never tried',
    history: [
      record('10:00', 'delivered', '200'),
      record('10:10', 'failed', 'DNS error'),
      record('10:20', 'failed', 'Timeout error'),
      record('10:30', 'failed', 'DNS error'),
      unsent('10:40'),
    ],
    now: '10:50',
    message:
      '4 heartbeats missed, 2026/11/20 10:10 to 10:40 (UTC+00:00): DNS error (2), Timeout error (1), not sent (1)',
  },
  {
    name: 'the Pi was off for two hours',
    history: [record('10:00', 'delivered', '200'), unsent('11:00')],
    now: '12:00',
    frequency: 60,
    message: '1 heartbeat missed, 2026/11/20 11:00 (UTC+00:00): not sent (1)',
  },
  {
    name: 'the worker was away, so the queue dropped them',
    history: [record('10:00', 'delivered', '200'), record('10:10', 'missed')],
    now: '10:20',
    message: '1 heartbeat missed, 2026/11/20 10:10 (UTC+00:00): not sent in time (1)',
  },
  {
    name: 'the same heartbeat failed at its time and when it was tried again',
    history: [
      record('09:00', 'delivered', '200'),
      record('10:00', 'failed', 'DNS error'),
      record('10:05', 'failed', 'HTTP error 500'),
    ],
    now: '10:10',
    frequency: 60,
    message: '1 heartbeat missed, 2026/11/20 10:00 (UTC+00:00): HTTP error 500 (1)',
  },
  {
    name: 'slots were missed that were due by another frequency',
    history: [record('10:00', 'delivered', '200'), unsent('10:10'), unsent('10:20')],
    now: '12:00',
    frequency: 60,
    message: '2 heartbeats missed, 2026/11/20 10:10 to 10:20 (UTC+00:00): not sent (2)',
  },
  {
    name: 'a slot was missed, and its catch-up failed',
    history: [record('10:00', 'delivered', '200'), unsent('11:00'), record('11:05', 'failed', 'DNS error')],
    now: '12:00',
    frequency: 60,
    message: '1 heartbeat missed, 2026/11/20 11:00 (UTC+00:00): DNS error (1)',
  },
  {
    name: 'nothing ever arrived: only what was tried is known',
    history: [record('10:10', 'failed', 'TLS error')],
    now: '12:00',
    message: '1 heartbeat missed, 2026/11/20 10:10 (UTC+00:00): TLS error (1)',
  },
]

describe('the gap before a heartbeat, when', () => {
  for (const { name, history, now, frequency = 10, message } of cases) {
    it(name, () => {
      inZone('UTC', () => {
        const gap = missedBefore({
          slot: slot(now),
          frequency,
          history: [...history].reverse(),
        })
        expect(gap && missedMessage(gap)).toBe(message)
      })
    })
  }

  it('lasts over midnight names both days, in local time', () => {
    inZone('Asia/Kolkata', () => {
      const gap = { count: 2, from: slot('18:00'), to: slot('19:00'), reasons: new Map([['Conn. error', 2]]) }
      expect(missedMessage(gap)).toBe(
        '2 heartbeats missed, 2026/11/20 23:30 to 2026/11/21 00:30 (UTC+05:30): Conn. error (2)',
      )
    })
  })
})
