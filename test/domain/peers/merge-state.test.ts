import { describe, expect, it } from 'vitest'
import type { GroupEntry } from '../../../src/domain/peers/group'
import { lastSignalOf, mergedState, orderOf } from '../../../src/domain/peers/merge-state'
import type { Check } from '../../../src/domain/watch/check'
import { planOf } from '../../../src/domain/watch/check-plan'
import { lapse, newState, receive } from '../../../src/domain/watch/check-state'
import { dedupKey, type Flip } from '../../../src/domain/watch/flip'
import { pause, resume } from '../../../src/domain/watch/interventions'
import { dueAfterOf } from '../../../src/domain/watch/schedule'
import type { CheckState } from '../../../src/domain/watch/state'

const MINUTE = 60_000
const START = 1_000_000_000
const check: Check = {
  ...planOf({ name: 'backup', schedule: { kind: 'period', period: 10 * MINUTE }, grace: 2 * MINUTE }),
  id: 'c1',
  origin: 'page',
  createdAt: START,
}
const after = dueAfterOf(check.schedule)
const PATIENCE = MINUTE
const signal = (kind: 'success' | 'fail' | 'start', at: number) => ({ kind, at, detail: {} })
const heard = (state: CheckState, kind: 'success' | 'fail' | 'start', at: number) =>
  receive(state, signal(kind, at), check, after)

/** The entry of member a, whose clock is ahead of this one's by so much, at that moment of this clock. */
function entry(state: CheckState, now: number, ahead = 0, given: Partial<GroupEntry> = {}): GroupEntry {
  return {
    id: 'c1',
    home: 'a',
    check,
    state,
    ...lastSignalOf(state, 'a'),
    ...(state.lastSignalAt !== undefined && { age: now + ahead - state.lastSignalAt }),
    isAgeSure: true,
    clock: now + ahead,
    ...given,
  }
}

/** The state at b after that entry. */
function atB(before: CheckState, theirs: GroupEntry, now: number) {
  const { lastSignalAt, copied } = before
  const age = lastSignalAt === undefined ? undefined : now - lastSignalAt - (copied?.shift ?? 0)
  return mergedState(before, check, theirs, { self: 'b', age, isAgeSure: true, now, patience: PATIENCE })
}

const fresh = newState(START, check)

describe('of two last signals', () => {
  const copied = { by: 'a', n: 5, own: 0, shift: 0, patience: 0 }
  /** That of a member whose entry is like this, as b sees it. */
  const order = (
    own: Partial<CheckState>,
    theirs: Partial<Parameters<typeof orderOf>[1]>,
    [mine, age]: readonly [mine: number | undefined, theirs: number | undefined],
    isAgeSure = true,
  ) =>
    orderOf(
      { ...fresh, ...own },
      { state: fresh, by: 'a', n: 5, isAgeSure: true, ...theirs, ...(age !== undefined && { age }) },
      { self: 'b', age: mine, isAgeSure, now: START, patience: 0 },
    )

  it.each([
    [5, [1, 90_000], 'same'],
    [6, [10_000, 10_000], 'newer'],
    [4, [10_000, 10_000], 'older'],
    [4, [3_000, 1_000], 'older'],
    [4, [3_001, 1_000], 'newer'],
    [6, [1_000, 3_000], 'newer'],
    [6, [1_000, 3_001], 'older'],
    [4, [undefined, 1], 'newer'],
    [6, [undefined, undefined], 'newer'],
  ] as const)(
    'of one member, the one with the number %d is by its number, or clearly by its age, %j: %s',
    (n, ages, which) => {
      expect(order({ copied }, { n }, ages)).toBe(which)
    },
  )

  it.each([
    ['a', [5, 4], 'newer'],
    ['a', [5, 6], 'older'],
    ['a', [5, 5], 'newer'],
    ['c', [5, 5], 'older'],
    ['a', [undefined, 5], 'newer'],
    ['a', [5, undefined], 'older'],
    ['a', [undefined, undefined], 'same'],
  ] as const)('of two members, that of %s is by its age, %j: %s', (by, ages, which) => {
    expect(order({ signals: 3 }, { by }, ages)).toBe(which)
  })

  it.each([
    [{ n: 5 }, false, 'older'],
    [{ n: 4 }, false, 'older'],
    [{ n: 6 }, false, 'newer'],
    [{ n: 5, by: 'c' }, false, 'newer'],
    [{ n: 5 }, true, 'newer'],
  ] as const)(
    'an age that is not sure is less than what was known: %j, sure %s: %s',
    (theirs, isSure, which) => {
      expect(order({ signals: 3, copied: { ...copied, own: 2 } }, theirs, [9, 1], isSure)).toBe(which)
    },
  )

  it.each([
    [{ by: 'b', n: 3, own: 0 }, 'newer'],
    [{ by: 'b', n: 2, own: 0 }, 'older'],
    [{ by: 'c', n: 3, own: 0 }, 'older'],
    [{ by: 'b', n: 3, own: 1 }, 'older'],
  ] as const)('theirs came after the own one where it was known there: %j is %s', (known, which) => {
    const state = { ...fresh, signals: 1, copied: { ...copied, ...known } }
    expect(order({ signals: 3 }, { state }, [1, 9], false)).toBe(which)
  })
})

