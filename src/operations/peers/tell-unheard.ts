/** Reports a member that is silent, with the number of its checks that nobody gets the signals of: once, and its return, or that it was taken out of the INI. */

import type { PlannedAlert } from '../../domain/alerts/alert'
import { type Channel, defaultChannels } from '../../domain/alerts/channel'
import { planNotice } from '../../domain/alerts/plan'
import type { AlertStore, Channels } from '../../domain/alerts/ports'
import { isRanked, isSilent, type Member, precedes, silenceOf } from '../../domain/peers/group'
import type { GroupCopies } from '../../domain/peers/group-ports'
import { heardText, leftText, unheardText } from '../../domain/peers/group-text'
import { beingSent } from '../../domain/peers/permit'
import {
  GROUP_NEWS,
  isReported,
  type Outcome,
  returnName,
  silenceKey,
  silenceName,
  silentIds,
  type Told,
  withOutcome,
} from '../../domain/peers/told'
import type { Clock } from '../../domain/time/clock'
import type { CheckStore } from '../../domain/watch/ports'
import { copyOf } from '../../domain/watch/state'
import type { GroupState } from './keep-duty'

export interface UnheardPorts {
  readonly self: string
  readonly checks: Pick<CheckStore, 'scan'>
  readonly copies: Pick<GroupCopies, 'read' | 'tell' | 'review'>
  readonly store: Pick<AlertStore, 'commit'>
  readonly channels: Channels
  readonly now: Clock
}

export function createTellUnheard({ self, checks, copies, store, channels, now }: UnheardPorts) {
  /** The ids of the silent members whose checks were looked for: that is done once in each silence. */
  const found = new Set<string>()
  /** The names of members by their ids, as they were in the INI last. */
  const names = new Map<string, string>()
  /** The ids of the members for which silences of others were ended. */
  let endedBeside: string | undefined

  async function tellSilence(member: Member, id: string, told: Told): Promise<void> {
    const { name } = member
    const round = roundOf(told, id)
    if (toldBy(told, id, round) !== undefined || wasEnded(told[returnName(id, round - 1)], member)) return
    const alerted = new Set<string>()
    let count = 0
    for await (const some of checks.scan())
      for (const { check, state } of some) {
        if (copyOf(state)?.by !== id || state.status === 'paused') continue
        count += 1
        for (const channel of check.channels) alerted.add(channel)
      }
    if (count === 0) return
    const open = await openChannels(alerted)
    await plan(open, channel =>
      planNotice(
        unheardText(name, count),
        { key: silenceKey(id, round), name, since: now() },
        channel,
        now(),
      ),
    )
  }

  /** Another member has it in its INI no more, and has told that this silence is over. */
  function wasEnded(end: Outcome | undefined, { silentFor = 0, isPresumed }: Member): boolean {
    if (end?.at === undefined || end.by === self) return false
    return isPresumed === true || now() - silentFor < end.at
  }

  async function tellReturn({ name }: Member, id: string, told: Told, group: GroupState): Promise<void> {
    const round = roundOf(told, id)
    const open = toldBy(told, id, round)
    const { members, settings } = group
    if (open === undefined || isReported(beingSent(members, settings.takeover), id, round)) return
    await plan(open, channel =>
      planNotice(heardText(name), { key: silenceKey(id, round), name, since: now() }, channel, now()),
    )
    await note(told, returnName(id, round))
  }

  /**
   * Ends the silences that were told of watches which are no members any more: once for each list of members. That of this
   * watch ends by its return, which the next member tells.
   */
  async function endOfOthers(members: readonly Member[]): Promise<void> {
    const ids = members.flatMap(({ id }) => id ?? [])
    // A member whose id is not known yet may be the silent one.
    if (ids.length < members.length || endedBeside === ids.join(' ')) return
    const told = await readTold()
    for (const id of silentIds(told)) {
      const round = roundOf(told, id)
      const open = id === self || ids.includes(id) ? undefined : toldBy(told, id, round)
      if (open === undefined) continue
      const text = leftText(names.get(id))
      const about = { key: silenceKey(id, round), name: names.get(id) ?? id, since: now() }
      await plan(open, channel => planNotice(text, about, channel, now()))
      await note(told, returnName(id, round), now())
      found.delete(id)
    }
    endedBeside = ids.join(' ')
  }

  async function openChannels(alerted: ReadonlySet<string>): Promise<readonly string[]> {
    const all: readonly Channel[] = await channels.list()
    const known = all.filter(({ name }) => alerted.has(name)).map(({ name }) => name)
    return known.length > 0 ? known : defaultChannels(all)
  }

  async function plan(names: readonly string[], notice: (channel: string) => PlannedAlert): Promise<void> {
    await store.commit([], names.map(notice))
    // Has them queued at once.
    await copies.review(GROUP_NEWS)
  }

  const readTold = async () => (await copies.read([GROUP_NEWS])).get(GROUP_NEWS)?.told ?? {}

  async function note(told: Told, name: string, at?: number): Promise<void> {
    await copies.tell(GROUP_NEWS, withOutcome(told, name, { by: self, ...(at !== undefined && { at }) }))
  }

  /** Whether that member has the duty, and this one is the next: nobody tells of itself. */
  function isNextTo(
    { state, holder, members, settings: { rank, takeover } }: GroupState,
    id: string,
  ): boolean {
    const others = members.filter(isRanked).filter(one => one.id !== id && !isSilent(one, takeover))
    return state === 'standing by' && holder === id && !others.some(one => precedes(one, { id: self, rank }))
  }

  /**
   * Called with each state of the group. A silence is planned by each member, and told by one of them, as its permit says; a
   * return by the member on duty, and that of this one by the next.
   */
  return async (group: GroupState): Promise<void> => {
    const { takeover } = group.settings
    const isOnDuty = group.state === 'on duty'
    for (const { id, name } of group.members) if (id !== undefined) names.set(id, name)
    if (isOnDuty) await endOfOthers(group.members)
    let told: Told | undefined
    for (const member of group.members) {
      const { id } = member
      const present = findingOf(member, takeover)
      if (id === undefined || present === undefined) continue
      if (present === 'answers') found.delete(id)
      const isPlanned =
        present === 'silent'
          ? (isOnDuty || group.state === 'standing by') && !found.has(id)
          : isOnDuty || isNextTo(group, id)
      if (!isPlanned) continue
      told ??= await readTold()
      // The report of a silence may be noted as told only after the member has answered.
      if (present === 'answers') await tellReturn(member, id, told, group)
      else {
        await tellSilence(member, id, told)
        found.add(id)
      }
    }
  }
}

/** Undefined while it is neither, or not known yet. */
function findingOf({ silentFor, isPresumed }: Member, takeover: number): 'silent' | 'answers' | undefined {
  if (silentFor === undefined) return undefined
  if (silentFor >= takeover) return 'silent'
  return silentFor < silenceOf(takeover) && !isPresumed ? 'answers' : undefined
}

/** The channels by which the silence was told; undefined: it was not. */
function toldBy(told: Told, id: string, round: number): readonly string[] | undefined {
  const start = silenceName(id, round, '')
  const channels = Object.keys(told).flatMap(name =>
    name.startsWith(start) ? [name.slice(start.length)] : [],
  )
  return channels.length === 0 ? undefined : channels
}

/** The number of the silence that goes on, or of the next one: behind the last return, since the oldest are not kept. */
function roundOf(told: Told, id: string): number {
  const start = returnName(id, '')
  const returns = Object.keys(told).flatMap(name =>
    name.startsWith(start) ? [Number(name.slice(start.length))] : [],
  )
  return Math.max(-1, ...returns) + 1
}
