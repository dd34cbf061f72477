import { describe, expect, it } from 'vitest'
import type { LastResult } from '../../../src/domain/heartbeat/result-line'
import { decideTick, type LastTick, stillOwed, type TickInput } from '../../../src/domain/heartbeat/tick'
import { slotOf } from '../../../src/domain/time/slot'

const on = (clock: string) => Date.parse(`2026-11-20T${clock}Z`)
const hourly: TickInput['ini'] = { frequency: 60, catchup: true }
const failedAt = (clock: string): LastResult => ({ at: on(clock), result: 'HTTP error 503' })
const deliveredAt = (clock: string): LastResult => ({ at: on(clock), result: '200' })
const stoppedAt = (clock: string, owedSince = slotOf(on(clock))): LastTick => ({
  at: on(clock),
  end: 'web',
  line: '',
  owedSince,
})

interface Case {
  name: string
  now: string
  boot?: boolean
  ini?: Partial<TickInput['ini']>
  lastResult?: LastResult
  lastTick?: LastTick
  expected: 'due' | 'boot' | 'catch-up' | 'nothing'
}

const cases: Case[] = [
  { name: 'sends at the top of the hour', now: '10:00:00', expected: 'due' },
  { name: 'still sends when it starts four minutes late', now: '10:04:59', expected: 'due' },
  { name: 'has nothing to do in the next slot', now: '10:05:00', expected: 'nothing' },
  {
    name: 'has nothing to do when Off',
    now: '10:00:00',
    ini: { frequency: 'Off' },
    expected: 'nothing',
  },
  {
    name: 'sends nothing after boot when Off',
    now: '10:00:00',
    boot: true,
    ini: { frequency: 'Off' },
    expected: 'nothing',
  },
  { name: 'sends after boot whatever the minute is', now: '10:07:00', boot: true, expected: 'boot' },
  {
    name: 'tries a failed heartbeat again',
    now: '10:05:00',
    lastResult: failedAt('10:00:12'),
    expected: 'catch-up',
  },
  {
    name: 'goes on trying until the hour is over',
    now: '10:55:00',
    lastResult: failedAt('10:50:12'),
    expected: 'catch-up',
  },
  {
    name: 'does not try again after a delivery',
    now: '10:10:00',
    lastResult: deliveredAt('10:05:02'),
    expected: 'nothing',
  },
  {
    name: 'does not try again after a delivery in the very second of the slot, which is all that hbresults.txt keeps',
    now: '10:05:00',
    lastResult: deliveredAt('10:00:00'),
    lastTick: { at: on('09:55:00'), end: 'nothing', line: '' },
    expected: 'nothing',
  },
  {
    name: 'tries again what failed in the very second of the slot',
    now: '10:05:00',
    lastResult: failedAt('10:00:00'),
    expected: 'catch-up',
  },
  {
    name: 'lets a failure of the hour before rest',
    now: '10:05:00',
    lastResult: failedAt('09:55:12'),
    expected: 'nothing',
  },
  {
    name: 'does not try again when catch-up is off',
    now: '10:05:00',
    ini: { catchup: false },
    lastResult: failedAt('10:00:12'),
    expected: 'nothing',
  },
  {
    name: 'sends what the web app did not take at the top of the hour',
    now: '10:05:00',
    lastResult: deliveredAt('09:00:01'),
    lastTick: stoppedAt('10:00:00'),
    expected: 'catch-up',
  },
  {
    name: 'sends what no tick asked for at the top of the hour, when the timer stood still say',
    now: '10:05:00',
    lastResult: deliveredAt('09:00:01'),
    lastTick: { at: on('09:55:00'), end: 'nothing', line: '' },
    expected: 'catch-up',
  },
  {
    name: 'leaves alone what a tick took in the very moment at which its slot began, and whose result is not there yet',
    now: '10:05:00',
    lastResult: deliveredAt('09:00:01'),
    lastTick: { at: on('10:00:00'), end: 'queued', line: '' },
    expected: 'nothing',
  },
  {
    name: 'does not send it when catch-up is off',
    now: '10:05:00',
    ini: { catchup: false },
    lastTick: { at: on('09:55:00'), end: 'nothing', line: '' },
    expected: 'nothing',
  },
  {
    name: 'owes nothing for a tick that died after its heartbeat was delivered',
    now: '10:05:00',
    lastResult: deliveredAt('10:00:01'),
    lastTick: { at: on('09:55:00'), end: 'nothing', line: '' },
    expected: 'nothing',
  },
  {
    name: 'owes nothing any more once a heartbeat was delivered, by the button say',
    now: '10:10:00',
    lastResult: deliveredAt('10:07:00'),
    lastTick: stoppedAt('10:05:00', slotOf(on('10:00:00'))),
    expected: 'nothing',
  },
  {
    name: 'owes nothing for an INI that could not be read between two hours',
    now: '10:35:00',
    lastResult: deliveredAt('10:00:01'),
    lastTick: { at: on('10:30:00'), end: 'ini', line: '', owedSince: slotOf(on('10:30:00')) },
    expected: 'nothing',
  },
]

describe('a tick', () => {
  for (const { name, now, boot = false, ini, lastResult, lastTick, expected } of cases) {
    it(name, () => {
      const decision = decideTick({
        now: on(now),
        boot,
        ini: { ...hourly, ...ini },
        lastResult,
        lastTick,
      })
      expect(decision.send ? decision.occasion : 'nothing').toBe(expected)
      expect(decision.why).not.toBe('')
    })
  }
})

describe('what a tick leaves owed', () => {
  it('is the due slot that the web app did not take, and stays that while ticks fail', () => {
    expect(stillOwed('web', 100, 96)).toBe(96)
    expect(stillOwed('web', 101, 96, 96)).toBe(96)
  })
  it('is, while the INI cannot be read, any slot since the first that could not read it', () => {
    expect(stillOwed('ini', 100, undefined)).toBe(100)
    expect(stillOwed('ini', 101, undefined, 100)).toBe(100)
    expect(stillOwed('web', 102, 102, 100)).toBe(100)
  })
  it('is nothing after a heartbeat was queued, or when there was nothing to do', () => {
    expect(stillOwed('queued', 100, 96, 96)).toBeUndefined()
    expect(stillOwed('nothing', 100, 96, 96)).toBeUndefined()
  })
})