describe('a state that another member has', () => {
  it('is taken where nothing was heard here, with its moments as they are', () => {
    const up = heard(fresh, 'success', START + MINUTE).state
    const taken = atB(fresh, entry(up, START + 2 * MINUTE), START + 2 * MINUTE)
    expect(taken?.state).toMatchObject({
      status: 'up',
      lastSignalAt: START + MINUTE,
      due: START + 11 * MINUTE,
      deadline: START + 11 * MINUTE,
      signals: 0,
      flips: 1,
      copied: { by: 'a', n: 1, own: 0, shift: 0, patience: MINUTE },
    })
    expect(taken?.flips).toStrictEqual([
      {
        check: 'c1',
        seq: 1,
        from: 'new',
        to: 'up',
        reason: 'success',
        at: START + MINUTE,
        due: START + MINUTE,
      },
    ])
  })

  it('that came before changes nothing, and neither does an older one', () => {
    const once = heard(fresh, 'success', START + MINUTE).state
    const twice = heard(once, 'success', START + 5 * MINUTE).state
    const now = START + 6 * MINUTE
    const taken = atB(fresh, entry(twice, now), now)?.state ?? fresh
    expect(taken.lastSignalAt).toBe(START + 5 * MINUTE)
    expect(atB(taken, entry(twice, now), now)).toBeUndefined()
    expect(atB(taken, entry(once, now), now)).toBeUndefined()
    const newer = heard(twice, 'success', START + 6 * MINUTE).state
    expect(atB(taken, entry(newer, now), now)?.state.lastSignalAt).toBe(START + 6 * MINUTE)
  })

  it('is judged by its age, not by its clock: a minute ahead it is not newer, and its deadline comes a minute earlier here', () => {
    const theirs = heard(fresh, 'success', START + MINUTE).state
    const now = START + 3 * MINUTE
    const own = heard(fresh, 'success', START + 2 * MINUTE).state
    // By a clock that is ten minutes ahead, a signal of five minutes ago looks newer than that of one minute ago.
    const ahead = heard(fresh, 'success', START + 8 * MINUTE).state
    expect(atB(own, entry(ahead, now, 10 * MINUTE), now)).toBeUndefined()
    const taken = atB(fresh, entry(theirs, now, MINUTE), now)?.state ?? fresh
    expect(taken.copied?.shift).toBe(-MINUTE)
    expect(lapse(taken, check, START + 13 * MINUTE - MINUTE + PATIENCE - 1).state.status).toBe('late')
    expect(lapse(taken, check, START + 13 * MINUTE - MINUTE + PATIENCE).state.status).toBe('blind')
  })

  it('of which no signal arrived here is unheard when its time runs out, never down', () => {
    const up = heard(fresh, 'success', START).state
    const taken = atB(fresh, entry(up, START), START)?.state ?? fresh
    const { state, flips } = lapse(taken, check, START + 60 * MINUTE)
    expect(flips.map(({ to, reason }) => [to, reason])).toStrictEqual([['blind', 'unheard']])
    expect(lapse(taken, check, START + 11 * MINUTE + PATIENCE).state.status).toBe('late')
    expect(state.copied?.isUnheard).toBe(true)
  })

  it('is unheard also where signals arrived here before: the last one did not', () => {
    const own = heard(fresh, 'success', START).state
    const newer = heard(own, 'success', START + 5 * MINUTE).state
    const now = START + 6 * MINUTE
    const taken = atB(own, entry(newer, now, 0, { by: 'a', n: 7 }), now)?.state ?? fresh
    expect(lapse(taken, check, START + 17 * MINUTE + PATIENCE - 1).state.status).toBe('late')
    expect(lapse(taken, check, START + 17 * MINUTE + PATIENCE).flips.at(-1)).toMatchObject({
      to: 'blind',
      reason: 'unheard',
      due: START + 17 * MINUTE,
    })
  })

  it('becomes this watch’s own with the next signal here', () => {
    const up = heard(fresh, 'success', START).state
    const taken = atB(fresh, entry(up, START), START)?.state ?? fresh
    const own = heard(taken, 'success', START + MINUTE).state
    expect(lastSignalOf(own, 'b')).toStrictEqual({ by: 'b', n: 1 })
    expect(lapse(own, check, START + 13 * MINUTE).state.status).toBe('down')
  })

  it('is down under the same moment as there, and again up', () => {
    const up = heard(fresh, 'success', START).state
    const down = lapse(up, check, START + 12 * MINUTE)
    const now = START + 12 * MINUTE + 50
    const taken = atB(fresh, entry(up, START), START)?.state ?? fresh
    const told = atB(taken, entry(down.state, now, 0, { flip: down.flips.at(-1) as never }), now)
    expect(told?.flips).toStrictEqual([
      {
        check: 'c1',
        seq: 2,
        from: 'up',
        to: 'down',
        reason: 'silence',
        at: START + 12 * MINUTE,
        due: START + 12 * MINUTE,
      },
    ])
    const back = heard(down.state, 'success', START + 14 * MINUTE)
    const later = START + 14 * MINUTE
    const recovered = atB(
      told?.state ?? fresh,
      entry(back.state, later, 0, { flip: back.flips[0] as never }),
      later,
    )
    expect(recovered?.flips).toMatchObject([{ from: 'down', to: 'up', at: later, ends: START + 12 * MINUTE }])
  })

  it('has flips that keep by how much the clocks differ, and ends as the other one saw it, whatever they show', () => {
    const up = heard(fresh, 'success', START + MINUTE).state
    const failed = heard(up, 'fail', START + 5 * MINUTE)
    // The other one's clock is three minutes behind.
    const now = START + 9 * MINUTE
    const down = atB(fresh, entry(failed.state, now, -3 * MINUTE, { flip: failed.flips[0] as Flip }), now)
    expect(down?.flips).toMatchObject([{ to: 'down', at: START + 5 * MINUTE, ahead: 3 * MINUTE }])
    const again = heard(failed.state, 'success', START + 7 * MINUTE)
    const later = START + 11 * MINUTE
    const back = entry(again.state, later, -3 * MINUTE, { flip: again.flips[0] as Flip })
    expect(atB(down?.state ?? fresh, back, later)?.flips).toMatchObject([
      { to: 'up', reason: 'success', at: START + 7 * MINUTE, ahead: 3 * MINUTE },
    ])
    // A third member got it from this one, whose clock it has: the flips are still those of the first.
    const copy = { ...(down?.state ?? fresh) }
    const third = mergedState(
      fresh,
      check,
      { ...entry(copy, now, -3 * MINUTE), by: 'a', n: 2, flip: down?.flips[0] as Flip },
      { self: 'c', age: undefined, isAgeSure: true, now, patience: PATIENCE },
    )
    expect(third?.flips).toMatchObject([{ to: 'down', at: START + 5 * MINUTE, ahead: 3 * MINUTE }])
  })

  it('shows that it never was down, where a signal had come in time to the other member', () => {
    const own = heard(fresh, 'success', START).state
    const down = lapse(own, check, START + 12 * MINUTE).state
    const theirs = heard(own, 'success', START + 11 * MINUTE)
    const now = START + 12 * MINUTE + 100
    const taken = atB(down, entry(theirs.state, now, 0, { by: 'a', n: 3 }), now)
    expect(taken?.flips).toMatchObject([{ to: 'up', at: START + 11 * MINUTE, due: START + 11 * MINUTE }])
  })

  it('stays down where the other member, which was away, gave it more time after the same signal', () => {
    const up = heard(fresh, 'success', START).state
    const taken = atB(fresh, entry(up, START), START)?.state ?? fresh
    const down: CheckState = {
      ...lapse(heard(taken, 'success', START).state, check, START + 13 * MINUTE).state,
    }
    const excused = { ...up, due: START + 30 * MINUTE, deadline: START + 30 * MINUTE }
    const now = START + 13 * MINUTE
    expect(down.status).toBe('down')
    expect(atB(down, entry(excused, now, 0, { by: 'b', n: 1 }), now)).toBeUndefined()
    const later = heard(excused, 'success', START + 11 * MINUTE).state
    expect(atB(down, entry(later, now, 0, { by: 'b', n: 2 }), now)?.state.status).toBe('up')
  })

  it('is known again when the member that hears it is back', () => {
    const up = heard(fresh, 'success', START).state
    const taken = atB(fresh, entry(up, START), START)?.state ?? fresh
    const unheard = lapse(taken, check, START + 60 * MINUTE).state
    const now = START + 61 * MINUTE
    expect(atB(unheard, entry(lapse(up, check, now).state, now), now)?.state.status).toBe('down')
    expect(atB(taken, entry(unheard, now, 0, { by: 'a', n: 1 }), now)).toBeUndefined()
  })

  it('that was unheard is down since that member found it, under the same key', () => {
    const up = heard(fresh, 'success', START).state
    const taken = atB(fresh, entry(up, START), START)?.state ?? fresh
    const unheard = lapse(taken, check, START + 14 * MINUTE).state
    expect([unheard.status, unheard.downDue]).toStrictEqual(['blind', undefined])
    // Its signals went on, and nobody else heard of them.
    const later = heard(up, 'success', START + 9 * MINUTE).state
    const down = heard(later, 'fail', START + 15 * MINUTE).state
    const now = START + 16 * MINUTE
    expect(down.downDue).toBe(START + 15 * MINUTE)
    const merged = atB(unheard, entry(down, now), now)
    expect(merged?.state).toMatchObject({ status: 'down', downDue: START + 15 * MINUTE })
    expect(merged?.flips.map(dedupKey)).toStrictEqual([`intvlm8r-c1-${START + 15 * MINUTE}`])
    // The same where it comes to this member itself.
    const here = heard(unheard, 'fail', START + 15 * MINUTE)
    expect(here.state.downDue).toBe(START + 15 * MINUTE)
    expect(here.flips.map(dedupKey)).toStrictEqual([`intvlm8r-c1-${START + 15 * MINUTE}`])
  })

  it('that is unheard stays so by way of a third member, and the one that got the last signal brings it down', () => {
    const up = heard(fresh, 'success', START + MINUTE).state
    const taken = atB(fresh, entry(up, START + 2 * MINUTE), START + 2 * MINUTE)?.state ?? fresh
    const now = START + 60 * MINUTE
    const unheard = lapse(taken, check, now).state
    const ofA = { by: 'a', n: 1 }
    const third = atB(fresh, entry(unheard, now, 0, ofA), now)?.state ?? fresh
    expect(third).toMatchObject({ status: 'blind', copied: { ...ofA, isUnheard: true } })
    const atA = (before: CheckState, age: number | undefined) =>
      mergedState(before, check, entry(third, now, 0, ofA), {
        ...{ self: 'a', age, isAgeSure: true, now, patience: PATIENCE },
      })
    expect(atA(up, now - START - MINUTE)).toBeUndefined()
    // It has lost its data.
    const back = atA(fresh, undefined)?.state ?? fresh
    expect([back.status, back.copied]).toStrictEqual(['up', undefined])
    expect(lapse(back, check, now).state.status).toBe('down')
  })
})

