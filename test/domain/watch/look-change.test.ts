import { describe, expect, test } from 'vitest'
import type { Look } from '../../../src/domain/probes/look'
import type { Check } from '../../../src/domain/watch/check'
import { planOf } from '../../../src/domain/watch/check-plan'
import { newState } from '../../../src/domain/watch/check-state'
import { applyLook, lastAnswer } from '../../../src/domain/watch/look-change'
import type { CheckState } from '../../../src/domain/watch/state'

const MINUTE = 60_000
const probe = { kind: 'tcp', target: 'nas:445', every: MINUTE, settings: {} } as const
const NAS: Check = { ...planOf({ name: 'nas', probe }), id: 'x', origin: 'page', createdAt: 0 }
const look = (given: Partial<Look>): Look => ({ answer: 'success', detail: 'connected', ...given }) as Look
const after = (before: CheckState, given: Partial<Look>, minute: number) =>
  applyLook(before, NAS, look(given), minute * MINUTE, at => at + MINUTE)

const NEW = newState(0, NAS)
const UP = after(NEW, {}, 1).state

describe('a look', () => {
  test('is a signal with its answer, its time in whole milliseconds, and its code', () => {
    expect(after(NEW, { took: 12.6, exitCode: 0 }, 1).signal).toEqual({
      kind: 'success',
      at: MINUTE,
      detail: { via: 'probe', agent: 'tcp', body: 'connected', duration: 13, exitCode: 0 },
    })
    expect(after(NEW, { ran: 5, warning: 'slow' }, 1).signal?.detail).toEqual({
      via: 'probe',
      agent: 'tcp',
      body: 'connected',
      duration: 5,
      warning: 'slow',
    })
    expect(after(NEW, { took: 7, ran: 5 }, 1).signal?.detail?.duration).toBe(7)
  })

  test('that failed has the output behind its reason, and no warning; one that succeeded shows neither', () => {
    const output = 'line\nline'
    expect(after(NEW, { answer: 'failure', detail: 'refused', output, warning: 'slow' }, 1).signal).toEqual({
      kind: 'fail',
      at: MINUTE,
      detail: { via: 'probe', agent: 'tcp', body: 'refused\n\nline\nline' },
    })
    expect(after(NEW, { answer: 'failure', detail: 'refused' }, 1).signal?.detail?.body).toBe('refused')
    expect(after(NEW, { output }, 1).signal?.detail?.body).toBe('connected')
  })

  test('that could see nothing is no signal, and keeps the status', () => {
    const { signal, state, flips, verdict } = after(UP, { answer: 'blind', detail: 'no network' }, 2)
    expect([signal, state.status, flips, verdict]).toEqual([undefined, 'up', [], 'accepted'])
    expect(state.unseen).toEqual({ since: 2 * MINUTE, why: 'no network' })
  })

  test('that was cut off by our own network awaits the next answer anew', () => {
    const cut = { answer: 'blind', detail: 'no network', isCutOff: true } as const
    const { state, isNews } = after(UP, cut, 2)
    expect(state).toEqual({
      ...UP,
      unseen: { since: 2 * MINUTE, why: 'no network' },
      heardAt: 2 * MINUTE,
      due: 3 * MINUTE,
      deadline: 5 * MINUTE,
    })
    expect(isNews).toBe(true)
    expect(after(UP, { ...cut, isCutOff: undefined } as never, 2).state).toMatchObject({
      heardAt: MINUTE,
      due: 2 * MINUTE,
    })
    for (const status of ['down', 'blind'] as const)
      expect(after({ ...UP, status }, cut, 2).state).toMatchObject({ heardAt: MINUTE, due: 2 * MINUTE })
  })

  test('that is the first one takes over the outage before it', () => {
    const before = { failingSince: 7, toldAt: 8, failures: 2 }
    const told = after(NEW, { answer: 'failure', detail: 'refused', before }, 1)
    expect(told.flips).toEqual([
      { check: 'x', seq: 1, from: 'new', to: 'down', reason: 'failure', at: 7, due: 7, toldAt: 8 },
    ])
    expect(told.state).toMatchObject({ status: 'down', since: 7, consecutiveFailures: 3, signals: 1 })
    expect(told.isNews).toBe(true)
    const over = after(NEW, { before }, 1)
    expect(over.flips.map(({ to, at }) => [to, at])).toEqual([
      ['down', 7],
      ['up', MINUTE],
    ])
    const blind = after(NEW, { answer: 'blind', before }, 1)
    expect([blind.isNews, blind.flips.length, blind.state.unseen?.since]).toEqual([true, 1, MINUTE])
    const known = after(UP, { before }, 2)
    expect([known.flips, known.state.status, known.isNews]).toEqual([[], 'up', false])
  })

  test('without a probe has no agent, and no output that is empty', () => {
    const { probe: _probe, ...plain } = NAS
    const failed = look({ answer: 'failure', detail: 'refused', output: '' })
    expect(applyLook(NEW, plain, failed, MINUTE, at => at + MINUTE).signal?.detail).toStrictEqual({
      via: 'probe',
      body: 'refused',
    })
    expect(after(NEW, { exitCode: 0 }, 1).signal?.detail).toStrictEqual({
      via: 'probe',
      agent: 'tcp',
      body: 'connected',
      exitCode: 0,
    })
  })

  test('ends no pause', () => {
    const paused = { ...UP, status: 'paused' } as const
    const change = after(paused, { answer: 'failure' }, 2)
    expect(change).toMatchObject({ verdict: 'paused', isNews: false, state: { status: 'paused' }, flips: [] })
    expect(after(paused, { answer: 'blind' }, 2).state).toEqual(paused)
  })

  test('has its phases in whole milliseconds until the next answer has others', () => {
    const phased = after(UP, { phases: { dns: 1.4, tcp: 2.5 } }, 2).state
    expect(phased.phases).toEqual({ dns: 1, tcp: 3 })
    expect(after(phased, {}, 3).state).not.toHaveProperty('phases')
  })
})

describe('the news', () => {
  const BLIND = after(UP, { answer: 'blind', detail: 'no network' }, 2).state
  const WARNED = after(UP, { warning: 'slow' }, 2).state
  const DOWN = after(UP, { answer: 'failure' }, 2).state

  test.each([
    ['of the first look', NEW, {}, true],
    ['that all is as it was', UP, {}, false],
    ['of a failure', UP, { answer: 'failure' }, true],
    ['of a failure after another', DOWN, { answer: 'failure' }, false],
    ['of the end of a failure', DOWN, {}, true],
    ['of a warning', UP, { warning: 'slow' }, true],
    ['of the same warning', WARNED, { warning: 'slower' }, false],
    ['of the end of a warning', WARNED, {}, true],
    ['that it sees nothing', UP, { answer: 'blind', detail: 'no network' }, true],
    ['that it still sees nothing', BLIND, { answer: 'blind', detail: 'no network' }, false],
    ['that it sees again', BLIND, {}, true],
  ] as const)('%s are worth a write at once: %s', (_what, before, given, isNews) => {
    expect(after(before, given, 3).isNews).toBe(isNews)
  })
})

test.each([
  [NEW, undefined],
  [UP, 'success'],
  [after(UP, { answer: 'failure' }, 2).state, 'failure'],
  [after(UP, { answer: 'blind' }, 2).state, 'blind'],
  [{ ...UP, lastSignalKind: 'start' } as CheckState, undefined],
])('the last answer of a look is told', (state, answer) => {
  expect(lastAnswer(state)).toBe(answer)
})
