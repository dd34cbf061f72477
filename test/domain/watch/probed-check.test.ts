import { describe, expect, it } from 'vitest'
import { amnesty } from '../../../src/domain/watch/amnesty'
import type { Check } from '../../../src/domain/watch/check'
import { planOf } from '../../../src/domain/watch/check-plan'
import { couldNotLook, lapse, newState, receive } from '../../../src/domain/watch/check-state'
import { dedupKey } from '../../../src/domain/watch/flip'
import { pause, replan, resume } from '../../../src/domain/watch/interventions'
import type { CheckPlan } from '../../../src/domain/watch/plan-fields'
import type { SignalDetail, SignalKind } from '../../../src/domain/watch/signal'

const SECOND = 1_000
const dueAfter = (at: number) => at + 60 * SECOND

/** Looks every minute, and is blind after three. */
function probed(given: Partial<CheckPlan> = {}): Check {
  const probe = { kind: 'tcp', target: 'nas:445', every: 60 * SECOND, settings: {} } as const
  return { ...planOf({ name: 'nas', probe, ...given }), id: 'x', origin: 'ini', createdAt: 0 }
}

const NAS = probed()

function begun(check = NAS) {
  let state = newState(0, check)
  const story: string[] = []
  const note = (change: ReturnType<typeof lapse>) => {
    state = change.state
    story.push(...change.flips.map(({ to, reason, due }) => `${due / SECOND} ${to} ${reason}`))
    return change.flips
  }
  return {
    story,
    get state() {
      return state
    },
    answers: (second: number, kind: SignalKind, detail: SignalDetail = {}) =>
      note(receive(state, { kind, at: second * SECOND, detail }, check, dueAfter)),
    cannotLook: (second: number, why: string) =>
      note({ state: couldNotLook(state, second * SECOND, why), flips: [] }),
    sweep: (second: number) => note(lapse(state, check, second * SECOND)),
    pause: (second: number) => note(pause(state, check, second * SECOND)),
    resume: (second: number) => note(resume(state, check, second * SECOND, dueAfter)),
    forgive: (from: number, to: number) => {
      const gap = { from: from * SECOND, to: to * SECOND }
      note({ state: amnesty(state, check, gap, gap.to, dueAfter), flips: [] })
    },
  }
}

describe('a check with a probe', () => {
  it('follows from its probe when the next answer is due', () => {
    expect(NAS).toMatchObject({ schedule: { kind: 'period', period: 60_000 }, grace: 120_000 })
  })

  it('is blind, not down, when nobody looks', () => {
    const check = begun()
    check.sweep(179)
    expect(check.story).toEqual([])
    check.sweep(9_999)
    expect(check.story).toEqual(['180 blind blind'])
    expect(check.state.deadline).toBeUndefined()
  })

  it('is never late: an answer less than three intervals old stands', () => {
    const check = begun()
    check.answers(10, 'success')
    check.sweep(189)
    expect(check.story).toEqual(['10 up success'])
    check.sweep(190)
    expect(check.story).toEqual(['10 up success', '190 blind blind'])
  })

  it('keeps its status while it cannot look, and remembers since when and why', () => {
    const check = begun()
    check.answers(10, 'success')
    check.cannotLook(70, 'the name server does not answer')
    check.cannotLook(130, 'no network here leads to it')
    expect(check.state).toMatchObject({
      status: 'up',
      unseen: { since: 70_000, why: 'no network here leads to it' },
    })
    check.sweep(190)
    expect(check.state).toMatchObject({ status: 'blind', unseen: { since: 70_000 } })
    check.answers(200, 'success')
    expect(check.state).not.toHaveProperty('unseen')
    expect(check.story).toEqual(['10 up success', '190 blind blind', '200 up success'])
  })

  it('is down at once when it can look again and the target is broken: the same incident', () => {
    const check = begun()
    const [blind] = check.sweep(180)
    const [down] = check.answers(200, 'fail')
    const [up] = check.answers(260, 'success')
    expect(check.story).toEqual(['180 blind blind', '200 down failure', '260 up success'])
    const keys = [blind, down, up].map(flip => flip && dedupKey(flip))
    expect(keys).toEqual(Array(3).fill('intvlm8r-x-180000'))
  })

  it('stays blind at a first failure that does not count yet', () => {
    const check = begun(probed({ failuresBeforeAlert: 2 }))
    check.sweep(180)
    check.answers(200, 'fail')
    expect(check.state.status).toBe('blind')
    check.answers(260, 'fail')
    expect(check.story).toEqual(['180 blind blind', '260 down failure'])
  })

  it('stays down while it cannot look', () => {
    const check = begun()
    check.answers(10, 'fail')
    check.cannotLook(70, 'the name server does not answer')
    check.sweep(9_999)
    expect(check.story).toEqual(['10 down failure'])
  })

  it('has the warning of its last success', () => {
    const check = begun()
    check.answers(10, 'success', { warning: 'it took 2.5 s' })
    expect(check.state.warning).toBe('it took 2.5 s')
    check.answers(70, 'success')
    expect(check.state).not.toHaveProperty('warning')
  })

  it('looks from anew after a pause, and is blind in none', () => {
    const check = begun()
    check.pause(10)
    check.cannotLook(20, 'no network here leads to it')
    check.sweep(9_999)
    check.resume(10_000)
    check.sweep(10_179)
    expect(check.story).toEqual(['10 paused paused', '10000 new resumed'])
    check.sweep(10_180)
    expect(check.story.at(-1)).toBe('10180 blind blind')
  })

  it('is not blind for a time in which the watch itself stood still', () => {
    const check = begun()
    check.answers(10, 'success')
    check.forgive(20, 1_000)
    check.sweep(1_100)
    expect(check.story).toEqual(['10 up success'])
  })
})