describe('what people did to a check', () => {
  const up = heard(fresh, 'success', START).state
  const paused: CheckState = { ...pause(up, check, START + MINUTE).state, touched: 1 }
  const now = START + 2 * MINUTE

  it('at another member counts here, too', () => {
    const taken = atB(up, entry(paused, now, 0, { by: 'b', n: 1 }), now)
    expect(taken?.state).toMatchObject({ status: 'paused', touched: 1 })
    const resumed: CheckState = { ...resume(paused, check, now, after).state, touched: 2 }
    expect(atB(taken?.state ?? up, entry(resumed, now, 0, { by: 'b', n: 1 }), now)?.state.status).toBe('new')
  })

  it('here is not undone by a member that does not know of it yet', () => {
    const newer = heard(up, 'success', START + MINUTE + 30_000).state
    expect(atB(up, entry(newer, now, 0, { by: 'a', n: 9 }), now)?.state.status).toBe('up')
    expect(atB(paused, entry(newer, now, 0, { by: 'a', n: 9 }), now)).toBeUndefined()
  })

  it('here stays, where a newer signal came to a member that does not know of it', () => {
    const newer = heard(up, 'success', START + MINUTE + 30_000).state
    const taken = atB({ ...up, touched: 2 }, entry(newer, now, 0, { by: 'a', n: 9 }), now)
    expect(taken?.state).toMatchObject({ lastSignalAt: START + MINUTE + 30_000, touched: 2 })
  })

  it('a pause is not ended by time that ran out at another member', () => {
    const later = START + 20 * MINUTE
    const down = lapse(up, check, later).state
    const { state } = pause(up, check, START + MINUTE)
    expect(down.status).toBe('down')
    expect(atB(state, entry(down, later, 0, { by: 'b', n: 1 }), later)).toBeUndefined()
    expect(atB(up, entry(state, later, 0, { by: 'b', n: 1 }), later)).toBeUndefined()
  })

  it('silences it everywhere, until it is ended', () => {
    const silenced: CheckState = { ...up, silenced: START + 90 * MINUTE, silenceEdited: 1 }
    const taken = atB(up, entry(silenced, now, 0, { by: 'b', n: 1 }), now)?.state
    expect(taken).toMatchObject({ silenced: START + 90 * MINUTE, silenceEdited: 1 })
    const ended: CheckState = { ...up, silenceEdited: 2 }
    expect(atB(taken ?? up, entry(ended, now, 0, { by: 'b', n: 1 }), now)!.state).not.toHaveProperty(
      'silenced',
    )
  })
})

