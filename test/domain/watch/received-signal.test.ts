/** The whole states that signals and time leave behind, field by field. */
import { describe, expect, test } from 'vitest'
import { awaitAnew, couldNotLook, lapse, newState, receive } from '../../../src/domain/watch/check-state'
import type { CheckPlan } from '../../../src/domain/watch/plan-fields'
import type { SignalDetail, SignalKind } from '../../../src/domain/watch/signal'
import type { CheckState } from '../../../src/domain/watch/state'
import { checkOf, dueAfter, NEW, PROBE, UP } from '../../support/check-states'

const after = (
  before: CheckState,
  kind: SignalKind,
  at: number,
  { detail = {}, ...given }: Partial<CheckPlan> & { detail?: SignalDetail } = {},
) => receive(before, { kind, at, detail }, checkOf(given), dueAfter)

describe('a new check', () => {
  test.each<[what: string, given: Partial<CheckPlan> | undefined, state: CheckState]>([
    ['of which nothing is known', undefined, NEW],
    ['that is not awaited', {}, NEW],
    ['that is awaited', { awaited: true }, { ...NEW, heardAt: 0, due: 1_000, deadline: 1_000 }],
    ['with a probe', { probe: PROBE }, { ...NEW, heardAt: 0, due: 60_000, deadline: 180_000 }],
    [
      'of a schedule that is over',
      { awaited: true, schedule: { kind: 'oncalendar', expression: '1970-01-01', zone: 'UTC' } },
      { ...NEW, heardAt: 0 },
    ],
  ])('%s has the state %j', (_what, given, state) => {
    expect(newState(0, given && checkOf(given))).toStrictEqual(state)
  })
})

