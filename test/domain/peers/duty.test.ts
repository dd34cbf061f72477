import { describe, expect, it } from 'vitest'
import { type DutyFacts, decideDuty } from '../../../src/domain/peers/duty'
import type { Member } from '../../../src/domain/peers/group'
import { contactAfter, memberOf } from '../../../src/domain/peers/members'

const TAKEOVER = 120_000
const self = { id: 'b', rank: 2, isAble: true, startedFor: 600_000, isOffline: false, isBusy: false }
const first: Member = {
  name: 'attic',
  id: 'a',
  rank: 1,
  state: 'on duty',
  isAble: true,
  silentFor: 1_000,
  sameFor: 600_000,
  lag: 1_000,
}
const third: Member = { ...first, name: 'cellar', id: 'c', rank: 3, state: 'standing by' }
const gone = { silentFor: TAKEOVER, sameFor: TAKEOVER }
const ofFirst = { term: 4, holder: 'a', rank: 1 }
const ofSelf = { term: 4, holder: 'b', rank: 2 }

const decide = (facts: Partial<Omit<DutyFacts, 'self'>> & { readonly self?: Partial<DutyFacts['self']> }) =>
  decideDuty({
    members: [first],
    duty: ofFirst,
    takeover: TAKEOVER,
    ...facts,
    self: { ...self, ...facts.self },
  })

describe('a member that stands by', () => {
  it('stands by while the one on duty answers', () => {
    expect(decide({})).toEqual({ state: 'standing by' })
  })

  it.each([
    ['has been silent for just less than the take-over', { silentFor: TAKEOVER - 1 }],
    ['has not been able to deliver for less than half of it', { isAble: false, unableFor: 59_999 }],
  ])('waits while the one on duty %s', (_what, holder) => {
    expect(decide({ members: [{ ...first, ...holder }] })).toEqual({ state: 'standing by' })
  })

  it.each([
    ['has been silent for the take-over', gone],
    ['has not been able to deliver for half of it', { isAble: false, unableFor: 60_000 }],
    ['was never heard of since the start', { silentFor: undefined as never }],
  ])('takes the duty under the next term when the one on duty %s', (_what, holder) => {
    expect(decide({ members: [{ ...first, ...holder }] })).toEqual({
      state: 'on duty',
      next: { term: 5, holder: 'b', rank: 2 },
    })
  })

  it('takes the duty of a watch that is no member any more', () => {
    expect(decide({ members: [third], duty: ofFirst }).next).toEqual({ term: 5, holder: 'b', rank: 2 })
  })

  it('leaves the duty to a lower rank that is alive, and takes it when that one is silent, too', () => {
    const last = { id: 'c', rank: 3 }
    const second = { ...third, id: 'b', rank: 2 }
    expect(decide({ self: last, members: [{ ...first, ...gone }, second] })).toEqual({ state: 'standing by' })
    const both = [
      { ...first, ...gone },
      { ...second, silentFor: TAKEOVER / 2 },
    ]
    expect(decide({ self: last, members: both }).next).toEqual({ term: 5, holder: 'c', rank: 3 })
  })

  it('leaves the duty to a higher rank that can deliver while it cannot itself', () => {
    const members = [{ ...first, ...gone }, third]
    expect(decide({ self: { isAble: false }, members })).toEqual({ state: 'standing by' })
  })

  it('takes the duty when nobody can deliver, as the lowest rank that is alive', () => {
    const members = [
      { ...first, ...gone },
      { ...third, isAble: false },
    ]
    expect(decide({ self: { isAble: false }, members }).next).toEqual({ term: 5, holder: 'b', rank: 2 })
  })

  it('leaves the duty to a lower rank that cannot deliver either, and takes it from a higher one for good', () => {
    const unable = { isAble: false, unableFor: TAKEOVER }
    const low = { ...first, ...unable }
    expect(decide({ self: { isAble: false }, members: [low] })).toEqual({ state: 'standing by' })
    const high = { ...third, ...unable, state: 'on duty' as const }
    const ofThird = { term: 4, holder: 'c', rank: 3 }
    const { next } = decide({ self: { isAble: false }, members: [high], duty: ofThird })
    expect(next).toEqual({ term: 5, holder: 'b', rank: 2 })
    // The other one leaves it there, or the duty would change hands at every contact.
    const taken = { ...first, ...unable, id: 'b', rank: 2 }
    const other = { id: 'c', rank: 3, isAble: false }
    expect(decide({ self: other, members: [taken], duty: next as never })).toEqual({ state: 'standing by' })
  })

  it('takes the duty soon after its start from one that is gone, without the patience of a new group', () => {
    const facts = { self: { startedFor: 2_000 }, members: [{ ...first, ...gone }] }
    expect(decide(facts).next).toEqual({ term: 5, holder: 'b', rank: 2 })
  })

  it('leaves the duty to a lower rank that has it without a record', () => {
    const other = { ...third, id: 'c', rank: 1, state: 'on duty' as const }
    expect(decide({ members: [{ ...first, ...gone }, other] })).toEqual({ state: 'standing by' })
  })

  it('of equal ranks the lower id comes first', () => {
    const twin = { ...third, rank: 2 }
    expect(
      decide({
        members: [
          { ...first, ...gone },
          { ...twin, id: 'aa' },
        ],
      }),
    ).toEqual({ state: 'standing by' })
    expect(decide({ members: [{ ...first, ...gone }, twin] }).next?.holder).toBe('b')
  })
})