describe('an acknowledgement, and a silence until it is up again', () => {
  const up = heard(fresh, 'success', START).state
  const down = heard(up, 'fail', START + MINUTE).state
  const now = START + 3 * MINUTE
  const anna = { by: 'Anna', at: START + 2 * MINUTE }
  const taken: CheckState = {
    ...down,
    acknowledged: anna,
    acknowledgementEdited: 1.25,
    silenced: 'recovery',
    silenceEdited: 1.5,
  }
  const same = { by: 'b', n: 2 }
  const here = atB(down, entry(taken, now, 0, same), now)?.state ?? down

  it('of another member count here, and again change nothing', () => {
    expect(here).toMatchObject({ status: 'down', acknowledged: anna, silenced: 'recovery' })
    expect(atB(here, entry(taken, now, 0, same), now)).toBeUndefined()
    expect(atB(here, entry(down, now, 0, same), now)).toBeUndefined()
  })

  it('that were edited again stay as they are, with the number of the last edit', () => {
    const silence = START + 90 * MINUTE
    const edited = (state: CheckState, mine: Partial<CheckState>, theirs: Partial<CheckState>) =>
      atB({ ...state, ...mine }, entry({ ...state, ...theirs }, now, 0, { by: 'b', n: state.signals }), now)
    const quiet = [1, 2].map(silenceEdited => ({ silenced: silence, silenceEdited }))
    expect(edited(up, quiet[0]!, quiet[1]!)).toStrictEqual({ state: { ...up, ...quiet[1] }, flips: [] })
    expect(edited(up, quiet[1]!, quiet[0]!)).toBeUndefined()
    expect(edited(up, quiet[0]!, { silenceEdited: 2 })?.state).toStrictEqual({ ...up, silenceEdited: 2 })
    const seen = [1, 2].map(acknowledgementEdited => ({ acknowledged: anna, acknowledgementEdited }))
    expect(edited(down, seen[0]!, seen[1]!)?.state).toStrictEqual({ ...down, ...seen[1] })
    expect(edited(down, seen[1]!, seen[0]!)).toBeUndefined()
    expect(edited(down, seen[0]!, { acknowledgementEdited: 2 })?.state).toStrictEqual({
      ...{ ...down, acknowledgementEdited: 2 },
    })
  })

  it('can be taken back anywhere', () => {
    const { acknowledged: _old, ...rest } = taken
    const back = atB(here, entry({ ...rest, acknowledgementEdited: 2.1 }, now, 0, same), now)?.state
    expect(back).not.toHaveProperty('acknowledged')
    expect(back?.silenced).toBe('recovery')
  })

  it('end with the recovery, whichever of both is known first', () => {
    const well = heard(here, 'success', START + 4 * MINUTE).state
    const later = START + 5 * MINUTE
    expect(atB(well, entry(taken, later, 0, same), later)).toBeUndefined()
    expect(well).not.toHaveProperty('acknowledged')
    const wellThere = heard(down, 'success', START + 4 * MINUTE).state
    const after = atB(here, entry(wellThere, later), later)?.state
    expect(after).toMatchObject({ status: 'up' })
    expect(after).not.toHaveProperty('acknowledged')
    expect(after).not.toHaveProperty('silenced')
  })

  it('are not for the next outage, of which the other member does not know yet', () => {
    const next = heard(heard(down, 'success', START + 4 * MINUTE).state, 'fail', START + 5 * MINUTE).state
    const later = START + 6 * MINUTE
    const ofLast = entry(taken, later, 0, { by: 'a', n: 2 })
    expect(atB(next, ofLast, later)!.state.acknowledged).toBeUndefined()
    const same = entry({ ...next, acknowledged: anna, acknowledgementEdited: 2.5 }, later, 0, {
      by: 'b',
      n: 3,
    })
    expect(atB(next, same, later)?.state.acknowledged).toEqual(anna)
  })

  it('of two that were made at the same time at two members one counts, the same on both', () => {
    const one: CheckState = { ...down, silenced: 'recovery', silenceEdited: 1.5 }
    const other: CheckState = { ...down, silenced: now + 60 * MINUTE, silenceEdited: 1.75 }
    expect(atB(one, entry(other, now, 0, same), now)?.state.silenced).toBe(now + 60 * MINUTE)
    expect(atB(other, entry(one, now, 0, same), now)).toBeUndefined()
  })
})

