/** Keeps the duty: from time to time each member decides whether it has it, takes it, or hands it over. */

import { type DutyDecision, decideDuty } from '../../domain/peers/duty'
import { isSilent, type Member, type MemberState, silenceOf } from '../../domain/peers/group'
import type { GroupSettings } from '../../domain/peers/group-ports'
import { type GreetingPorts, membersOf } from './group-messages'

export interface DutyPorts extends Pick<GreetingPorts, 'board' | 'machine'> {
  readonly self: string
  readonly settings: () => Promise<GroupSettings | undefined>
  /** It can deliver. */
  readonly isAble: () => Promise<boolean>
  /** It reaches neither a gateway nor a channel; only asked while no member answers. */
  readonly isOffline: () => boolean
  /** Names of the outcomes of alerts that are on their way just now. */
  readonly sending: () => readonly string[]
  readonly onChange: (state: MemberState) => void
}

export interface GroupState extends DutyDecision {
  readonly settings: GroupSettings
  readonly members: readonly Member[]
  /** The id of the member that has the duty. */
  readonly holder?: string
  /** The clock of the machine at that decision. */
  readonly at: number
}

export function createKeepDuty(ports: DutyPorts) {
  const { board, machine, self, settings, isAble, isOffline, sending, onChange } = ports
  const began = machine()
  /** The last decision, and since when this program has not stood still. */
  let [decidedAt, awakeSince] = [began, Number.NEGATIVE_INFINITY]
  let known: MemberState | undefined

  /** The state of this member now; undefined: there is no group. */
  return async (): Promise<GroupState | undefined> => {
    const group = await settings()
    const called = machine()
    const paused = called - decidedAt
    decidedAt = called
    if (group === undefined) return undefined
    const { rank, takeover } = group
    if (paused > silenceOf(takeover)) awakeSince = called
    const [seen, duty, able] = await Promise.all([membersOf(ports, group), board.duty(), isAble()])
    const members = seen.map(member => sinceAwake(member, machine() - awakeSince))
    const isAlone = members.every(member => isSilent(member, takeover))
    const at = machine()
    const decision = decideDuty({
      self: {
        id: self,
        rank,
        isAble: able,
        startedFor: at - began,
        isOffline: isAlone && isOffline(),
        isBusy: sending().length > 0,
      },
      members,
      duty,
      takeover,
    })
    if (decision.next) await board.noteDuty(decision.next)
    const names = sending()
    await board.noteOwn({
      state: decision.state,
      isAble: able,
      at,
      ...(names.length > 0 && { sending: names }),
    })
    if (known !== decision.state) onChange(decision.state)
    known = decision.state
    const holder = (decision.next ?? duty)?.holder
    return { ...decision, settings: group, members, at, ...(holder !== undefined && { holder }) }
  }
}

/** A program that stood still has not been there to get an answer: silences begin when it goes on. */
function sinceAwake(member: Member, awakeFor: number): Member {
  const { silentFor } = member
  if (silentFor === undefined || silentFor <= awakeFor) return member
  return { ...member, silentFor: awakeFor, sameFor: awakeFor, isPresumed: true }
}