describe('a signal', () => {
  test('of a success makes a new check up', () => {
    expect(after(NEW, 'success', 100)).toStrictEqual({
      verdict: 'accepted',
      state: UP,
      flips: [{ check: 'x', seq: 1, from: 'new', to: 'up', reason: 'success', at: 100, due: 100 }],
    })
  })

  test('of a success of one that is up changes no status', () => {
    const { state, flips } = after({ ...UP, consecutiveFailures: 2 }, 'success', 500)
    expect([state, flips]).toStrictEqual([
      { ...UP, lastSignalAt: 500, lastSuccessAt: 500, heardAt: 500, due: 1_500, deadline: 1_500, signals: 2 },
      [],
    ])
  })

  test('of a failure brings it down, or counts', () => {
    const failed = {
      ...UP,
      lastSignalAt: 500,
      lastSignalKind: 'fail',
      heardAt: 500,
      due: 1_500,
      signals: 2,
      consecutiveFailures: 1,
    } as const
    const { deadline: _deadline, ...down } = failed
    expect(after(UP, 'fail', 500).state).toStrictEqual({
      ...down,
      status: 'down',
      since: 500,
      flips: 2,
      downDue: 500,
    })
    expect(after(UP, 'fail', 500, { failuresBeforeAlert: 2 })).toStrictEqual({
      verdict: 'accepted',
      state: { ...failed, deadline: 1_500 },
      flips: [],
    })
  })

  test('of a start is no sign of life, and begins a run', () => {
    expect(after(UP, 'start', 500, { detail: { rid: 'a' } })).toStrictEqual({
      verdict: 'accepted',
      state: { ...UP, lastSignalAt: 500, lastSignalKind: 'start', signals: 2, runs: { a: 500 } },
      flips: [],
    })
    expect(after(UP, 'start', 500, { longestRun: 3_000 }).state).toMatchObject({
      runs: { '': 500 },
      deadline: 3_500,
    })
  })

  test('of a start that is what is awaited is a sign of life, and begins a run', () => {
    const { state, flips } = after(NEW, 'start', 100, { expect: 'start' })
    expect(state).toStrictEqual({ ...UP, lastSignalKind: 'start', runs: { '': 100 } })
    expect(flips).toHaveLength(1)
  })

  test.each([
    ['success', { lastSignalKind: 'success', status: 'up' }],
    ['fail', { lastSignalKind: 'fail', status: 'down', consecutiveFailures: 1 }],
  ] as const)('of a %s does not meet a start that is awaited', (kind, seen) => {
    const { state } = after(UP, kind, 500, { expect: 'start' })
    expect(state).toMatchObject({ ...seen, lastSignalAt: 500, heardAt: 100, due: 1_100, lastSuccessAt: 100 })
  })

  test('of a note counts, and may tell how far a run is', () => {
    expect(after(UP, 'log', 500).state).toStrictEqual({ ...UP, signals: 2 })
    const half = after(UP, 'log', 500, { detail: { percent: 50 } }).state
    expect(half).toStrictEqual({ ...UP, signals: 2, progress: { percent: 50, at: 500 } })
    expect(after(half, 'log', 600).state.progress).toEqual({ percent: 50, at: 500 })
    for (const kind of ['start', 'success', 'fail'] as const)
      expect(after(half, kind, 600).state).not.toHaveProperty('progress')
  })

  test('has the duration that its sender measured, or that of its run', () => {
    const running = { ...UP, runs: { '': 300, a: 900 } }
    expect(after(running, 'success', 500)).toMatchObject({
      duration: 200,
      state: { lastDuration: 200, runs: {} },
    })
    expect(after(running, 'success', 500, { detail: { duration: 7 } })).toMatchObject({ duration: 7 })
    expect(after(running, 'success', 500, { detail: { duration: 0 } })).toMatchObject({ duration: 0 })
    // The clock was set back.
    expect(after(running, 'success', 500, { detail: { rid: 'a' } })).toMatchObject({ duration: 0 })
    expect(after({ ...UP, lastDuration: 9 }, 'success', 500)).not.toHaveProperty('duration')
    expect(after({ ...UP, lastDuration: 9 }, 'success', 500).state.lastDuration).toBe(9)
  })

  test('of a success ends what a look left behind, and may leave a warning', () => {
    const looked = { ...UP, unseen: { since: 1, why: 'x' }, warning: 'slow' }
    expect(after(looked, 'success', 500).state).not.toHaveProperty('unseen')
    expect(after(looked, 'success', 500).state).not.toHaveProperty('warning')
    expect(after(looked, 'fail', 500).state).not.toHaveProperty('warning')
    expect(after(looked, 'start', 500).state).toMatchObject({ unseen: { since: 1 }, warning: 'slow' })
    expect(after({ ...UP, warning: 'slow' }, 'success', 500).state).not.toHaveProperty('warning')
    expect(after({ ...UP, unseen: { since: 1, why: 'x' } }, 'success', 500).state).not.toHaveProperty(
      'unseen',
    )
    expect(after(UP, 'success', 500, { detail: { warning: 'slower' } }).state.warning).toBe('slower')
    expect(after(UP, 'fail', 500, { detail: { warning: 'slower' } }).state).not.toHaveProperty('warning')
  })

  test('of one that is expected once is the last', () => {
    const { state } = after(UP, 'success', 500, { once: true })
    expect(state).toMatchObject({ isMet: true, heardAt: 500 })
    expect(state).not.toHaveProperty('due')
    expect(after(state, 'fail', 600, { once: true }).state).not.toHaveProperty('due')
    expect(after(UP, 'fail', 600, { once: true, failuresBeforeAlert: 2 }).state.due).toBe(1_600)
    expect(after(UP, 'success', 500).state).not.toHaveProperty('isMet')
  })
})

describe('a success that comes too soon', () => {
  test.each<[at: number, gap: number | undefined, before: Partial<CheckState>, isTooSoon: boolean]>([
    [599, 500, {}, true],
    [600, 500, {}, false],
    [100, 500, {}, true],
    // The clock was set back.
    [99, 500, {}, false],
    [101, undefined, {}, false],
  ])('at %d, with a shortest gap of %s', (at, shortestGap, before, isTooSoon) => {
    const given = shortestGap === undefined ? {} : { shortestGap }
    expect(after({ ...UP, ...before }, 'success', at, given).verdict).toBe(
      isTooSoon ? 'too-frequent' : 'accepted',
    )
  })

  test('is refused and counted, and is an alarm where that is asked for', () => {
    expect(after(UP, 'success', 200, { shortestGap: 500 })).toStrictEqual({
      verdict: 'too-frequent',
      state: { ...UP, tooFrequent: 1 },
      flips: [],
    })
    const alarmed = after(UP, 'success', 200, { shortestGap: 500, tooFrequentAlarm: true })
    expect(alarmed.flips).toStrictEqual([
      { check: 'x', seq: 2, from: 'up', to: 'down', reason: 'too-frequent', at: 200, due: 200 },
    ])
    expect(alarmed.state).not.toHaveProperty('deadline')
    expect(after(alarmed.state, 'success', 300, { shortestGap: 500, tooFrequentAlarm: true }).flips).toEqual(
      [],
    )
  })

  test('is none where it is the first', () => {
    expect(after(NEW, 'success', 100, { shortestGap: 500 }).verdict).toBe('accepted')
  })
})