describe('states of two members that were cut off', () => {
  it('become one: that of the younger signal, the same whoever takes it', () => {
    const common = heard(fresh, 'success', START).state
    const atA = heard(common, 'success', START + 3 * MINUTE).state
    const ofB = heard(common, 'fail', START + 4 * MINUTE).state
    const now = START + 5 * MINUTE
    expect(atB(ofB, entry(atA, now, 0, { by: 'a', n: 5 }), now)).toBeUndefined()
    const there = mergedState(atA, check, entry(ofB, now, 0, { by: 'b', n: 2 }), {
      self: 'a',
      age: 2 * MINUTE,
      isAgeSure: true,
      now,
      patience: PATIENCE,
    })
    expect(there?.state).toMatchObject({ status: 'down', lastSignalKind: 'fail' })
  })

  it('keep the older outage, of two that they noticed at different moments', () => {
    const common = heard(fresh, 'success', START).state
    const longer = heard(common, 'success', START + 5 * MINUTE).state
    const here = lapse(common, check, START + 12 * MINUTE).state
    const there = lapse(longer, check, START + 17 * MINUTE).state
    const now = START + 20 * MINUTE
    const merged = atB(here, entry(there, now, 0, { by: 'a', n: 5 }), now)
    expect(merged).toMatchObject({ state: { status: 'down', downDue: START + 12 * MINUTE }, flips: [] })
  })

  it('are not mixed up by a member whose clock was behind after a cut of the power: what came after what is known', () => {
    const atA = heard(fresh, 'success', START + MINUTE).state
    const copy = atB(fresh, entry(atA, START + 2 * MINUTE), START + 2 * MINUTE)?.state ?? fresh
    const own = heard(copy, 'fail', START + 5 * MINUTE).state
    const now = START + 15 * MINUTE
    // The clock of a goes on where the power was cut, so that its signal seems to be a second old.
    const { isAgeSure: _sure, ...doubtful } = entry(atA, now, 0, { age: 1_000 })
    expect(atB(own, doubtful, now)).toBeUndefined()
    const back = mergedState(atA, check, entry(own, now, 0, { by: 'b', n: 1 }), {
      self: 'a',
      age: 1_000,
      isAgeSure: false,
      now,
      patience: PATIENCE,
    })
    expect(back?.state).toMatchObject({ status: 'down', lastSignalKind: 'fail' })
    // A signal that came after all that is newer, whatever was known before.
    const again = heard(atA, 'success', now - 500).state
    expect(atB(own, entry(again, now), now)?.state.status).toBe('up')
  })

  it('are not mixed up by a member whose store lost its last second', () => {
    const common = heard(fresh, 'success', START).state
    const known = heard(heard(common, 'success', START + MINUTE).state, 'success', START + 2 * MINUTE).state
    const now = START + 6 * MINUTE
    const taken = atB(fresh, entry(known, now), now)?.state ?? fresh
    const counted = heard(common, 'success', START + 5 * MINUTE).state
    expect(atB(taken, entry(counted, now), now)?.state.lastSignalAt).toBe(START + 5 * MINUTE)
  })
})
