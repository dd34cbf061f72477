import { describe, expect, test } from 'vitest'
import { counts, filtered, isSilenced, worstFirst } from '../../../src/domain/watch/check-list'
import { planOf } from '../../../src/domain/watch/check-plan'
import { newState } from '../../../src/domain/watch/check-state'
import type { CheckPlan } from '../../../src/domain/watch/plan-fields'
import type { Watched } from '../../../src/domain/watch/ports'
import { scheduleWords } from '../../../src/domain/watch/schedule'
import type { Status } from '../../../src/domain/watch/status'

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
    watched('late', 'late'),
    watched('new', 'new'),
  ]

  test('has the worst first, trouble by its time and the rest by name', () => {
    expect(names(worstFirst(list))).toEqual(['down now', 'down long', 'late', 'new', 'a', 'b', 'paused'])
    expect(names(list)[0]).toBe('paused')
  })

  test('is counted and filtered', () => {
    expect(counts(list)).toEqual({ down: 2, blind: 0, late: 1, new: 1, up: 2, paused: 1 })
    expect(names(filtered(list, { tag: 'y' }))).toEqual(['b', 'a', 'down long'])
    expect(names(filtered(list, { tag: 'y', status: 'up' }))).toEqual(['b', 'a'])
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
