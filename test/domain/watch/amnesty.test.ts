import { describe, expect, test } from 'vitest'
import { amnesty, isForgiven } from '../../../src/domain/watch/amnesty'
import type { Check } from '../../../src/domain/watch/check'
import { planOf } from '../../../src/domain/watch/check-plan'
import { lapse, newState } from '../../../src/domain/watch/check-state'
import type { CheckPlan } from '../../../src/domain/watch/plan-fields'
import type { CheckState } from '../../../src/domain/watch/state'

const checkOf = (given: Partial<CheckPlan> = {}): Check => ({
  ...planOf({ name: 'x', schedule: { kind: 'period', period: 1_000 }, grace: 200, ...given }),
  id: 'x',
  origin: 'page',
  createdAt: 0,
})
const dueAfter = (at: number) => at + 1_000
const UP: CheckState = {
  ...newState(0),
  status: 'up',
  heardAt: 1_000,
  due: 2_000,
  deadline: 2_000,
  lastSignalAt: 1_000,
}
const after = (
  gap: readonly [number, number],
  given: Partial<CheckPlan> = {},
  state: CheckState = UP,
  now = gap[1],
) => amnesty(state, checkOf(given), { from: gap[0], to: gap[1] }, now, dueAfter)
const excused = (at: number): CheckState => ({
  ...UP,
  heardAt: at,
  due: at + 1_000,
  deadline: at + 1_000,
  excusedAt: at,
})

describe('a gap in which no signal could be received', () => {
  test.each<[what: string, gap: readonly [number, number], given: Partial<CheckPlan>, isExcused: boolean]>([
    ['that ends before a signal may have come early', [1_500, 1_799], {}, false],
    ['that ends when a signal may have come early', [1_500, 1_800], {}, true],
    ['that begins when the check is still not down', [2_200, 2_300], {}, true],
    ['that begins when the check should be down', [2_201, 2_300], {}, false],
    ['that ends when the last signal came', [500, 1_000], { grace: 1_000 }, false],
    ['that ends just after the last signal came', [500, 1_001], { grace: 1_000 }, true],
    [
      'long after the check should have become blind',
      [9_000, 9_100],
      { probe: { kind: 'tcp', target: 'a:1', every: 1_000, settings: {} }, grace: 200 },
      true,
    ],
    [
      'before a moment of cron',
      [1_500, 1_999],
      { schedule: { kind: 'cron', expression: '* * * * *', zone: '' } },
      false,
    ],
    [
      'at a moment of cron',
      [1_500, 2_000],
      { schedule: { kind: 'cron', expression: '* * * * *', zone: '' } },
      true,
    ],
    [
      'within what is early for a moment of cron',
      [1_500, 1_900],
      { schedule: { kind: 'cron', expression: '* * * * *', zone: '' }, early: 100 },
      true,
    ],
    [
      'before the least of early and grace',
      [1_500, 1_799],
      { schedule: { kind: 'cron', expression: '* * * * *', zone: '' }, early: 900 },
      false,
    ],
  ])('%s excuses the check: %#', (_what, gap, given, isExcused) => {
    const state = after(gap, given)
    if (isExcused) expect(state).toMatchObject({ heardAt: gap[1], excusedAt: gap[1], due: gap[1] + 1_000 })
    else expect(state).toBe(UP)
  })

  test('gives a check its time anew, and drops its runs', () => {
    expect(after([1_500, 2_100], {}, { ...UP, runs: { a: 1_200 } })).toStrictEqual(excused(2_100))
  })

  test.each(['down', 'blind', 'paused'] as const)('changes no check that is %s', status => {
    const state = { ...UP, status }
    expect(after([1_500, 2_100], {}, state)).toBe(state)
  })

  test('changes no check that is not due', () => {
    const { due: _due, ...undue } = UP
    expect(after([1_500, 2_100], {}, undue)).toBe(undue)
  })

  test('counts a signal that seems to lie ahead as received now', () => {
    expect(after([100, 200], {}, { ...UP, runs: { a: 1 } }, 500)).toStrictEqual(excused(500))
    expect(after([100, 200], {}, UP, 1_000)).toBe(UP)
  })

  test.each<[longestRun: number | undefined, start: number, isDropped: boolean]>([
    [5_000, 1_200, true],
    [5_000, 1_201, false],
    [undefined, 1_200, false],
  ])(
    'drops runs whose end may have been lost: with the longest run %s, begun at %d: %s',
    (longestRun, start, isDropped) => {
      const given = longestRun === undefined ? {} : { longestRun }
      const state = { ...UP, runs: { a: start } }
      const seen = after([1_100, 1_200], given, state)
      if (isDropped) expect(seen).toStrictEqual(UP)
      else expect(seen).toBe(state)
    },
  )

  test('ends for an event that is expected once as for any other', () => {
    expect(after([1_500, 2_100], { once: true }).due).toBe(3_100)
  })
})

