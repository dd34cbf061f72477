import { describe, expect, it } from 'vitest'
import type { GroupEntry } from '../../../src/domain/peers/group'
import { type Here, mergedState } from '../../../src/domain/peers/merge-state'
import { newState } from '../../../src/domain/watch/check-state'
import type { Flip } from '../../../src/domain/watch/flip'
import type { CheckState } from '../../../src/domain/watch/state'
import { CHECK } from '../../support/alert-memory'

const NOW = 1_000_000_000
const HOUR = 3_600_000
const state = (more: Partial<CheckState> = {}): CheckState => ({
  ...newState(0, CHECK),
  ...{ status: 'up', since: NOW - HOUR },
  ...more,
})
const copyOf = (by: string, n: number, more: object = {}) => ({
  copied: { by, n, own: 0, shift: 0, patience: 0, ...more },
})

/** The state of b after an entry of a, whose clock shows the same, about the signal of that member and number. */
function merged(
  before: CheckState,
  theirs: CheckState,
  given: Partial<GroupEntry> = {},
  here: Partial<Here> = {},
) {
  return mergedState(
    before,
    CHECK,
    {
      ...{ id: 'c', home: 'a', check: CHECK, by: 'b', n: 0, isAgeSure: true, clock: NOW },
      state: theirs,
      ...given,
    },
    { self: 'b', age: undefined, isAgeSure: true, now: NOW, patience: 60_000, ...here },
  )
}

describe('of two states after the same signal, which came to this watch,', () => {
  it.each<[CheckState['status'], CheckState['status'], boolean]>([
    ['new', 'up', false],
    ['up', 'late', false],
    ['up', 'blind', true],
    ['up', 'down', true],
    ['late', 'blind', true],
    ['late', 'down', true],
    ['blind', 'down', true],
    ['down', 'blind', false],
    ['down', 'up', false],
    ['up', 'up', false],
    ['up', 'paused', false],
    ['paused', 'down', false],
    ['paused', 'paused', false],
  ])('one that is %s gives way to one that is %s: %s', (own, theirs, isTaken) => {
    expect(merged(state({ status: own }), state({ status: theirs }))?.state.status).toBe(
      isTaken ? theirs : undefined,
    )
  })

  it.each<[string, Partial<CheckState>, Partial<CheckState>, boolean]>([
    ['unheard there', {}, { status: 'blind', ...copyOf('b', 0, { isUnheard: true }) }, false],
    ['down there, once unheard', {}, { status: 'down', ...copyOf('b', 0, { isUnheard: true }) }, true],
    ['blind there, as it was heard', {}, { status: 'blind', ...copyOf('b', 0) }, true],
  ])('one that is %s', (_what, own, theirs, isTaken) => {
    expect(merged(state(own), state(theirs)) !== undefined).toBe(isTaken)
  })
})

describe('of two states after the same signal, which came to another member,', () => {
  const SAME = { by: 'a', n: 5 }
  const own = (more: Partial<CheckState>, copied: object = {}) =>
    state({ ...copyOf('a', 5, copied), ...more })

  it.each<[string, CheckState, Partial<CheckState>, boolean]>([
    ['unheard here is known there', own({ status: 'blind' }, { isUnheard: true }), {}, true],
    ['up here, once unheard, is no news', own({}, { isUnheard: true }), {}, false],
    ['blind here, though heard, stays so', own({ status: 'blind' }), {}, false],
    ['up has more time there', own({ due: 5_000 }), { due: 5_001 }, true],
    ['up has time there alone', own({}), { due: 1 }, true],
    ['up has as much time there', own({ due: 5_000 }), { due: 5_000 }, false],
    ['up has less time there', own({ due: 5_000 }), { due: 4_999 }, false],
    ['up has no time there', own({ due: 5_000 }), {}, false],
    ['late here has more time there, and is up', own({ status: 'late', due: 5 }), { due: 9 }, false],
    ['down for both has more time there', own({ status: 'down', due: 5 }), { status: 'down', due: 9 }, false],
    ['paused for both', own({ status: 'paused', due: 5 }), { status: 'paused', due: 9 }, false],
  ])('one that is %s', (_what, before, theirs, isTaken) => {
    expect(merged(before, state(theirs), SAME) !== undefined).toBe(isTaken)
  })

  it('that of another signal without an age says nothing, but to a member that has none', () => {
    const down = state({ status: 'down' })
    expect(merged(own({}), down, { by: 'c', n: 1 })).toBeUndefined()
    expect(merged(state(), down, { by: 'c', n: 1 })?.state.status).toBe('down')
  })

  it('more time for a signal that came here is known here', () => {
    expect(merged(state({ due: 5 }), state({ due: 9 }))).toBeUndefined()
  })
})