describe('a member that has started', () => {
  it('has no duty before it has what the others had, though the record names it', () => {
    const behind = { ...first, lag: 5_000 }
    expect(decide({ self: { startedFor: 4_000 }, members: [behind], duty: ofSelf })).toEqual({
      state: 'catching up',
    })
    const { lag: _none, ...never } = first
    expect(decide({ self: { startedFor: 4_000 }, members: [never], duty: ofSelf })).toEqual({
      state: 'catching up',
    })
  })

  it('goes on when it has caught up, or when the others have had the time to answer', () => {
    expect(decide({ self: { startedFor: 1_000 }, duty: ofSelf }).state).toBe('on duty')
    const { lag: _none, ...never } = { ...first, ...gone }
    expect(decide({ self: { startedFor: TAKEOVER }, members: [never], duty: ofSelf }).state).toBe('on duty')
  })

  it('in a new group the first rank takes the duty at once, others when it has had the time to come', () => {
    const newcomer = { name: 'attic', isAble: false, sameFor: 0 }
    expect(
      decide({ self: { id: 'a', rank: 1, startedFor: 2_000 }, members: [third], duty: undefined as never })
        .next,
    ).toEqual({
      term: 1,
      holder: 'a',
      rank: 1,
    })
    expect(
      decide({ self: { startedFor: TAKEOVER - 1 }, members: [newcomer], duty: undefined }).next,
    ).toBeUndefined()
    expect(
      decide({ self: { startedFor: TAKEOVER }, members: [newcomer], duty: undefined }).next?.holder,
    ).toBe('b')
  })
})

describe('a member of a group in which nobody had the duty yet', () => {
  const young = { startedFor: 2_000 }
  const unknown = { name: 'attic', isAble: false, sameFor: 0, lag: 1_000 }

  it('takes it at once where the others come after it', () => {
    expect(decide({ self: young, members: [third], duty: undefined }).next?.holder).toBe('b')
  })

  it.each<[string, Member]>([
    ['come before it', { ...first, ...gone }],
    ['have its rank', { ...first, ...gone, rank: 2 }],
    ['have a rank that is not known', unknown],
  ])('waits for those that %s', (_what, other) => {
    expect(decide({ self: young, members: [third, other], duty: undefined })).toEqual({
      state: 'standing by',
    })
  })
})

