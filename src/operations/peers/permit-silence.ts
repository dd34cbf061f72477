/**
 * Whether this watch reports that a member is silent: that is no news any more when it answers before it goes out. The member
 * on duty reports it; where it has not within half of the take-over, the next one does, and so on by rank.
 */

import type { PlannedAlert } from '../../domain/alerts/alert'
import { planNotice } from '../../domain/alerts/plan'
import type { AlertPermit, AlertStore } from '../../domain/alerts/ports'
import { isSilent, silenceOf } from '../../domain/peers/group'
import type { GroupCopies } from '../../domain/peers/group-ports'
import { heardText, leftText } from '../../domain/peers/group-text'
import { beingSent, isTurn, withoutRivals } from '../../domain/peers/permit'
import {
  GROUP_NEWS,
  isReported,
  newOutcome,
  type Outcome,
  returnName,
  silenceKey,
  silenceName,
  type Told,
} from '../../domain/peers/told'
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
  readonly copies: Pick<GroupCopies, 'read' | 'tell' | 'review'>
  readonly store: Pick<AlertStore, 'commit' | 'remembered'>
  /** Notes what is on its way for the other members, before it is sent. */
  readonly noteSending: () => Promise<void>
  readonly now: Clock
  readonly machine: Clock
}

/** @param sending the names of outcomes that the others are told of */
export function createPermitSilence(ports: PermitPorts, sending: UnderWay) {
  const { self, state, sync, copies, store, noteSending, now, machine } = ports
  /** Keys of silences. */
  const underWay = createUnderWay()
  const failed = createFailedTries(machine)
  const readTold = async () => (await copies.read([GROUP_NEWS])).get(GROUP_NEWS)?.told ?? {}

  /** A silence that nobody was told of is over: the next one has a report of its own. */
  async function endUntold(told: Told, id: string, round: number): Promise<void> {
    if (isReported(Object.keys(told), id, round) || told[returnName(id, round)] !== undefined) return
    await copies.tell(GROUP_NEWS, newOutcome(told, returnName(id, round), { by: self }))
  }

  /** The others end a silence by the channels of which they know that it was told there. */
  async function tellEnd({ alert, channel }: PlannedAlert, isMember: boolean): Promise<void> {
    const { key, name } = alert
    const text = isMember ? heardText(name) : leftText(name)
    await store.commit([], [planNotice(text, { key, name, since: now() }, channel, now())])
    // Has it queued at once.
    await copies.review(GROUP_NEWS)
  }

  async function noteTold(planned: PlannedAlert, name: string, end: string): Promise<void> {
    const told = await readTold()
    await copies.tell(GROUP_NEWS, newOutcome(told, name, { by: self }))
    // The others found meanwhile that it was over, and that nobody had been told.
    if (told[end] !== undefined) await tellEnd(planned, !isByRemoval(told[end]))
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
    const { rank, takeover } = group.settings
    if (!beingSent(group.members, takeover).includes(name)) return 'none'
    return beingSent(withoutRivals({ ...group, self, rank }), takeover).includes(name) ? 'other' : 'rival'
  }

  /** @param mayBeTaken an attempt of this watch got no answer: the service may have it */
  return async (
    planned: PlannedAlert,
    id: string,
    round: number,
    mayBeTaken = false,
  ): Promise<AlertPermit> => {
    const began = machine()
    await sync(began - FRESH_MS)
    const group = await state()
    if (group === undefined) return { kind: 'own' }
    const member = group.members.find(one => one.id === id)
    const { takeover } = group.settings
    const key = silenceKey(id, round)
    const name = silenceName(id, round, planned.channel)
    const told = await readTold()
    const teller = told[name]?.by
    if (teller !== undefined)
      return { kind: 'told', by: group.members.find(one => one.id === teller)?.name ?? 'this watch' }
    const sent = beingSent(group.members, takeover)
    const isEnded = told[returnName(id, round)] !== undefined
    if (member === undefined || !isSilent(member, takeover) || isEnded) {
      const isOpen = underWay.has(key) || isReported(sent, id, round)
      if (!isEnded && (member?.isPresumed || isOpen)) return { kind: 'wait', ms: AGAIN_MS }
      if (mayBeTaken)
        await tellEnd(planned, member !== undefined && !isByRemoval(told[returnName(id, round)]))
      await endUntold(told, id, round)
      return { kind: 'void' }
    }
    const again = { kind: 'wait', ms: takeover / 10 } as const
    if (sent.includes(name) || !isOurTurn(group, name, now() - planned.at)) return again
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
          if (isDelivered) await noteTold(planned, name, returnName(id, round))
        } finally {
          end()
        }
      },
    }
  }
}

/** Another member has it in its INI no more, which has its moment: nobody has heard it. */
const isByRemoval = (end: Outcome | undefined) => end?.at !== undefined