describe('a check whose looks Redis lost with its memory', () => {
  it('is not blind, however long before the end of the watch the last one is that is left', () => {
    const check = begun()
    check.answers(10, 'success')
    // Looks went on until the power cut, and so did sweeps, which would have written that it was blind at 190.
    check.forgive(1_500, 1_800)
    check.sweep(1_979)
    expect(check.story).toEqual(['10 up success'])
    check.sweep(1_980)
    expect(check.story).toEqual(['10 up success', '1980 blind blind'])
  })

  it('stays blind where that was written', () => {
    const check = begun()
    check.answers(10, 'success')
    check.sweep(190)
    check.forgive(1_500, 1_800)
    expect(check.state.status).toBe('blind')
  })
})

describe('a probe that is changed', () => {
  const every = 60 * SECOND
  const other = (probe: Check['probe'] & object) => probed({ probe })
  const WAITING: Check = {
    ...planOf({ name: 'nas', schedule: { kind: 'period', period: every } }),
    id: 'x',
    origin: 'ini',
    createdAt: 0,
  }
  const down = () => {
    const check = begun()
    check.answers(10, 'success', { warning: 'it took 2.5 s' })
    check.answers(70, 'fail')
    check.cannotLook(130, 'the name server does not answer')
    return check.state
  }

  it.each<[what: string, from: Check, to: Check]>([
    ['another target', NAS, other({ kind: 'tcp', target: 'nas:80', every, settings: {} })],
    ['another kind', NAS, other({ kind: 'ping', target: 'nas:445', every, settings: {} })],
    ['a probe in place of check-ins', WAITING, NAS],
    ['check-ins in place of a probe', NAS, WAITING],
  ])('to %s makes the check new: nothing of what was known is about that', (_what, from, to) => {
    const { state, flips } = replan({ check: from, state: down() }, to, 140 * SECOND, dueAfter)
    expect(flips).toMatchObject([{ from: 'down', to: 'new', reason: 'replanned', at: 140_000, ends: 70_000 }])
    expect(state).toEqual({
      status: 'new',
      since: 140_000,
      consecutiveFailures: 0,
      runs: {},
      tooFrequent: 0,
      signals: 2,
      flips: 3,
      heardAt: 140_000,
      due: 200_000,
      deadline: to.probe ? 320_000 : 200_000,
    })
  })

  it.each<[what: string, to: Check]>([
    ['interval', other({ kind: 'tcp', target: 'nas:445', every: 30 * SECOND, settings: {} })],
    [
      'time until it is blind',
      other({ kind: 'tcp', target: 'nas:445', every, blindAfter: 900_000, settings: {} }),
    ],
    ['settings', other({ kind: 'tcp', target: 'nas:445', every, settings: { expect: 'ready' } })],
    ['time limit', other({ kind: 'tcp', target: 'nas:445', every, timeout: 3_000, settings: {} })],
  ])('by its %s alone keeps what is known', (_what, to) => {
    const before = down()
    const { state, flips } = replan({ check: NAS, state: before }, to, 140 * SECOND, dueAfter)
    expect(flips).toEqual([])
    expect(state).toMatchObject({ status: 'down', lastSignalAt: 70_000, unseen: { since: 130_000 } })
  })

  it('stays paused, and knows nothing once it is resumed', () => {
    const check = begun()
    check.answers(10, 'success')
    check.pause(20)
    const to = other({ kind: 'tcp', target: 'nas:80', every, settings: {} })
    const { state, flips } = replan({ check: NAS, state: check.state }, to, 30 * SECOND, dueAfter)
    expect(flips).toEqual([])
    expect(state).toMatchObject({ status: 'paused', since: 20_000 })
    expect(state).not.toHaveProperty('lastSignalAt')
  })

  it('before its first answer awaits that anew', () => {
    const to = other({ kind: 'tcp', target: 'nas:80', every, settings: {} })
    const { state, flips } = replan({ check: NAS, state: newState(0, NAS) }, to, 30 * SECOND, dueAfter)
    expect(flips).toEqual([])
    expect(state).toMatchObject({ status: 'new', heardAt: 30_000, deadline: 210_000 })
  })
})