describe('a check that is paused', () => {
  const PAUSED: CheckState = { ...NEW, status: 'paused', since: 50, flips: 1 }

  test.each([
    ['log', 'ping'],
    ['success', 'manual'],
    ['fail', 'manual'],
    ['start', 'manual'],
  ] as const)('counts a %s, and stays paused where %s ends it', (kind, resume) => {
    expect(after(PAUSED, kind, 500, { resume })).toStrictEqual({
      verdict: 'paused',
      state: { ...PAUSED, signals: 1 },
      flips: [],
    })
  })

  test('is resumed by a signal, which then counts', () => {
    const { verdict, state, flips } = after(PAUSED, 'success', 500)
    expect(verdict).toBe('accepted')
    expect(state).toMatchObject({ status: 'up', signals: 1, flips: 3, due: 1_500 })
    expect(flips.map(({ from, to }) => [from, to])).toEqual([
      ['paused', 'new'],
      ['new', 'up'],
    ])
  })
})

describe('the door of the last sign of life', () => {
  const zmq = { detail: { via: 'zmq' } }
  const byMessage = (
    before: CheckState,
    ...how: Parameters<typeof after> extends [unknown, ...infer Rest] ? Rest : never
  ) => after(before, ...how).state.byMessage

  test('is that of a success or a failure', () => {
    expect(byMessage(UP, 'success', 500, zmq)).toBe(true)
    expect(byMessage(UP, 'fail', 500, zmq)).toBe(true)
    expect(byMessage({ ...UP, byMessage: true }, 'success', 500)).toBeUndefined()
    expect(byMessage({ ...UP, byMessage: true }, 'success', 500, zmq)).toBe(true)
  })

  test('is not that of a start or a note, once a sign of life has come', () => {
    expect(byMessage(UP, 'start', 500, zmq)).toBeUndefined()
    expect(byMessage(UP, 'log', 500, zmq)).toBeUndefined()
    expect(byMessage({ ...UP, byMessage: true }, 'start', 500)).toBe(true)
    expect(byMessage({ ...NEW, consecutiveFailures: 1 }, 'start', 500, zmq)).toBeUndefined()
  })

  test('is that of a start, before any sign of life', () => {
    expect(byMessage(NEW, 'start', 500, zmq)).toBe(true)
    expect(byMessage({ ...NEW, byMessage: true }, 'start', 500)).toBeUndefined()
    expect(byMessage(NEW, 'log', 500, zmq)).toBeUndefined()
    expect(byMessage(UP, 'start', 500, { ...zmq, expect: 'start' })).toBe(true)
  })
})

describe('a look that could not be made', () => {
  test('is noted with when that began, and the last reason', () => {
    const once = couldNotLook(UP, 200, 'no network')
    expect(once).toStrictEqual({ ...UP, unseen: { since: 200, why: 'no network' } })
    expect(couldNotLook(once, 300, 'no name server').unseen).toEqual({ since: 200, why: 'no name server' })
    const paused = { ...UP, status: 'paused' } as const
    expect(couldNotLook(paused, 200, 'no network')).toBe(paused)
  })

  test('lets the next answer be awaited anew, unless the check is in trouble or paused', () => {
    expect(awaitAnew(UP, checkOf(), 400, dueAfter)).toStrictEqual({
      ...UP,
      heardAt: 400,
      due: 1_400,
      deadline: 1_400,
    })
    for (const status of ['down', 'blind', 'paused'] as const) {
      const state = { ...UP, status }
      expect(awaitAnew(state, checkOf(), 400, dueAfter)).toBe(state)
    }
  })
})

