import { describe, expect, it, test } from 'vitest'
import type { Check } from '../../../src/domain/watch/check'
import { planOf } from '../../../src/domain/watch/check-plan'
import { lapse, newState, receive } from '../../../src/domain/watch/check-state'
import { awaitsTheSame } from '../../../src/domain/watch/expectation'
import { pause, replan, resume } from '../../../src/domain/watch/interventions'
import type { CheckPlan } from '../../../src/domain/watch/plan-fields'
import { dueAfterOf } from '../../../src/domain/watch/schedule'
import type { SignalKind } from '../../../src/domain/watch/signal'
import type { CheckState } from '../../../src/domain/watch/state'

/** A Monday. */
const day = (date: number, time: string) => Date.parse(`2026-06-${String(date).padStart(2, '0')}T${time}Z`)
const MONDAY = '30 10 * * 1'

function checkOf(options: Partial<CheckPlan>): Check {
  const plan = planOf({
    name: 'a/b',
    schedule: { kind: 'cron', expression: MONDAY, zone: 'UTC' },
    early: 400 * 86_400_000,
    awaited: true,
    grace: 15 * 60_000,
    ...options,
  })
  return { ...plan, id: 'id', origin: 'file', createdAt: 0 }
}

const dueAfter = dueAfterOf({ kind: 'cron', expression: MONDAY, zone: 'UTC' })

function after(state: CheckState, check: Check, kind: SignalKind, at: number): CheckState {
  return receive(lapse(state, check, at).state, { kind, at, detail: {} }, check, dueAfter).state
}

describe('an expected event', () => {
  const check = checkOf({})

  it('is due at its first moment, though nothing ever came, and down after its grace', () => {
    const state = newState(day(1, '08:00'), check)
    expect(state).toMatchObject({ status: 'new', due: day(1, '10:30') })
    expect(lapse(state, check, day(1, '10:44')).state.status).toBe('late')
    expect(lapse(state, check, day(1, '10:45')).flips.map(({ to, due }) => [to, due])).toEqual([
      ['late', day(1, '10:30')],
      ['down', day(1, '10:45')],
    ])
  })

  it('is met by a signal before its moment', () => {
    const state = after(newState(day(1, '08:00'), check), check, 'success', day(1, '10:29'))
    expect(state).toMatchObject({ status: 'up', due: day(8, '10:30') })
  })

  it('is not met twice by a job that runs twice', () => {
    const once = after(newState(day(1, '08:00'), check), check, 'success', day(1, '10:29'))
    const twice = after(once, check, 'success', day(1, '11:40'))
    expect(twice.due).toBe(day(8, '10:30'))
  })

  it('is met late, and due again a week later', () => {
    const state = after(newState(day(1, '08:00'), check), check, 'success', day(1, '12:00'))
    expect(state).toMatchObject({ status: 'up', due: day(8, '10:30') })
  })

  it('is not met earlier than its owner allows', () => {
    const strict = checkOf({ early: 3_600_000 })
    const state = newState(day(1, '08:00'), strict)
    expect(after(state, strict, 'success', day(1, '09:29')).due).toBe(day(1, '10:30'))
    expect(after(state, strict, 'success', day(1, '09:31')).due).toBe(day(8, '10:30'))
  })

  it('is not met by a start or a note', () => {
    const begun = after(newState(day(1, '08:00'), check), check, 'start', day(1, '10:00'))
    const noted = after(begun, check, 'log', day(1, '10:10'))
    expect(noted.due).toBe(day(1, '10:30'))
    expect(lapse(noted, check, day(1, '11:00')).state.status).toBe('down')
  })

  it('stays due when its options change before anything came', () => {
    const state = newState(day(1, '10:00'), check)
    expect(
      replan({ check, state: state }, checkOf({ tags: ['x'] }), day(1, '10:20'), dueAfter).state.due,
    ).toBe(day(1, '10:30'))
  })

  it('stays met when its options change after a signal that came early', () => {
    const met = after(newState(day(1, '08:00'), check), check, 'success', day(1, '10:00'))
    expect(replan({ check, state: met }, checkOf({ tags: ['x'] }), day(1, '10:20'), dueAfter).state.due).toBe(
      day(8, '10:30'),
    )
  })
})

