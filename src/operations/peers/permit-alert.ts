/** Whether this watch sends an alert of the group, at each of its tries. */

import type { Alert, PlannedAlert } from '../../domain/alerts/alert'
import type { AlertPermit, PermitAlert } from '../../domain/alerts/ports'
import { isAnswering, isJustBack, isSilent, type Member, silenceOf } from '../../domain/peers/group'
import type { OwnCopy } from '../../domain/peers/group-ports'
import { openersOf } from '../../domain/peers/owed-end'
import { type Permit, permitOf, withoutRivals } from '../../domain/peers/permit'
import {
  GROUP_NEWS,
  isForGroup,
  newOutcome,
  outcomeName,
  silenceOfKey,
  triggerOutcome,
} from '../../domain/peers/told'
import { isShared } from '../../domain/watch/check'
import { isTrouble } from '../../domain/watch/status'
import { createFailedTries } from './failed-tries'
import { isFreeToSend, type Others } from './free-to-send'
import { wayOf } from './group-messages'
import { idle } from './idle'
import type { GroupState } from './keep-duty'
import { createPermitSilence, FRESH_MS, type PermitPorts } from './permit-silence'
import { createUnderWay } from './under-way'

/** An alert, with its check and what was told of that. */
interface Fact extends OwnCopy {
  readonly item: Alert
  /** It is about no check of the group. */
  readonly isOwn: boolean
}

/** A try of an alert. */
interface Try extends PlannedAlert {
  readonly mayBeOpen: ReadonlySet<string>
}

const OWN_SENT: Permit = { kind: 'send', isSplit: false }
const NOBODY: ReadonlySet<string> = new Set()
/** Milliseconds until the next try of an alert that another member may tell. */
const AGAIN_MS = 250
const SETTLE_MS = 300
/** Milliseconds for the members to answer, while a connection to a service waits. */
const CONFIRM_MS = 1_500