describe('time', () => {
  const story = (state: CheckState, now: number, given: Partial<CheckPlan> = {}) =>
    lapse(state, checkOf(given), now).flips.map(({ to, reason, at, due }) => [to, reason, at, due])

  test.each<[now: number, given: Partial<CheckPlan>, flips: readonly unknown[]]>([
    [1_099, {}, []],
    [1_100, {}, [['late', 'silence', 1_100, 1_100]]],
    [1_299, {}, [['late', 'silence', 1_299, 1_100]]],
    [
      1_300,
      {},
      [
        ['late', 'silence', 1_300, 1_100],
        ['down', 'silence', 1_300, 1_300],
      ],
    ],
    [1_100, { grace: 0 }, [['down', 'silence', 1_100, 1_100]]],
    [9_999, { probe: PROBE }, []],
  ])('at %d brings a check with %j to %j', (now, given, flips) => {
    expect(story(UP, now, given)).toEqual(flips)
  })

  test('changes nothing where nothing is due, and corrects a deadline that an earlier plan left behind', () => {
    const { deadline: _deadline, ...undue } = UP
    expect(lapse(undue, checkOf(), 9_999)).toEqual({ state: undue, flips: [] })
    expect(lapse({ ...UP, deadline: 500 }, checkOf(), 600)).toEqual({ state: UP, flips: [] })
  })

  test('brings a run down that takes too long, and no sooner', () => {
    const running = { ...UP, runs: { a: 500 }, deadline: 3_500 }
    const given = { longestRun: 3_000 }
    expect(story(running, 3_499, given)).toEqual([])
    expect(story(running, 3_600, given)).toEqual([['down', 'overrun', 3_600, 3_500]])
    expect(lapse(running, checkOf(given), 3_600).state).toMatchObject({ runs: {}, overran: { a: 500 } })
    // A deadline that was too early.
    expect(lapse({ ...running, deadline: 600 }, checkOf(given), 700)).toEqual({ state: running, flips: [] })
  })

  test('of a check whose run exceeded its time while it was down is part of that outage', () => {
    const down = { ...UP, status: 'down', downDue: 600, runs: { a: 500 } } as const
    const { state, flips } = after(down, 'success', 4_000, { longestRun: 3_000, detail: { rid: 'b' } })
    expect([state.status, state.runs, state.overran, flips.length]).toEqual(['up', {}, { a: 500 }, 1])
    const early = after(down, 'success', 3_000, { longestRun: 3_000, detail: { rid: 'b' } }).state
    expect([early.runs, early.overran, early.deadline]).toEqual([{ a: 500 }, undefined, 3_500])
  })
})

describe('a check that another member of the group hears', () => {
  const copied = { by: 'b', n: 1, own: 1, shift: 50, patience: 30 }
  const COPY: CheckState = { ...UP, copied }
  const at = (now: number, state = COPY, given: Partial<CheckPlan> = {}) => lapse(state, checkOf(given), now)

  test('is late by that member’s clock, and then blind, as nobody says whether it is down', () => {
    expect(at(1_179).flips).toEqual([])
    const late = at(1_180)
    expect(late.flips.map(({ to, at, due }) => [to, at, due])).toEqual([['late', 1_100, 1_100]])
    const { state, flips } = at(1_380)
    expect(flips.map(({ to, reason, due }) => [to, reason, due])).toEqual([['blind', 'unheard', 1_300]])
    expect(state).toStrictEqual({
      ...Object.fromEntries(Object.entries(COPY).filter(([key]) => key !== 'deadline')),
      status: 'blind',
      since: 1_300,
      flips: 2,
      copied: { ...copied, isUnheard: true },
    })
  })

  test('is blind for a run that takes too long as well', () => {
    const running = { ...COPY, runs: { a: 500 }, deadline: 3_500 }
    const { state, flips } = at(3_580, running, { longestRun: 3_000 })
    expect(flips.map(({ to, reason, due }) => [to, reason, due])).toEqual([['blind', 'unheard', 3_500]])
    expect(state.runs).toEqual({ a: 500 })
  })

  test('is this watch’s own once a signal arrives here', () => {
    const own = after(COPY, 'success', 500).state
    expect(at(1_700, own).flips.map(({ to }) => to)).toEqual(['late', 'down'])
  })

  test('keeps the beginning of a trouble that it had', () => {
    expect(at(1_380, { ...COPY, downDue: 77 }).state.downDue).toBe(77)
  })
})