describe('what people did to a check elsewhere, where a newer signal came here,', () => {
  const FLIP: Flip = {
    ...{ check: 'c', seq: 9, from: 'up', to: 'paused', reason: 'paused', at: NOW - 500, due: NOW - 500 },
  }
  const before = state({
    signals: 3,
    due: NOW + HOUR,
    heardAt: NOW - 1_000,
    lastSignalAt: NOW - 1_000,
    flips: 4,
  })
  const older = (
    theirs: Partial<CheckState>,
    own: Partial<CheckState> = {},
    given: Partial<GroupEntry> = {},
  ) =>
    merged(
      { ...before, ...own },
      state({ lastSignalAt: NOW - 90_000, touched: 5, ...theirs }),
      { by: 'a', n: 7, age: 90_000, ...given },
      { age: 1_000 },
    )

  it('is known here, and all else stays', () => {
    const after = older({ due: 1, signals: 70, heardAt: 2, lastDuration: 3 })
    const { deadline: _deadline, ...known } = after?.state ?? state()
    const { deadline: _old, ...own } = before
    expect(known).toStrictEqual({ ...own, touched: 5 })
    expect(after?.flips).toStrictEqual([])
  })

  it('pauses it, with the moment, and the flip of there', () => {
    const after = older({ status: 'paused', since: NOW - 500 }, {}, { flip: FLIP })
    const { due: _due, heardAt: _heard, deadline: _deadline, ...rest } = before
    expect(after?.state).toStrictEqual({ ...rest, status: 'paused', since: NOW - 500, touched: 5, flips: 5 })
    expect(after?.flips).toStrictEqual([{ ...FLIP, seq: 5 }])
  })

  it('resumes it, with the time that it has there', () => {
    const resumed = {
      status: 'new',
      since: NOW - 400,
      due: NOW + 9,
      heardAt: NOW - 400,
      downDue: 77,
    } as const
    const { deadline: _deadline, ...after } = older(resumed, { status: 'paused' })?.state ?? state()
    const { deadline: _old, ...own } = before
    expect(after).toStrictEqual({ ...own, ...resumed, touched: 5, flips: 5 })
  })

  it.each([
    [4, 5, 'up'],
    [5, 5, undefined],
    [6, 5, undefined],
  ])('counts by its number: %i here, %i there', (touched, there, status) => {
    expect(older({ touched: there }, { touched })?.state.status).toBe(status)
  })

  it('keeps a silence that only a recovery of there has ended', () => {
    const silence = { silenced: NOW + HOUR, silenceEdited: 1 }
    expect(older({ silenceEdited: 1 }, silence)?.state).toMatchObject(silence)
    expect(older({ silenceEdited: 2 }, silence)!.state).not.toHaveProperty('silenced')
  })
})