export function createPermitAlert(ports: PermitPorts) {
  const { self, state, sync, copies, store, noteSending, now, machine } = ports
  /** Names of outcomes. */
  const underWay = createUnderWay()
  const permitSilence = createPermitSilence(ports, underWay)
  const failed = createFailedTries(machine)

  /** Each alert with what was told of it; undefined: all of them are this watch's own. */
  async function factsOf(alert: Alert): Promise<readonly Fact[] | undefined> {
    const facts = await readFacts(isForGroup(alert) ? [asNews(alert)] : (alert.items ?? [alert]))
    return facts.every(({ isOwn }) => isOwn) ? undefined : facts
  }

  async function readFacts(items: readonly Alert[]): Promise<readonly Fact[]> {
    const known = await copies.read(items.flatMap(({ check }) => check ?? []))
    return items.map(item => {
      const copy = known.get(item.check ?? '') ?? { told: {} }
      const isOwn = item.check === undefined || (copy.watched !== undefined && !isShared(copy.watched.check))
      return { item, isOwn, ...copy }
    })
  }

  const permit: PermitAlert = async (alertPlanned, alert, mayBeOpen) => {
    const planned: Try = { ...alertPlanned, mayBeOpen }
    const silent = alert.kind === 'trigger' ? silenceOfKey(alert.key) : undefined
    if (silent !== undefined) return await permitSilence(planned, silent.id, silent.round, mayBeOpen.size > 0)
    const known = await state()
    if (known === undefined || (await factsOf(alert)) === undefined) return { kind: 'own' }
    const began = machine()
    const way = wayOf(known.settings.takeover)
    // A slow member takes no more of the time in which the alert has to be sent.
    await within(way / 2, sync(began - FRESH_MS))
    const [group, facts] = [await state(), await factsOf(alert)]
    if (group === undefined || facts === undefined) return { kind: 'own' }
    const { takeover } = group.settings
    const waited = now() - planned.at
    const permits = permitsOf(planned, withoutRivalsOf(group), facts)
    const again = { kind: 'wait', ms: Math.min(Math.max(AGAIN_MS, waited / 8), takeover / 10) } as const
    if (permits.some(one => one.permit.kind === 'wait')) return again
    const toSend = permits.filter(one => one.permit.kind === 'send')
    // A member may just have shown that the check is well, and its alerts follow at once.
    if (toSend.length > 0 && (await isEndToCome(facts))) return { kind: 'wait', ms: SETTLE_MS }
    if (toSend.length === 0)
      return ended(
        permits.map(one => one.permit),
        group,
      )
    const { items } = alert
    const left = items === undefined ? undefined : toSend.map(({ item }) => item)
    const groups = toSend.filter(({ isOwn }) => !isOwn)
    const first = groups[0]?.permit
    const isSplit = first?.kind === 'send' && first.isSplit
    const line = first?.kind === 'send' ? first.line : undefined
    const isOpened = groups.some(
      ({ item, told }) => triggerOutcome(told, item, planned.channel) !== undefined,
    )
    const names = groups.map(({ item }) => outcomeName(item, planned.channel) ?? item.key)
    underWay.begin(names)
    let isMine = false
    try {
      // The others know of it before it is sent.
      await noteSending()
      const end = began + 1.5 * way
      isMine = await isFreeToSend(() => lookForOthers(planned, groups, end), end, machine)
    } finally {
      if (!isMine) underWay.end(names)
    }
    if (!isMine) {
      await noteSending()
      // Where both gave way all the same, the member on duty is the first to try again.
      return { kind: 'wait', ms: group.state === 'on duty' ? AGAIN_MS : takeover / 10 }
    }
    return {
      kind: 'send',
      isOpened,
      withinMs: silenceOf(takeover),
      ...(left !== undefined && { left }),
      ...(line !== undefined && { line }),
      ...(isAlone(group) && { confirm: () => isStillNews(planned, groups) }),
      done: async isDelivered => {
        if (isDelivered) failed.forget(names)
        else failed.note(names)
        try {
          if (isDelivered) await noteTold(planned, groups, isSplit)
        } finally {
          underWay.end(names)
        }
      },
    }
  }

  /** The state in which only those members are about to send that go before this one. */
  function withoutRivalsOf(group: GroupState): GroupState {
    const { rank } = group.settings
    return { ...group, members: withoutRivals({ ...group, self, rank }) }
  }

  function permitsOf({ channel, at, mayBeOpen }: Try, group: GroupState, facts: readonly Fact[]) {
    const { takeover, rank } = group.settings
    return facts.map(fact => {
      const { item, told, isOwn } = fact
      const failedFor = failed.since(outcomeName(item, channel))
      const known = {
        self,
        rank,
        takeover,
        told,
        waited: now() - at,
        failedFor,
        mayBeOpen: mayBeOpen.has(item.check ?? ''),
      }
      const permit = isOwn ? OWN_SENT : permitOf(item, channel, { ...known, ...group })
      return { ...fact, permit }
    })
  }

  /** Of a member that answers as a rule, or is just back, nothing is known without an answer. */
  async function lookForOthers(planned: Try, sent: readonly Fact[], end: number): Promise<Others> {
    const known = await state()
    if (known === undefined || isAlone(known)) return 'none'
    const answered = (await within(end - machine(), sync(machine()))) ?? NOBODY
    const [group, facts] = [await state(), await readFacts(sent.map(({ item }) => item))]
    if (group === undefined) return 'none'
    const { takeover } = group.settings
    // The member whose turn it is waits for half of the take-over at most; the others need not hurry.
    const isInTime = group.state !== 'on duty' || now() - planned.at < silenceOf(takeover)
    const isAwaited = (member: Member) =>
      isJustBack(member, takeover) || (isInTime && isAnswering(member, takeover))
    if (group.members.some(member => isAwaited(member) && !answered.has(member.name))) return 'other'
    const isSent = (state: GroupState) =>
      permitsOf(planned, state, facts).every(({ permit }) => permit.kind === 'send')
    return isSent(group) ? 'none' : isSent(withoutRivalsOf(group)) ? 'rival' : 'other'
  }

  /**
   * Whether an alert of a watch that reached nobody is to be sent, now that the service can be reached: if members answer
   * again, their news come first.
   */
  async function isStillNews(planned: Try, sent: readonly Fact[]): Promise<boolean> {
    await within(CONFIRM_MS, sync(machine()))
    const group = await state()
    if (group === undefined || isAlone(group)) return true
    const facts = await readFacts(sent.map(({ item }) => item))
    if (await isEndToCome(facts)) return false
    return permitsOf(planned, group, facts).every(({ permit }) => permit.kind === 'send')
  }

  /**
   * Whether a check is well by now, and its alerts do not know that yet. Where they do, the alert holds all the same: the
   * check flaps, say, so that its end waits.
   */
  async function isEndToCome(facts: readonly Fact[]): Promise<boolean> {
    const over = facts.filter(isOver)
    if (over.length === 0) return false
    const memory = await store.remembered(over.map(({ item }) => item.check ?? ''))
    return over.some(({ item }) => {
      const incident = memory.get(item.check ?? '')?.alerting?.incident
      return incident?.key !== item.key || incident.end === undefined
    })
  }

  async function noteTold({ channel }: PlannedAlert, sent: readonly Fact[], isSplit: boolean): Promise<void> {
    for (const { item, told } of await readFacts(sent.map(({ item }) => item))) {
      const name = outcomeName(item, channel)
      if (name === undefined || item.check === undefined) continue
      const after = item.kind === 'resolve' ? openersOf(told, item, channel) : undefined
      const outcome = { by: self, at: now(), ...(isSplit && { isSplit }), ...(after && { after }) }
      await copies.tell(item.check, newOutcome(told, name, outcome))
    }
  }

  return { permit, sending: underWay.names }
}

/** Undefined after that time. */
async function within<T>(ms: number, answer: Promise<T>): Promise<T | undefined> {
  return await Promise.race([answer, idle(Math.max(0, ms))])
}

/** It is told once, as a trigger is. */
function asNews(alert: Alert): Alert {
  return { ...alert, check: GROUP_NEWS, kind: 'trigger', status: 'mixed' }
}

function ended(permits: readonly Permit[], { members }: GroupState): AlertPermit {
  const told = permits.find(one => one.kind === 'told')
  if (told?.kind !== 'told') return { kind: 'void' }
  return { kind: 'told', by: members.find(({ id }) => id === told.by)?.name ?? 'this watch' }
}

/** A report of trouble, of a check that is well by now. */
function isOver({ item, watched, isOwn }: Fact): boolean {
  return !isOwn && item.kind !== 'resolve' && watched !== undefined && !isTrouble(watched.state.status)
}

/** No member answers. */
function isAlone({ members, settings: { takeover } }: GroupState): boolean {
  return members.every(member => isSilent(member, takeover))
}
