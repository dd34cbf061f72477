import { describe, expect, test } from 'vitest'
import type { Check } from '../../../src/domain/watch/check'
import { planOf } from '../../../src/domain/watch/check-plan'
import { newState } from '../../../src/domain/watch/check-state'
import { knownStatus } from '../../../src/domain/watch/not-looking'
import { isTrouble, STATUSES, type Status, TONES } from '../../../src/domain/watch/status'
import { isAlive, statusAt, watchedAt } from '../../../src/domain/watch/status-at'

const PROBE = { kind: 'tcp', target: 'nas:445', every: 60_000, settings: {} } as const
const watched = (status: Status, given: Partial<Check> = {}) => ({
  check: { ...planOf({ name: 'x', grace: 500 }), id: 'x', origin: 'page', createdAt: 0, ...given } as Check,
  state: { ...newState(0), status },
  version: '1',
})

test('statuses have an order from the worst, a tone each, and two of them are trouble', () => {
  expect(STATUSES).toEqual(['down', 'blind', 'late', 'new', 'up', 'paused'])
  expect(STATUSES.map(status => [TONES[status], isTrouble(status)])).toEqual([
    ['bad', true],
    ['warn', true],
    ['warn', false],
    ['unknown', false],
    ['ok', false],
    ['idle', false],
  ])
})

describe('the status at a moment', () => {
  const due = { ...watched('up'), state: { ...watched('up').state, due: 1_000, deadline: 1_000, flips: 1 } }

  test.each([
    [999, 'up'],
    [1_000, 'late'],
    [1_499, 'late'],
    [1_500, 'down'],
  ])('at %d is %s, whether or not anybody has looked', (now, status) => {
    expect(statusAt(due, now)).toBe(status)
  })

  test('comes with since when, and with the flips that are stored', () => {
    const { state, version } = watchedAt(due, 1_500)
    expect([state.status, state.since, state.flips, version]).toEqual(['down', 1_500, 1, '1'])
  })

  test.each([
    [1_000, 999, 1_000],
    [1_000, 1_000, undefined],
    ['recovery', 1_000, 'recovery'],
  ] as const)('has the silence until %s at %d as %s', (silenced, now, shown) => {
    const { state } = watchedAt(
      { ...due, state: { ...due.state, due: 9_000, deadline: 9_000, silenced } },
      now,
    )
    expect(state.silenced).toBe(shown)
  })
})

test.each<[Status, isUnseen: boolean, probed: boolean, Status | 'unknown', isAlive: boolean]>([
  ['up', false, true, 'up', true],
  ['up', true, true, 'unknown', false],
  ['up', true, false, 'up', true],
  ['new', true, true, 'unknown', false],
  ['late', false, false, 'late', true],
  ['down', true, true, 'down', false],
  ['down', false, false, 'down', false],
  ['blind', true, true, 'blind', false],
  ['paused', true, true, 'paused', true],
])(
  'a check that is %s, while nobody looks: %s, with a probe: %s, is known as %s, and alive: %s',
  (status, isUnseen, probed, known, alive) => {
    const check = watched(status, probed ? { probe: PROBE } : {})
    expect([knownStatus(check, isUnseen), isAlive(check, 0, isUnseen)]).toEqual([known, alive])
  },
)
