/** The decision of one member whether it has the duty to tell, from what it knows. Pure. */

import {
  type Duty,
  isRanked,
  isSilent,
  type Member,
  type MemberState,
  type Placed,
  precedes,
  silenceOf,
  steadyOf,
} from './group'

export interface DutyFacts {
  readonly self: {
    readonly id: string
    readonly rank: number
    readonly isAble: boolean
    /** Milliseconds since its start. */
    readonly startedFor: number
    /** It reaches neither gateway nor channels. */
    readonly isOffline: boolean
    /** An alert is on its way. */
    readonly isBusy: boolean
  }
  readonly members: readonly Member[]
  readonly duty: Duty | undefined
  readonly takeover: number
}

export interface DutyDecision {
  readonly state: MemberState
  /** The record to write, where the duty changes. */
  readonly next?: Duty
}

/**
 * A member has the duty until it hands it over, or is silent or unable for too long. Then the lowest rank takes it that is
 * alive, has caught up and can deliver; where none can, the lowest that is alive.
 */
export function decideDuty({ self, members, duty, takeover }: DutyFacts): DutyDecision {
  const alive = members.filter(member => !isSilent(member, takeover))
  if (self.isOffline && members.length > 0 && alive.length === 0) return { state: 'cut off' }
  if (!hasCaughtUp(self.startedFor, members, takeover)) return { state: 'catching up' }
  const ready = alive.filter(({ state }) => state === 'standing by' || state === 'on duty')
  if (duty?.holder === self.id) return { state: 'on duty', ...handOver(ready, { self, duty, takeover }) }
  if (duty !== undefined && !isGone(duty.holder, members, takeover)) return { state: 'standing by' }
  // The holder is among them where it cannot deliver: if no other can, it keeps the duty by its rank, or two members
  // that cannot would take it from each other at every contact.
  const all = [...ready.filter(isRanked), self]
  const able = all.filter(({ isAble }) => isAble)
  const first = firstOf(able.length > 0 ? able : all)
  // Nobody has had it yet: those before this one get the time to come.
  const isEarly =
    duty === undefined &&
    self.startedFor < takeover &&
    members.some(({ rank }) => mayPrecede(rank, self.rank))
  if (first?.id !== self.id || isEarly) return { state: 'standing by' }
  return { state: 'on duty', next: { term: (duty?.term ?? 0) + 1, holder: self.id, rank: self.rank } }
}

/** All that the members had is here, or they had the time to answer. */
function hasCaughtUp(startedFor: number, members: readonly Member[], takeover: number): boolean {
  return startedFor >= takeover || members.every(({ lag = Number.POSITIVE_INFINITY }) => lag <= startedFor)
}

function isGone(holder: string, members: readonly Member[], takeover: number): boolean {
  const member = members.find(({ id }) => id === holder)
  if (member === undefined) return true
  const { silentFor, unableFor } = member
  return silentFor === undefined || silentFor >= takeover || (unableFor ?? 0) >= silenceOf(takeover)
}

/** To the lowest rank that was steady, never in mid-alert; at once to one that can, from one that cannot. */
function handOver(
  ready: readonly Member[],
  { self, duty, takeover }: Pick<DutyFacts, 'self' | 'takeover'> & { readonly duty: Duty },
): Pick<DutyDecision, 'next'> {
  if (self.isBusy) return {}
  const able = ready.filter(isRanked).filter(({ isAble }) => isAble)
  const better = self.isAble
    ? able.filter(member => precedes(member, self) && member.sameFor >= steadyOf(takeover))
    : able
  const to = firstOf(better)
  return to === undefined ? {} : { next: { term: duty.term + 1, holder: to.id, rank: to.rank } }
}

function mayPrecede(rank: number | undefined, own: number): boolean {
  return rank === undefined || rank <= own
}

function firstOf<T extends Placed>(all: readonly T[]): T | undefined {
  return all.reduce<T | undefined>(
    (first, one) => (first !== undefined && precedes(first, one) ? first : one),
    undefined,
  )
}
