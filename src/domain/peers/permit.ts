/** Whether this watch sends an alert of the group, at one try. Pure. */

import type { Alert } from '../alerts/alert'
import { isRanked, isSilent, type Member, type MemberState, precedes } from './group'
import { splitLine } from './group-text'
import { owesEnd } from './owed-end'
import { outcomeName, type Told, triggerOutcome } from './told'

/** Others try at least twice in this part of the take-over. */
const GAPS = 5

export interface PermitFacts {
  readonly self: string
  readonly rank: number
  readonly takeover: number
  readonly state: MemberState
  readonly holder?: string
  readonly members: readonly Member[]
  readonly told: Told
  /** Milliseconds since it was planned here. */
  readonly waited: number
  /** Milliseconds since the last try here that failed; absent: there was none. */
  readonly failedFor?: number
}

export type Permit =
  /** `line`: to be added to its text. */
  | { readonly kind: 'send'; readonly line?: string; readonly isSplit: boolean }
  | { readonly kind: 'wait' }
  /** That member has told it. */
  | { readonly kind: 'told'; readonly by: string }
  /** It is nobody's news. */
  | { readonly kind: 'void' }

/**
 * An outcome comes first. Then the member on duty sends; where it has not within the take-over, the next one does, and so on
 * by rank.
 */
export function permitOf(
  alert: Pick<Alert, 'key' | 'kind' | 'status' | 'since' | 'until' | 'isMerge'>,
  channel: string,
  facts: PermitFacts,
): Permit {
  const { self, told, state, members, takeover } = facts
  const name = outcomeName(alert, channel)
  const outcome = name === undefined ? undefined : told[name]
  const isOwed = owesEnd(told, alert, channel, self)
  if (outcome !== undefined && !isOwed) return { kind: 'told', by: outcome.by }
  // It is on its way already: its outcome comes first.
  const isSent = (member: Member) =>
    name !== undefined && !isSilent(member, takeover) && member.sending?.includes(name)
  if (members.some(isSent)) return { kind: 'wait' }
  const isOnDuty = state === 'on duty'
  if (name === undefined) return isOnDuty ? sending(facts) : { kind: 'void' }
  const opened = triggerOutcome(told, alert, channel)
  const isResolve = alert.kind === 'resolve'
  // By a signal that another member had, it was never down.
  if (isResolve && opened === undefined && (alert.until ?? Number.POSITIVE_INFINITY) <= (alert.since ?? 0))
    return { kind: 'void' }
  if (state === 'catching up' || state === 'cut off') return { kind: 'wait' }
  // The incident is one with another; who opened it closes it.
  const isOpeners = alert.isMerge && opened !== undefined
  const isOwn = isOwed || (isOpeners ? opened.by === self : isOnDuty)
  // A member that could not send it leaves the others a moment in which nobody does: they wait while its outcome is open.
  const { waited, failedFor = Number.POSITIVE_INFINITY } = facts
  if (isOwn) {
    const isOthersTurn = waited >= takeover && failedFor < takeover / GAPS && placed(facts).length > 0
    return isOthersTurn ? { kind: 'wait' } : sending(facts)
  }
  const since = takeover * placeOf(facts, isOpeners ? opened.by : facts.holder)
  return Math.min(waited, failedFor) >= since ? sending(facts) : { kind: 'wait' }

  function sending(known: PermitFacts): Permit {
    const silent = members.filter(member => isSilent(member, takeover))
    const isInPlace = silent.some(({ rank }) => rank !== undefined && rank < known.rank)
    const line = splitLine(silent, isInPlace)
    return { kind: 'send', isSplit: silent.length > 0, ...(line !== undefined && { line }) }
  }
}

/**
 * The members without the attempts of those that give way to this one: of several that come to send at the same moment the
 * member on duty goes first, then the lower rank.
 */
export function withoutRivals({
  self: id,
  rank,
  state,
  members,
}: Pick<PermitFacts, 'self' | 'rank' | 'state' | 'members'>): readonly Member[] {
  const givesWay = (member: Member) =>
    (state === 'on duty') === (member.state === 'on duty')
      ? isRanked(member) && precedes({ id, rank }, member)
      : state === 'on duty'
  return members.map(member => {
    if (!givesWay(member)) return member
    const { sending: _rival, ...rest } = member
    return rest
  })
}

/** The place of this member behind the one that should tell: 1 is the next. */
function placeOf(facts: PermitFacts, holder: string | undefined): number {
  const { self, rank } = facts
  return (
    placed(facts).filter(member => member.id !== holder && precedes(member, { id: self, rank })).length + 1
  )
}

/** The other members that may tell. */
function placed({ members, takeover }: PermitFacts) {
  return members.filter(isRanked).filter(member => member.isAble && !isSilent(member, takeover))
}