test.each<[given: Partial<CheckState>, isForgiven: boolean]>([
  [{ heardAt: 1_500, lastSignalAt: 1_000 }, true],
  [{ heardAt: 1_200, lastSignalAt: 1_000 }, false],
  [{ heardAt: 1_201, lastSignalAt: 1_000 }, true],
  [{ heardAt: 1_500, lastSignalAt: 1_500 }, false],
  [{ heardAt: 1_500, lastSignalAt: 1_000, status: 'late' }, true],
  [{ heardAt: 1_500, lastSignalAt: 1_000, status: 'down' }, false],
  [{ heardAt: 1_500, lastSignalAt: 1_000, status: 'blind' }, false],
  [{ heardAt: 1_500, lastSignalAt: 1_000, status: 'paused' }, false],
])('a check with %j is forgiven for a gap from 1200 on: %s', (given, forgiven) => {
  expect(isForgiven({ ...UP, ...given }, { from: 1_200, to: 1_500 })).toBe(forgiven)
})

test('a check that never signalled is forgiven by its moment alone', () => {
  const { lastSignalAt: _last, heardAt: _heard, ...never } = UP
  expect([
    isForgiven({ ...never, heardAt: 1 }, { from: 0, to: 1 }),
    isForgiven(never, { from: -1, to: 1 }),
  ]).toEqual([true, false])
})

test.each<[what: string, gap: readonly [number, number], due: number]>([
  ['before it, when the signal may have come early', [1_850, 1_900], 2_000],
  ['in its grace', [2_050, 2_100], 2_100],
])('an event without a further moment is still awaited after a gap %s', (_what, [from, to], due) => {
  const check = checkOf({
    early: 500,
    once: true,
    schedule: { kind: 'oncalendar', expression: 'x', zone: '' },
  })
  const once = (at: number) => (at < 2_000 ? 2_000 : undefined)
  const state: CheckState = { ...newState(0), heardAt: 0, due: 2_000, deadline: 2_000 }
  expect(amnesty(state, check, { from, to }, to, once)).toStrictEqual({
    ...state,
    heardAt: to,
    due,
    deadline: due,
    excusedAt: to,
  })
})

describe('a gap of three seconds', () => {
  const [MINUTE, HOUR] = [60_000, 3_600_000]
  test.each<[what: string, given: Partial<CheckPlan>, next: number, isAwaited: boolean]>([
    ['a daily job with an hour of grace', { grace: HOUR }, 24 * HOUR, true],
    ['an hourly job with ten minutes of grace', { grace: 10 * MINUTE }, HOUR, true],
    ['a daily job with as little grace that the gap is a hundredth', { grace: 300_000 }, 24 * HOUR, false],
    ['a daily job with a second more of grace', { grace: 301_000 }, 24 * HOUR, true],
    ['a job of every forty minutes with ten of grace', { grace: 10 * MINUTE }, 40 * MINUTE, false],
    ['a job of every forty minutes and a bit', { grace: 10 * MINUTE }, 40 * MINUTE + 1, true],
    [
      'a probe',
      { grace: HOUR, probe: { kind: 'tcp', target: 'a:1', every: 24 * HOUR, settings: {} } },
      24 * HOUR,
      false,
    ],
  ])('in the grace of %s: still awaited: %s', (_what, given, next, isAwaited) => {
    const due = 100 * HOUR
    const state: CheckState = { ...UP, status: 'late', heardAt: due - next, due, deadline: due + HOUR }
    const gap = { from: due + MINUTE, to: due + MINUTE + 3_000 }
    const { due: then, excusedAt } = amnesty(state, checkOf(given), gap, gap.to, at => at + next)
    expect({ due: then, excusedAt }).toEqual({ due: isAwaited ? gap.to : gap.to + next, excusedAt: gap.to })
  })

  test('before the moment of a daily job leaves that moment as it was', () => {
    const due = 100 * HOUR
    const state: CheckState = { ...UP, heardAt: due - 24 * HOUR, due, deadline: due }
    const gap = { from: due - MINUTE, to: due - MINUTE + 3_000 }
    const check = checkOf({ grace: HOUR })
    expect(amnesty(state, check, gap, gap.to, at => at + 24 * HOUR)).toMatchObject({ due, deadline: due })
  })

  test('in the grace of a daily job that never comes leaves it down an hour after the gap', () => {
    const due = 100 * HOUR
    const check = checkOf({ schedule: { kind: 'period', period: 24 * HOUR }, grace: HOUR })
    const state: CheckState = { ...UP, status: 'late', heardAt: due - 24 * HOUR, due, deadline: due + HOUR }
    const gap = { from: due + MINUTE, to: due + MINUTE + 3_000 }
    const excused = amnesty(state, check, gap, gap.to, at => at + 24 * HOUR)
    const early = lapse(excused, check, gap.to + HOUR - 1)
    const late = lapse(excused, check, gap.to + HOUR)
    expect([early.state.status, late.state.status, late.flips.map(({ to }) => to)]).toEqual([
      'late',
      'down',
      ['down'],
    ])
  })
})