describe('a start that is expected', () => {
  const check = checkOf({ expect: 'start' })

  it('is met by a start alone', () => {
    const state = newState(day(1, '08:00'), check)
    expect(after(state, check, 'success', day(1, '10:00'))).toMatchObject({
      status: 'new',
      due: day(1, '10:30'),
    })
    expect(after(state, check, 'start', day(1, '10:00'))).toMatchObject({
      status: 'up',
      due: day(8, '10:30'),
    })
  })

  it('is down by a failure, whatever was expected', () => {
    const state = after(newState(day(1, '08:00'), check), check, 'start', day(1, '10:00'))
    expect(after(state, check, 'fail', day(1, '10:05')).status).toBe('down')
  })

  it('is not met by a failure below the limit', () => {
    const patient = checkOf({ expect: 'start', failuresBeforeAlert: 3 })
    const state = after(newState(day(1, '08:00'), patient), patient, 'fail', day(1, '10:05'))
    expect(state.due).toBe(day(1, '10:30'))
  })
})

describe('an event that is expected once', () => {
  const check = checkOf({ once: true })
  const met = after(newState(day(1, '08:00'), check), check, 'success', day(1, '10:29'))

  it('is not expected any more when it has come', () => {
    expect(met).toMatchObject({ status: 'up', isMet: true })
    expect(met.due).toBeUndefined()
    expect(lapse(met, check, day(29, '12:00')).flips).toEqual([])
  })

  it('is missed once, and then may come late', () => {
    const state = newState(day(1, '08:00'), check)
    expect(lapse(state, check, day(1, '11:00')).state.status).toBe('down')
    const late = after(state, check, 'success', day(1, '12:00'))
    expect(late.status).toBe('up')
    expect(late.due).toBeUndefined()
  })

  it('stays over after a pause, a change of its options, and a failure', () => {
    const paused = pause(met, check, day(1, '11:00')).state
    expect(resume(paused, check, day(1, '12:00'), dueAfter).state.due).toBeUndefined()
    expect(
      replan({ check, state: met }, checkOf({ once: true, tags: ['x'] }), day(1, '12:00'), dueAfter).state
        .due,
    ).toBe(undefined)
    expect(after(met, check, 'fail', day(1, '12:00'))).toMatchObject({ status: 'down', isMet: true })
  })

  it('is expected again when its owner takes that back', () => {
    expect(replan({ check, state: met }, checkOf({}), day(1, '12:00'), dueAfter).state.due).toBe(
      day(8, '10:30'),
    )
  })
})

describe('the progress of a run', () => {
  const check = checkOf({})

  it('stands in the state until the run ends, and meets nothing', () => {
    const begun = newState(day(1, '08:00'), check)
    const at = day(1, '09:00')
    const half = receive(begun, { kind: 'log', at, detail: { percent: 50 } }, check, dueAfter).state
    expect(half).toMatchObject({ status: 'new', progress: { percent: 50, at }, due: day(1, '10:30') })
    expect(after(half, check, 'success', day(1, '09:30')).progress).toBeUndefined()
    expect(after(half, check, 'fail', day(1, '09:30')).progress).toBeUndefined()
    expect(after(half, check, 'start', day(1, '09:30')).progress).toBeUndefined()
  })
})

test('a check that is to come once more, from now on, is still expected', () => {
  const often = checkOf({})
  const state = after(newState(day(1, '08:00'), often), often, 'success', day(1, '10:29'))
  const { due } = replan({ check: often, state }, checkOf({ once: true }), day(1, '12:00'), dueAfter).state
  expect(due).toBe(day(8, '10:30'))
})

describe('two plans', () => {
  const EARLY = 400 * 86_400_000

  it.each<[string, Partial<CheckPlan>]>([
    ['another name and grace', { name: 'c/d', grace: 60_000 }],
    ['its early span named', { early: EARLY }],
    ['what is awaited named', { expect: 'success' }],
  ])('await the same with %s', (_what, options) => {
    expect(awaitsTheSame(checkOf({}), checkOf(options))).toBe(true)
    expect(awaitsTheSame(checkOf(options), checkOf({}))).toBe(true)
  })

  it.each<[string, Partial<CheckPlan>]>([
    ['schedule', { schedule: { kind: 'cron', expression: MONDAY, zone: 'Europe/Vienna' } }],
    ['span in which a signal is early', { early: 60_000 }],
    ['signal', { expect: 'start' }],
    ['beginning', { awaited: false }],
    ['number of times', { once: true }],
  ])('do not with another %s', (_what, options) => {
    expect(awaitsTheSame(checkOf({}), checkOf(options))).toBe(false)
    expect(awaitsTheSame(checkOf(options), checkOf({}))).toBe(false)
  })

  it('await the same where one does not say what the other has as its default', () => {
    const { early: _early, expect: _expect, once: _once, ...bare } = checkOf({})
    const said = { ...bare, early: 0, expect: 'success', once: false } as const
    expect([awaitsTheSame(bare, said), awaitsTheSame(said, bare)]).toEqual([true, true])
  })
})
