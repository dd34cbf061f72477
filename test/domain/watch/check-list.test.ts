import { describe, expect, test } from 'vitest'
import {
  alertingNobody,
  alertsNobody,
  counts,
  filtered,
  isAwaited,
  isSilenced,
  troubleCounts,
  worstFirst,
} from '../../../src/domain/watch/check-list'
import { planOf } from '../../../src/domain/watch/check-plan'
import { newState } from '../../../src/domain/watch/check-state'
import type { CheckPlan } from '../../../src/domain/watch/plan-fields'
import type { Watched } from '../../../src/domain/watch/ports'
import { scheduleWords } from '../../../src/domain/watch/schedule'
import { STATUSES, type Status } from '../../../src/domain/watch/status'

function watched(name: string, status: Status, since = 0, given: Partial<CheckPlan> = {}): Watched {
  const check = { ...planOf({ name, ...given }), id: name, origin: 'page', createdAt: 0 } as const
  return { check, state: { ...newState(0), status, since }, version: '1' }
}

const names = (list: readonly Watched[]) => list.map(({ check }) => check.name)

describe('a list of checks', () => {
  const list = [
    watched('paused', 'paused'),
    watched('b', 'up', 5, { tags: ['x', 'y'] }),
    watched('a', 'up', 1, { tags: ['y'] }),
    watched('down long', 'down', 10, { tags: ['y'] }),
    watched('down now', 'down', 20),
    watched('late long', 'late', 3),
    watched('late', 'late', 4),
    watched('blind', 'blind', 7),
    watched('blind now', 'blind', 8),
    watched('new', 'new'),
  ]

  test('has the worst first, trouble by its time and the rest by name', () => {
    expect(names(worstFirst(list))).toEqual([
      ...['down now', 'down long', 'blind now', 'blind', 'late', 'late long', 'new', 'a', 'b', 'paused'],
    ])
    const [one, other] = [watched('same', 'up'), watched('same', 'up')]
    const ids = worstFirst([
      { ...one, check: { ...one.check, id: '2' } },
      { ...other, check: { ...other.check, id: '1' } },
    ])
    expect(ids.map(({ check }) => check.id)).toEqual(['1', '2'])
    expect(worstFirst([one, one])).toEqual([one, one])
    expect(names(list)[0]).toBe('paused')
  })

  test('is counted and filtered', () => {
    expect(counts(list)).toEqual({ down: 2, blind: 2, late: 2, new: 1, up: 2, paused: 1 })
    expect(names(filtered(list, { tag: 'y' }))).toEqual(['b', 'a', 'down long'])
    expect(names(filtered(list, { tag: 'y', status: 'up' }))).toEqual(['b', 'a'])
    expect(names(filtered(list, { status: 'down' }))).toEqual(['down long', 'down now'])
    expect(filtered(list, {})).toEqual(list)
  })
})

test.each([
  [undefined, false],
  ['recovery', true],
  [1_001, true],
  [1_000, false],
] as const)('silenced until %s is silenced at 1000: %s', (silenced, expected) => {
  expect(isSilenced({ ...newState(0), ...(silenced !== undefined && { silenced }) }, 1_000)).toBe(expected)
})

test.each([
  [{ kind: 'period', period: 5_400_000 }, 'every 1h30m'],
  [{ kind: 'cron', expression: '0 3 * * *', zone: '' }, 'cron 0 3 * * *'],
  [{ kind: 'oncalendar', expression: 'daily', zone: 'UTC' }, 'OnCalendar daily (UTC)'],
] as const)('%j in words: %s', (schedule, words) => expect(scheduleWords(schedule)).toBe(words))

test.each([
  [0, 0, 'none down'],
  [1, 0, '1 down'],
  [0, 2, '2 blind'],
  [1, 2, '1 down, 2 blind'],
])('%d down and %d blind are told as %s', (down, blind, words) => {
  expect(troubleCounts({ down, blind })).toBe(words)
})

test.each<[channels: readonly string[], existing: readonly string[] | undefined, nobody: boolean]>([
  [[], [], true],
  [[], undefined, true],
  [['mail'], [], true],
  [['mail'], ['mail'], false],
  [['gone', 'mail'], ['mail'], false],
  [['gone'], ['mail'], true],
  // It is not claimed while it is not known which there are.
  [['mail'], undefined, false],
])('the channels %j, where there are %j, alert nobody: %s', (channels, existing, nobody) => {
  expect(alertsNobody({ check: { channels } }, existing)).toBe(nobody)
  expect(alertingNobody(existing)(channels)).toBe(nobody)
})

test('a success is awaited by checks that are neither in trouble nor paused', () => {
  expect(STATUSES.filter(status => isAwaited({ ...newState(0), status }))).toEqual(['late', 'new', 'up'])
})
