import { describe, expect, test } from 'vitest'
import { acknowledge, pause, replan, resume, silence } from '../../../src/domain/watch/interventions'
import type { CheckPlan } from '../../../src/domain/watch/plan-fields'
import type { CheckState } from '../../../src/domain/watch/state'
import { checkOf, DOWN, dueAfter, NEW, PROBE, UP, without } from '../../support/check-states'

const CHECK = checkOf()
/** Awaited otherwise than `CHECK`, by the due moments that each test gives. */
const OTHER = checkOf({ schedule: { kind: 'cron', expression: '0 3 * * *', zone: 'UTC' } })
const LATE = { ...UP, status: 'late', since: 1_100, deadline: 1_300, flips: 2 } as const
const never = () => undefined

describe('a pause', () => {
  test('awaits nothing any more, and forgets the runs', () => {
    const running = { ...UP, runs: { a: 1 }, overran: { b: 0 } }
    const { state, flips } = pause(running, CHECK, 500)
    expect(state).toStrictEqual({
      ...without(UP, 'heardAt', 'due', 'deadline'),
      status: 'paused',
      since: 500,
      flips: 2,
    })
    expect(flips).toStrictEqual([
      { check: 'x', seq: 2, from: 'up', to: 'paused', reason: 'paused', at: 500, due: 500 },
    ])
  })

  test('of a check that is paused already is none', () => {
    const { state } = pause(UP, CHECK, 500)
    expect(pause(state, CHECK, 600)).toEqual({ state, flips: [] })
  })

  test('ends with a new check, whose next success is awaited if one came before', () => {
    const paused = { ...pause(UP, CHECK, 500).state, consecutiveFailures: 3 }
    const { state, flips } = resume(paused, CHECK, 800, dueAfter)
    expect(state).toStrictEqual({
      ...UP,
      status: 'new',
      since: 800,
      heardAt: 800,
      due: 1_800,
      deadline: 1_800,
      flips: 3,
    })
    expect(flips).toStrictEqual([
      { check: 'x', seq: 3, from: 'paused', to: 'new', reason: 'resumed', at: 800, due: 800 },
    ])
    expect(resume(UP, CHECK, 800, dueAfter)).toEqual({ state: UP, flips: [] })
  })

  test.each<[what: string, given: Partial<CheckPlan>, before: Partial<CheckState>, due: number | undefined]>([
    ['that never signalled', {}, {}, undefined],
    ['that never signalled, and is awaited from the beginning', { awaited: true }, {}, 1_800],
    ['that once signalled', {}, { lastSignalAt: 5 }, 1_800],
    ['that was expected once, and has come', { once: true }, { lastSignalAt: 5, isMet: true }, undefined],
    ['that is expected once, and has not come', { once: true }, { lastSignalAt: 5 }, 1_800],
  ])('of a check %s ends with the due moment %#', (_what, given, before, due) => {
    const check = checkOf(given)
    const paused = { ...NEW, ...before, status: 'paused' as const }
    expect(resume(paused, check, 800, dueAfter).state.due).toBe(due)
  })
})

test('a silence is set, changed, and taken back, without a flip', () => {
  expect(silence(UP, 'recovery')).toStrictEqual({ state: { ...UP, silenced: 'recovery' }, flips: [] })
  expect(silence({ ...UP, silenced: 'recovery' }, 900).state).toStrictEqual({ ...UP, silenced: 900 })
  expect(silence({ ...UP, silenced: 900 }, undefined).state).toStrictEqual(UP)
})

describe('an acknowledgement', () => {
  test.each(['down', 'blind'] as const)('of a check that is %s has its name and its moment', status => {
    const before = { ...DOWN, status }
    expect(acknowledge(before, 'Anna', 7)).toStrictEqual({
      state: { ...before, acknowledged: { by: 'Anna', at: 7 } },
      flips: [],
    })
  })

  test('has a name of a hundred characters at most', () => {
    expect(acknowledge(DOWN, 'x'.repeat(101), 7).state.acknowledged?.by).toBe('x'.repeat(100))
  })

  test('stays the first one, until it is taken back', () => {
    const first = acknowledge(DOWN, 'Anna', 7).state
    expect(acknowledge(first, 'Bob', 8).state).toBe(first)
    expect(acknowledge(first, undefined, 9).state).toStrictEqual(DOWN)
  })

  test('is none of a check that is well', () => {
    for (const status of ['up', 'late', 'new', 'paused'] as const)
      expect(acknowledge({ ...UP, status }, 'Anna', 7).state).toEqual({ ...UP, status })
  })
})

