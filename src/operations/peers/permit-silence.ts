/**
 * Whether this watch reports that a member is silent: that is no news any more when it answers before it goes out. The member
 * on duty reports it; where it has not within half of the take-over, the next one does, and so on by rank.
 */

import type { PlannedAlert } from '../../domain/alerts/alert'
import type { AlertPermit, AlertStore } from '../../domain/alerts/ports'
import { isSilent, type Member, silenceOf } from '../../domain/peers/group'
import type { GroupCopies } from '../../domain/peers/group-ports'
import { isTurn, withoutRivals } from '../../domain/peers/permit'
import { GROUP_NEWS, newOutcome, returnName, silenceKey, silenceName } from '../../domain/peers/told'
import type { Clock } from '../../domain/time/clock'
import { createFailedTries } from './failed-tries'
import { isFreeToSend, type Others } from './free-to-send'
import { wayOf } from './group-messages'
import type { GroupState } from './keep-duty'
import { createUnderWay, type UnderWay } from './under-way'

/** Milliseconds. News from members of so long ago is new enough for a try. */
export const FRESH_MS = 250
/** Milliseconds until the next try while another report of the same silence is being sent. */
const AGAIN_MS = 500

export interface PermitPorts {
  readonly self: string
  /** The state of this member, decided after the call; undefined: there is no group. */
  readonly state: () => Promise<GroupState | undefined>
  /** Gets all that the members had at that moment, of the machine's clock. Returns the names of those that answered. */
  readonly sync: (since: number) => Promise<ReadonlySet<string>>
  readonly copies: Pick<GroupCopies, 'read' | 'tell'>
  readonly store: Pick<AlertStore, 'remembered'>
  /** Notes what is on its way for the other members, before it is sent. */
  readonly noteSending: () => Promise<void>
  readonly now: Clock
  readonly machine: Clock
}

/** @param sending the names of outcomes that the others are told of */
export function createPermitSilence(ports: PermitPorts, sending: UnderWay) {
  const { self, state, sync, copies, noteSending, now, machine } = ports
  /** Keys of silences. */
  const underWay = createUnderWay()
  const failed = createFailedTries(machine)
  const readTold = async () => (await copies.read([GROUP_NEWS])).get(GROUP_NEWS)?.told ?? {}

  /** A silence that nobody was told of is over: the next one has a report of its own. */
  async function endUntold(id: string, round: number): Promise<void> {
    const told = await readTold()
    if (Object.keys(told).some(name => name.startsWith(silenceName(id, round, '')))) return
    await copies.tell(GROUP_NEWS, newOutcome(told, returnName(id, round), { by: self }))
  }

  function isOurTurn(
    { state, holder, members, settings }: GroupState,
    name: string,
    waited: number,
  ): boolean {
    const { rank, takeover } = settings
    const facts = { self, rank, takeover, members, waited, failedFor: failed.since(name) }
    const isOnDuty = state === 'on duty'
    return (
      (isOnDuty || state === 'standing by') && isTurn(facts, isOnDuty ? 'own' : holder, silenceOf(takeover))
    )
  }

  async function lookForOthers(name: string): Promise<Others> {
    await sync(machine())
    const group = await state()
    if (group === undefined) return 'none'
    if ((await readTold())[name] !== undefined) return 'other'
    if (!isSent(group.members, name, group)) return 'none'
    const { rank } = group.settings
    return isSent(withoutRivals({ ...group, self, rank }), name, group) ? 'other' : 'rival'
  }

  return async (planned: PlannedAlert, id: string, round: number): Promise<AlertPermit> => {
    const began = machine()
    await sync(began - FRESH_MS)
    const group = await state()
    if (group === undefined) return { kind: 'own' }
    const member = group.members.find(one => one.id === id)
    const { takeover } = group.settings
    const key = silenceKey(id, round)
    if (member === undefined || !isSilent(member, takeover)) {
      if (member?.isPresumed || underWay.has(key)) return { kind: 'wait', ms: AGAIN_MS }
      await endUntold(id, round)
      return { kind: 'void' }
    }
    const name = silenceName(id, round, planned.channel)
    const teller = (await readTold())[name]?.by
    if (teller !== undefined)
      return { kind: 'told', by: group.members.find(one => one.id === teller)?.name ?? 'this watch' }
    const again = { kind: 'wait', ms: takeover / 10 } as const
    if (isSent(group.members, name, group) || !isOurTurn(group, name, now() - planned.at)) return again
    underWay.begin([key])
    sending.begin([name])
    const end = () => {
      underWay.end([key])
      sending.end([name])
    }
    let isMine = false
    try {
      await noteSending()
      isMine = await isFreeToSend(() => lookForOthers(name), began + 1.5 * wayOf(takeover), machine)
    } finally {
      if (!isMine) end()
    }
    if (!isMine) {
      await noteSending()
      return again
    }
    return {
      kind: 'send',
      isOpened: false,
      withinMs: silenceOf(takeover),
      done: async isDelivered => {
        if (isDelivered) failed.forget([name])
        else failed.note([name])
        try {
          if (isDelivered) await copies.tell(GROUP_NEWS, newOutcome(await readTold(), name, { by: self }))
        } finally {
          end()
        }
      },
    }
  }
}

function isSent(
  members: readonly Member[],
  name: string,
  { settings: { takeover } }: Pick<GroupState, 'settings'>,
): boolean {
  return members.some(member => !isSilent(member, takeover) && member.sending?.includes(name))
}