describe('a newer signal of another member', () => {
  const newer = (before: CheckState, theirs: Partial<CheckState>, given: Partial<GroupEntry> = {}) =>
    merged(
      before,
      state({ lastSignalAt: NOW - 2_000, ...theirs }),
      { by: 'a', n: 7, age: 2_000, ...given },
      { age: 9_000 },
    )

  it.each<[number | undefined, number | undefined, string | undefined]>([
    [2, 1, undefined],
    [1, 1, 'up'],
    [1, 2, 'up'],
    [undefined, undefined, 'up'],
  ])(
    'ends a pause here unless that member does not know of it: %s here, %s there',
    (touched, there, status) => {
      const paused = state({ status: 'paused', ...(touched !== undefined && { touched }) })
      const after = newer(paused, { ...(there !== undefined && { touched: there }) })
      expect(after?.state.status).toBe(status)
      expect(after?.state.lastSignalAt).toBe(status && NOW - 2_000)
    },
  )

  it('after the same one brings the time that a person gave it there', () => {
    const after = merged(state({ due: 5 }), state({ due: 3, touched: 1 }))
    expect(after?.state).toMatchObject({ due: 3, touched: 1 })
    expect(newer(state(), {})!.state).not.toHaveProperty('touched')
  })

  it.each<[string, Partial<GroupEntry>, number]>([
    ['by its age', { clock: NOW - 50_000, age: 7_000 }, -5_000],
    ['by the clock without an age', { clock: NOW - 50_000 }, 50_000],
    ['not at all below a second', { age: 1_001 }, 0],
    ['from a second on', { age: 1_000 }, 1_000],
    ['from a second on, the other way', { age: 3_000 }, -1_000],
  ])('has the difference of the clocks %s', (_how, given, shift) => {
    const theirs = state({ lastSignalAt: NOW - 2_000, touched: 1 })
    expect(merged(state(), theirs, { by: 'a', n: 7, ...given })?.state.copied?.shift).toBe(shift)
  })

  it('without a signal has that of the clock, whatever age it claims', () => {
    const { lastSignalAt: _none, ...silent } = state()
    const after = merged(state(), silent, { by: 'a', n: 7, age: 2_000, clock: NOW - 3_000 })
    expect(after?.state.copied).toStrictEqual({ by: 'a', n: 7, own: 0, shift: 3_000, patience: 60_000 })
  })

  it.each<[string, Partial<CheckState>, Partial<CheckState>, number | undefined]>([
    ['older here', { status: 'down', downDue: 100 }, { status: 'down', downDue: 200 }, 100],
    ['older there', { status: 'down', downDue: 200 }, { status: 'down', downDue: 100 }, 100],
    [
      'older here, where it is blind',
      { status: 'blind', downDue: 100 },
      { status: 'down', downDue: 200 },
      100,
    ],
    ['known there alone', { status: 'down' }, { status: 'down', downDue: 200 }, 200],
    ['over there', { status: 'down', downDue: 100 }, { status: 'up' }, undefined],
    ['over here', { status: 'up', downDue: 100 }, { status: 'down', downDue: 200 }, 200],
    [
      'older here by the clock of a third member',
      { status: 'down', downDue: 5_000, ...copyOf('c', 1, { shift: -4_900 }) },
      { status: 'down', downDue: 200 },
      5_000,
    ],
    [
      'older there by the clock of a third member',
      { status: 'down', downDue: 100, ...copyOf('c', 1, { shift: 4_900 }) },
      { status: 'down', downDue: 200 },
      200,
    ],
  ])('keeps the older beginning of one outage: %s', (_what, own, theirs, downDue) => {
    expect(newer(state(own), theirs)?.state.downDue).toBe(downDue)
  })

  it('keeps the older beginning of one outage by the clock of that member', () => {
    const down = (downDue: number) => state({ status: 'down', downDue })
    // Its clock is five seconds behind.
    const theirs = { ...down(1_000), lastSignalAt: NOW - 7_000 }
    const given = { by: 'a', n: 7, age: 2_000 }
    expect(merged(down(5_999), theirs, given, { age: 9_000 })?.state.downDue).toBe(5_999)
    expect(merged(down(6_001), theirs, given, { age: 9_000 })?.state.downDue).toBe(1_000)
  })

  it.each<[string, Partial<CheckState>, boolean]>([
    ['unheard there', { status: 'blind', ...copyOf('c', 3, { isUnheard: true }) }, true],
    ['down there, once unheard', { status: 'down', ...copyOf('c', 3, { isUnheard: true }) }, false],
    ['blind there, as it was heard', { status: 'blind', ...copyOf('c', 3) }, false],
  ])('that is %s is so here', (_what, theirs, isUnheard) => {
    const { copied } = newer(state(), theirs, { by: 'c', n: 3 })?.state ?? {}
    expect(copied).toStrictEqual({
      ...{ by: 'c', n: 3, own: 0, shift: 0, patience: 60_000 },
      ...(isUnheard && { isUnheard: true }),
    })
  })

  it('ends a silence until it is up again, and none until a moment', () => {
    const silenced = (until: number | 'recovery') =>
      newer(state({ status: 'down', silenced: until, silenceEdited: 1 }), {})?.state
    expect(silenced('recovery')).not.toHaveProperty('silenced')
    expect(silenced(NOW + HOUR)?.silenced).toBe(NOW + HOUR)
  })
})

