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
  /** The service may have its beginning from this watch, which got no answer. */
  readonly mayBeOpen?: boolean
}

type TurnFacts = Pick<PermitFacts, 'self' | 'rank' | 'takeover' | 'members' | 'waited' | 'failedFor'>

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
  const { self, told, state, members, takeover, mayBeOpen = false } = facts
  const name = outcomeName(alert, channel)
  const outcome = name === undefined ? undefined : told[name]
  const isOwed = owesEnd(told, alert, channel, self)
  if (outcome !== undefined && !isOwed) return { kind: 'told', by: outcome.by }
  // It is on its way already: its outcome comes first.
  if (name !== undefined && beingSent(members, takeover).includes(name)) return { kind: 'wait' }
  const isOnDuty = state === 'on duty'
  if (name === undefined) return isOnDuty ? sending(facts) : { kind: 'void' }
  const opened = triggerOutcome(told, alert, channel)
  const isUnopened = alert.kind === 'resolve' && opened === undefined
  const isOpenByUs = isUnopened && mayBeOpen
  // By a signal that another member had, it was never down.
  const wasNever = (alert.until ?? Number.POSITIVE_INFINITY) <= (alert.since ?? 0)
  if (isUnopened && wasNever && !mayBeOpen) return { kind: 'void' }
  if (state === 'catching up' || state === 'cut off') return { kind: 'wait' }
  // The incident is one with another; who opened it closes it.
  const isOpeners = alert.isMerge && opened !== undefined
  const isOwn = isOwed || isOpenByUs || (isOpeners ? opened.by === self : isOnDuty)
  const first = isOpeners ? opened.by : facts.holder
  return isTurn(facts, isOwn ? 'own' : first, takeover) ? sending(facts) : { kind: 'wait' }

  function sending(known: PermitFacts): Permit {
    const silent = members.filter(member => isSilent(member, takeover))
    const isInPlace = silent.some(({ rank }) => rank !== undefined && rank < known.rank)
    const line = splitLine(silent, isInPlace)
    return { kind: 'send', isSplit: silent.length > 0, ...(line !== undefined && { line }) }
  }
}

/** The names of the outcomes of what members that answer are sending. */
export function beingSent(members: readonly Member[], takeover: number): readonly string[] {
  return members.flatMap(member => (isSilent(member, takeover) ? [] : (member.sending ?? [])))
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

/**
 * Whether it is this member's turn: the member that comes first, then one after the other by rank. A member that could not
 * send leaves the others a moment in which nobody does: they wait while its outcome is open.
 *
 * @param first the id of the member that comes first; `own`: this one
 * @param step milliseconds from one turn to the next
 */
export function isTurn(facts: TurnFacts, first: string | undefined, step: number): boolean {
  const { self, rank, takeover, waited, failedFor = Number.POSITIVE_INFINITY } = facts
  const others = facts.members.filter(isRanked).filter(member => member.isAble && !isSilent(member, takeover))
  if (first === 'own') return waited < step || failedFor >= takeover / GAPS || others.length === 0
  const before = others.filter(member => member.id !== first && precedes(member, { id: self, rank }))
  return Math.min(waited, failedFor) >= step * (before.length + 1)
}