describe('a changed plan', () => {
  test('counts from the last success by the new schedule', () => {
    const { state, flips } = replan({ check: CHECK, state: UP }, OTHER, 500, at => at + 5_000)
    expect([state, flips]).toEqual([{ ...UP, due: 5_100, deadline: 5_100 }, []])
  })

  test.each([
    [1_099, 1_100, 1_100],
    // The moment is over already.
    [1_100, 2_100, 2_100],
  ])('at %d is due at %d', (now, due, deadline) => {
    const { state } = replan({ check: OTHER, state: UP }, CHECK, now, dueAfter)
    expect([state.due, state.deadline]).toEqual([due, deadline])
  })

  test('that makes nothing due any more leaves no due moment', () => {
    const { state } = replan({ check: CHECK, state: UP }, OTHER, 500, never)
    expect(state).toStrictEqual({ ...without(UP, 'due', 'deadline') })
  })

  test('brings a late check up, and keeps one that is down', () => {
    const change = replan({ check: OTHER, state: LATE }, CHECK, 1_150, dueAfter)
    expect(change.flips).toStrictEqual([
      { check: 'x', seq: 3, from: 'late', to: 'up', reason: 'replanned', at: 1_150, due: 1_150 },
    ])
    expect(change.state).toMatchObject({ status: 'up', since: 1_150, heardAt: 1_150, due: 2_150 })
    expect(replan({ check: OTHER, state: DOWN }, CHECK, 1_400, dueAfter).flips).toEqual([])
  })

  test.each<[option: string, given: Partial<CheckPlan>]>([
    ['name', { name: 'y' }],
    ['channels', { channels: ['mail'] }],
    ['tags and its description', { tags: ['x'], description: 'new' }],
  ])('of another %s leaves a late check as late as it was', (_option, given) => {
    const late = { check: CHECK, state: LATE }
    expect(replan(late, checkOf(given), 1_150, dueAfter)).toStrictEqual({ state: LATE, flips: [] })
    const overdue = { check: CHECK, state: UP }
    expect(replan(overdue, checkOf(given), 1_150, dueAfter).state).toStrictEqual(UP)
  })

  test.each([
    [800, 1_900],
    [0, 1_100],
  ])('of another grace, %d, ends the lateness at %d, and moves no due moment', (grace, deadline) => {
    expect(replan({ check: CHECK, state: LATE }, checkOf({ grace }), 1_150, dueAfter)).toStrictEqual({
      state: { ...LATE, deadline },
      flips: [],
    })
  })

  test.each<[what: string, given: Partial<CheckPlan>]>([
    ['schedule', { awaited: true, schedule: { kind: 'period', period: 5_000 } }],
    ['expectation', { awaited: false }],
  ])('of another %s makes a late check that has never signalled new, and not up', (_what, given) => {
    const check = checkOf({ awaited: true })
    const late = { ...NEW, status: 'late', heardAt: 0, due: 1_000, deadline: 1_200, flips: 1 } as const
    const { state } = replan({ check, state: late }, checkOf(given), 1_150, at => at + 5_000)
    expect([state.status, state.due]).toEqual(['new', given.awaited ? 5_000 : undefined])
  })

  test.each<[what: string, given: Partial<CheckPlan>, before: CheckState, due: number | undefined]>([
    ['that is awaited from the beginning now', { awaited: true }, NEW, 1_500],
    ['that is not awaited', {}, NEW, undefined],
    ['that is paused', { awaited: true }, { ...NEW, status: 'paused' }, undefined],
    ['that is retired', { once: true }, { ...UP, isMet: true }, undefined],
    ['that is to come once more', { once: true }, UP, 1_100],
  ])('of a check %s makes it due as it is awaited', (_what, given, before, due) => {
    expect(replan({ check: CHECK, state: before }, checkOf(given), 500, dueAfter).state.due).toBe(due)
  })

  test('to another probe begins anew, and keeps what people did', () => {
    const people = {
      silenced: 'recovery',
      touched: 1.5,
      silenceEdited: 2.5,
      acknowledgementEdited: 3.5,
    } as const
    const known = {
      ...DOWN,
      ...people,
      tooFrequent: 4,
      consecutiveFailures: 2,
      runs: { a: 1 },
      acknowledged: { by: 'Anna', at: 1 },
      warning: 'slow',
    }
    const probed = checkOf({ probe: PROBE })
    const { state, flips } = replan({ check: CHECK, state: known }, probed, 2_000, dueAfter)
    expect(state).toStrictEqual({
      ...people,
      status: 'new',
      since: 2_000,
      consecutiveFailures: 0,
      runs: {},
      tooFrequent: 4,
      signals: 1,
      flips: 3,
      heardAt: 2_000,
      due: 3_000,
      deadline: 123_000,
    })
    expect(flips).toStrictEqual([
      {
        check: 'x',
        seq: 3,
        from: 'down',
        to: 'new',
        reason: 'replanned',
        at: 2_000,
        due: 2_000,
        ends: 1_300,
      },
    ])
  })

  test('to another probe leaves a pause, and a new check, without a flip', () => {
    const probed = checkOf({ probe: PROBE })
    const paused = pause(UP, CHECK, 500).state
    expect(replan({ check: CHECK, state: paused }, probed, 2_000, dueAfter)).toStrictEqual({
      state: { ...NEW, status: 'paused', since: 500, signals: 1, flips: 2 },
      flips: [],
    })
    expect(replan({ check: CHECK, state: NEW }, probed, 2_000, dueAfter)).toStrictEqual({
      state: { ...NEW, heardAt: 2_000, due: 3_000, deadline: 123_000 },
      flips: [],
    })
  })
})