describe('the flip of a newer signal', () => {
  const flip = (due: number, more: Partial<Flip> = {}): Flip => ({
    check: 'x',
    seq: 9,
    from: 'down',
    to: 'up',
    reason: 'resumed',
    at: due + 5,
    due,
    ...more,
  })
  const flips = (
    before: Partial<CheckState>,
    theirs: Partial<CheckState>,
    given: Partial<GroupEntry>,
    lastSignalAt = NOW - 2_000,
  ) =>
    merged(
      state({ since: NOW - 60_000, ...before }),
      state({ lastSignalAt, ...theirs }),
      { by: 'a', n: 7, age: 2_000, ...given },
      { age: 9_000 },
    )?.flips.map(({ reason, at, due, ahead, seq, ends }) => [reason, at - NOW, due - NOW, ahead, seq, ends])

  it.each<[string, Partial<CheckState>, Partial<CheckState>, Partial<GroupEntry>, readonly unknown[]]>([
    ['none is known', { status: 'down' }, {}, {}, ['success', -2_000, -2_000, undefined, 1, undefined]],
    [
      'it came at the moment of the outage',
      { status: 'down' },
      {},
      { flip: flip(NOW - 60_000) },
      ['resumed', -59_995, -60_000, undefined, 1, undefined],
    ],
    [
      'it came before the outage',
      { status: 'down', downDue: 5, flips: 3 },
      {},
      { flip: flip(NOW - 60_001) },
      ['success', -2_000, -2_000, undefined, 4, 5],
    ],
    [
      'it came before, and the check is down all the same',
      { status: 'blind' },
      { status: 'down' },
      { flip: flip(NOW - 60_001) },
      ['resumed', -59_996, -60_001, undefined, 1, undefined],
    ],
    [
      'it came before, and there was no outage',
      { status: 'new' },
      {},
      { flip: flip(NOW - 60_001) },
      ['resumed', -59_996, -60_001, undefined, 1, undefined],
    ],
    [
      'it came before by a clock that is behind',
      { status: 'down' },
      {},
      { flip: flip(NOW - 61_001), clock: NOW - 1_000 },
      ['success', -2_000, -2_000, undefined, 1, undefined],
    ],
    [
      'it came later by a clock that is behind',
      { status: 'down' },
      {},
      { flip: flip(NOW - 61_000), clock: NOW - 1_000 },
      ['resumed', -60_995, -61_000, 1_000, 1, undefined],
    ],
    [
      'the clock is less than a second behind',
      { status: 'new' },
      {},
      { flip: flip(NOW - 5_000), clock: NOW - 999 },
      ['resumed', -4_995, -5_000, undefined, 1, undefined],
    ],
    [
      'it is of a third member',
      { status: 'new' },
      {},
      { flip: flip(NOW - 5_000, { ahead: 400 }), clock: NOW - 700 },
      ['resumed', -4_995, -5_000, 1_100, 1, undefined],
    ],
    [
      'the outage began by the clock of a third member',
      { status: 'down', ...copyOf('c', 1, { shift: 5_000 }) },
      {},
      { flip: flip(NOW - 55_001) },
      ['success', -2_000, -2_000, undefined, 1, undefined],
    ],
    [
      'the outage began at that moment by the clock of a third member',
      { status: 'down', ...copyOf('c', 1, { shift: 5_000 }) },
      {},
      { flip: flip(NOW - 55_000) },
      ['resumed', -54_995, -55_000, undefined, 1, undefined],
    ],
  ])('is as %s', (_what, before, theirs, given, expected) => {
    expect(flips(before, theirs, given)).toEqual([expected])
  })

  it('keeps by how much the clocks differ, from a second on', () => {
    expect(flips({ status: 'down' }, {}, {}, NOW - 2_999)).toEqual([
      ['success', -2_999, -2_999, undefined, 1, undefined],
    ])
    expect(flips({ status: 'down' }, {}, {}, NOW - 3_000)?.[0]?.[3]).toBe(1_000)
  })

  it('is none where the status stays', () => {
    expect(flips({ status: 'up' }, {}, { flip: flip(NOW) })).toEqual([])
  })
})
