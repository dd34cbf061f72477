import { describe, expect, it } from 'vitest'
import { type DueRule, dueUnder, missedReason } from '../../../src/domain/heartbeat/missed-slot'
import { type LastTick, type Stop, stopsAfter } from '../../../src/domain/heartbeat/tick'
import { slotOf, slotStart } from '../../../src/domain/time/slot'

const at = (clock: string) => Date.parse(`2026-11-20T${clock}Z`)
const slot = (clock: string) => slotOf(at(clock))
const rule = (since: string, frequency: DueRule['frequency']): DueRule => ({ since: at(since), frequency })

describe('the slots that were due', () => {
  const due = (from: string, to: string, ...rules: DueRule[]) =>
    dueUnder(rules, slot(from), slot(to)).map(each => new Date(slotStart(each)).toISOString().slice(11, 16))
  it.each<[string, string[], string[]]>([
    ['one rule', due('10:00:00', '10:30:00', rule('08:00:00', 10)), ['10:00', '10:10', '10:20']],
    ['the present slot is not over', due('10:00:00', '10:10:30', rule('08:00:00', 10)), ['10:00']],
    ['nothing was due before the first rule', due('08:00:00', '10:15:00', rule('10:02:00', 10)), ['10:10']],
    [
      'each slot by the rule that held when it began',
      due('10:00:00', '12:00:00', rule('08:00:00', 20), rule('10:40:30', 60)),
      ['10:00', '10:20', '10:40', '11:00'],
    ],
    [
      'none while it was Off',
      due('10:00:00', '11:00:00', rule('08:00:00', 20), rule('10:10:00', 'Off'), rule('10:45:00', 10)),
      ['10:00', '10:50'],
    ],
    ['no rule at all', due('10:00:00', '12:00:00'), []],
  ])('%s', (_name, found, expected) => {
    expect(found).toEqual(expected)
  })
})

describe('the reason', () => {
  const stops: readonly Stop[] = [
    { from: slot('10:00:00'), to: slot('10:10:00'), reason: 'the web app does not run' },
    { from: slot('10:20:00'), to: slot('10:20:00'), reason: '[Web] port: is odd' },
  ]
  const tick: LastTick = { at: at('10:30:02'), end: 'queued', line: 'heartbeat queued', stops }
  it.each<[string, LastTick | undefined, string]>([
    ['10:05:00', tick, 'the web app does not run'],
    ['10:20:00', tick, '[Web] port: is odd'],
    ['10:15:00', tick, 'no tick ran: was the power off, or the timer stopped?'],
    ['10:15:00', undefined, 'no tick ran: was the power off, or the timer stopped?'],
    ['10:30:00', tick, 'it was queued, but is gone from Redis'],
    ['10:30:00', { at: at('10:31:00'), end: 'nothing', line: 'nothing to do' }, 'nothing to do'],
  ])('at %s is that of its own tick', (clock, last, reason) => {
    expect(missedReason(slot(clock), last)).toBe(reason)
  })
})

describe('the stops of the ticks', () => {
  const after = (stops: readonly Stop[], ...ticks: [number, string | undefined][]) =>
    ticks.reduce((before, [tick, reason]) => stopsAfter(before, tick, reason), stops)
  it('are joined while the reason stays, also in one slot', () => {
    expect(after([], [7, 'a'], [7, 'a'], [8, 'a'], [9, 'b'], [10, undefined], [11, 'b'])).toEqual([
      { from: 7, to: 8, reason: 'a' },
      { from: 9, to: 9, reason: 'b' },
      { from: 11, to: 11, reason: 'b' },
    ])
  })
  it('go on after a gap, and after a clock that was set back, as others', () => {
    expect(after([], [7, 'a'], [9, 'a'], [3, 'a'])).toHaveLength(3)
  })
  it('are a few at most', () => {
    const many = Array.from({ length: 60 }, (_, index): [number, string] => [index, `${index}`])
    expect(after([], ...many).map(({ from }) => from)).toEqual(many.slice(-20).map(([from]) => from))
  })
})
