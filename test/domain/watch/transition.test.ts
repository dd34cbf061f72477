import { describe, expect, test } from 'vitest'
import type { CheckPlan } from '../../../src/domain/watch/plan-fields'
import type { CheckState } from '../../../src/domain/watch/state'
import { flipped, rearmed, settled } from '../../../src/domain/watch/transition'
import { checkOf, DOWN, dueAfter, NEW, PROBE, UP, without } from '../../support/check-states'

const CHECK = checkOf()
const never = () => undefined

describe('a flip', () => {
  const flip = (before: CheckState, ...how: [Parameters<typeof flipped>[2], Parameters<typeof flipped>[3]]) =>
    flipped(before, CHECK, ...how, 50, 40)

  test('begins a trouble, goes on with it, and ends it', () => {
    const down = flip(NEW, 'down', 'failure')
    expect(down).toStrictEqual({
      state: { ...NEW, status: 'down', since: 40, flips: 1, downDue: 40 },
      flips: [{ check: 'x', seq: 1, from: 'new', to: 'down', reason: 'failure', at: 50, due: 40 }],
    })
    const blind = flip({ ...down.state, downDue: 7 }, 'blind', 'blind')
    expect(blind.state).toMatchObject({ status: 'blind', downDue: 7, flips: 2 })
    expect(blind.flips[0]).toHaveProperty('ends', 7)
    const up = flip(blind.state, 'up', 'success')
    expect(up.state).toStrictEqual({ ...NEW, status: 'up', since: 40, flips: 3 })
    expect(up.flips[0]).toHaveProperty('ends', 7)
  })

  test.each([
    ['down', 'failure', true, true],
    ['blind', 'blind', true, true],
    ['up', 'success', false, false],
    ['up', 'replanned', false, true],
    ['late', 'silence', false, true],
    ['paused', 'paused', false, true],
  ] as const)(
    'to %s by %s keeps an acknowledgement: %s, and a silence until all is well: %s',
    (to, reason, acknowledged, silenced) => {
      const before = { ...DOWN, acknowledged: { by: 'Anna', at: 1 }, silenced: 'recovery' } as const
      const { state } = flip(before, to, reason)
      expect([state.acknowledged !== undefined, state.silenced !== undefined]).toEqual([
        acknowledged,
        silenced,
      ])
    },
  )

  test('keeps a silence until a moment, whatever happens', () => {
    expect(flip({ ...DOWN, silenced: 9 }, 'up', 'success').state.silenced).toBe(9)
  })
})

describe('the deadline', () => {
  const deadlineOf = (state: Partial<CheckState>, given: Partial<CheckPlan> = {}) =>
    settled({ state: { ...UP, ...state }, flips: [] }, checkOf(given)).state.deadline

  test.each<[state: Partial<CheckState>, given: Partial<CheckPlan>, deadline: number | undefined]>([
    [{}, {}, 1_100],
    [{ status: 'new' }, {}, 1_100],
    [{ status: 'late' }, {}, 1_300],
    [{ status: 'down' }, {}, undefined],
    [{ status: 'blind' }, {}, undefined],
    [{ status: 'paused' }, {}, undefined],
    [{}, { probe: PROBE }, 121_100],
    [{ runs: { a: 500 } }, {}, 1_100],
    [{ runs: { a: 500 } }, { longestRun: 9_000 }, 9_500],
    [{ status: 'down', runs: { a: 500 } }, { longestRun: 9_000 }, undefined],
  ])('of %j by %j is %s', (state, given, deadline) => {
    expect(deadlineOf(state, given)).toBe(deadline)
  })

  test('is left alone where it is right, and goes where there is none', () => {
    expect(settled({ state: UP, flips: [] }, CHECK).state).toBe(UP)
    const { due: _due, ...undue } = UP
    expect(settled({ state: undue, flips: [] }, CHECK).state).toStrictEqual(without(UP, 'due', 'deadline'))
  })

  test('follows from a moment that is counted anew', () => {
    expect(rearmed(UP, 300, dueAfter)).toStrictEqual({ ...UP, heardAt: 300, due: 1_300 })
    expect(rearmed(UP, 300, never)).toStrictEqual({ ...without(UP, 'due'), heardAt: 300 })
  })
})
