import { describe, expect, it } from 'vitest'
import { assignLines } from './digests'

const trigger = (at: number) => ({ kind: 'trigger', at }) as const
const resolve = (at: number) => ({ kind: 'resolve', at }) as const
const alone = <T extends { at: number }>(alert: T) => ({ ...alert, record: { at: alert.at + 1 } })
const digest = (id: string, until: number, ...kinds: ('trigger' | 'resolve')[]) => ({
  id,
  plannedAt: until - 1,
  until,
  kinds,
})

describe('the lines of digests', () => {
  it.each([
    ['of one outage', [trigger(1), resolve(2)], [digest('a', 3, 'trigger', 'resolve')], ['a', 'a']],
    ['of an outage that was over', [trigger(1), resolve(2)], [digest('a', 3, 'resolve')], [undefined, 'a']],
    [
      'are those of the first outages that can have them',
      [trigger(1), resolve(2), trigger(5), resolve(6)],
      [digest('a', 4, 'trigger', 'resolve')],
      ['a', 'a', undefined, undefined],
    ],
    [
      'skip no outage, though the first digest came when it was long over',
      [trigger(1), resolve(2), trigger(7), resolve(8)],
      [digest('a', 5, 'trigger'), digest('b', 9, 'resolve', 'trigger'), digest('c', 10, 'resolve')],
      ['a', 'b', 'b', 'c'],
    ],
    [
      'are of no alert whose successor went out alone before',
      [trigger(1), alone(resolve(2)), trigger(5)],
      [digest('a', 7, 'trigger')],
      [undefined, undefined, 'a'],
    ],
    [
      'are in order though the clock of the worker that planned them is ahead',
      [trigger(1), resolve(2), { ...trigger(5), record: { at: 8 }, takenAt: 7 }],
      [digest('a', 2, 'trigger'), { ...digest('b', 3, 'resolve'), plannedAt: 33 }],
      ['a', 'b', undefined],
    ],
    [
      'come before an alert that was planned earlier than they went out, and dropped after that',
      [
        trigger(1),
        resolve(2),
        { ...trigger(5), record: { plannedAt: 6, at: 11 } },
        { ...resolve(7), record: { plannedAt: 8, at: 13 }, takenAt: 12 },
      ],
      [digest('a', 10, 'resolve')],
      [undefined, 'a', undefined, undefined],
    ],
    ['are of no later alert', [trigger(4)], [digest('a', 3, 'trigger')], [undefined]],
    ['are of one alert each', [trigger(1)], [digest('a', 2, 'trigger'), digest('b', 3, 'trigger')], ['a']],
  ])('%s', (_name, alerts, digests, assigned) => {
    expect(assignLines(alerts, digests)).toEqual(assigned)
  })
})