describe('a member on duty', () => {
  const steady = { ...first, state: 'standing by' as const, sameFor: TAKEOVER * 2.5 }

  it('hands the duty to a lower rank that was steady for five minutes', () => {
    expect(decide({ members: [steady], duty: ofSelf })).toEqual({
      state: 'on duty',
      next: { term: 5, holder: 'a', rank: 1 },
    })
  })

  it.each([
    ['has not been steady for so long', { sameFor: TAKEOVER * 2.5 - 1 }],
    ['has not caught up', { state: 'catching up' as const }],
    ['cannot deliver', { isAble: false }],
    ['is silent', { silentFor: TAKEOVER / 2 }],
    ['has a higher rank', { rank: 3 }],
  ])('keeps the duty while the other one %s', (_what, other) => {
    expect(decide({ members: [{ ...steady, ...other }], duty: ofSelf })).toEqual({ state: 'on duty' })
  })

  it('keeps the duty in mid-alert', () => {
    expect(decide({ members: [steady], duty: ofSelf, self: { isBusy: true } })).toEqual({ state: 'on duty' })
  })

  it('hands it to none whose rank it does not know', () => {
    const { id: _id, rank: _rank, ...unknown } = third
    expect(decide({ members: [unknown], duty: ofSelf, self: { isAble: false } })).toEqual({
      state: 'on duty',
    })
  })

  it('hands it at once to one that can deliver, when it cannot itself', () => {
    const next = { term: 5, holder: 'c', rank: 3 }
    expect(decide({ members: [third], duty: ofSelf, self: { isAble: false } }).next).toEqual(next)
  })
})

describe('a member that reaches nobody', () => {
  it('is cut off without any network, and holds what it has to tell', () => {
    const alone = { members: [{ ...first, ...gone }], self: { isOffline: true } }
    expect(decide({ ...alone, duty: ofSelf })).toEqual({ state: 'cut off' })
  })

  it('that is the only member has the duty all the same', () => {
    expect(decide({ members: [], duty: ofSelf, self: { isOffline: true } })).toEqual({ state: 'on duty' })
  })

  it('tells what it knows where it has a network', () => {
    expect(decide({ members: [{ ...first, ...gone }], duty: ofSelf })).toEqual({ state: 'on duty' })
  })
})

describe('a member as another one knows it', () => {
  const greeting = { rank: 1, state: 'standing by', isAble: true, pingKey: 'k' } as const

  it('is steady since the first contact after a silence, whichever way the contacts come', () => {
    const before = contactAfter({}, 'out', greeting, {
      id: 'a',
      at: 1_000,
      takeover: TAKEOVER,
      took: 12,
      wholeAt: 990,
    })
    const asked = contactAfter({ out: before }, 'in', greeting, { id: 'a', at: 2_000, takeover: TAKEOVER })
    expect(memberOf('attic', { out: before, in: asked }, 3_000, TAKEOVER)).toEqual({
      name: 'attic',
      answeredFor: 2_000,
      id: 'a',
      rank: 1,
      state: 'standing by',
      isAble: true,
      silentFor: 1_000,
      sameFor: 2_000,
      lag: 2_010,
      took: 12,
    })
    const back = contactAfter({ out: before, in: asked }, 'out', greeting, {
      id: 'a',
      at: 90_000,
      takeover: TAKEOVER,
    })
    const again = contactAfter({ out: back, in: asked }, 'in', greeting, {
      id: 'a',
      at: 91_000,
      takeover: TAKEOVER,
    })
    expect(memberOf('attic', { out: back, in: again }, 92_000, TAKEOVER)).toMatchObject({
      silentFor: 1_000,
      sameFor: 2_000,
    })
  })

  it('is silent for as long as nothing came, and another machine under its name begins anew', () => {
    const contact = contactAfter({}, 'out', greeting, { id: 'a', at: 1_000, takeover: TAKEOVER })
    expect(memberOf('attic', { out: contact }, 71_000, TAKEOVER)).toMatchObject({
      silentFor: 70_000,
      sameFor: 70_000,
    })
    const other = contactAfter({ out: contact }, 'out', greeting, { id: 'z', at: 2_000, takeover: TAKEOVER })
    expect(other).toMatchObject({ id: 'z', since: 2_000 })
  })

  it('is known since when it cannot deliver', () => {
    const unable = { ...greeting, isAble: false }
    const once = contactAfter({}, 'out', unable, { id: 'a', at: 1_000, takeover: TAKEOVER })
    const twice = contactAfter({ out: once }, 'in', unable, { id: 'a', at: 5_000, takeover: TAKEOVER })
    expect(memberOf('attic', { out: once, in: twice }, 6_000, TAKEOVER)).toMatchObject({
      isAble: false,
      unableFor: 5_000,
    })
    const well = contactAfter({ out: once, in: twice }, 'out', greeting, {
      id: 'a',
      at: 7_000,
      takeover: TAKEOVER,
    })
    expect(memberOf('attic', { out: well, in: twice }, 7_000, TAKEOVER)).not.toHaveProperty('unableFor')
  })
})
