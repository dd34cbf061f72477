/** The memory of a check's alerts, from that of this watch and the incident that another member has open. Pure. */

import type { Alerting, Incident } from '../alerts/alerting'
import type { Flip } from '../watch/flip'
import type { Watched } from '../watch/ports'
import { type CheckState, copyOf } from '../watch/state'
import { isTrouble } from '../watch/status'
import { openersOf } from './owed-end'
import { mergedName, outcomeName, type Told } from './told'

/** An incident, and the milliseconds since its first alert was decided, by a clock that nobody sets. */
export interface AgedIncident {
  readonly incident: Incident
  /** Absent: not known. */
  readonly age?: number
}

export interface MergedIncident {
  /** Absent: the memory stays. */
  readonly alerting?: Alerting
  /** The name of what was found out here: that one incident is the same outage as an older one. */
  readonly found?: string
  /** The younger incident of this watch, which was told or may be: who opened it closes it. */
  readonly toClose?: Incident
}

/** This watch: its id, the age of its own incident, and the present by its clock. */
export interface MergingHere {
  readonly self: string
  readonly age: number | undefined
  /** Epoch milliseconds. */
  readonly now: number
}

/** Undefined: nothing changes. Only an incident counts that somebody was told of. */
export function mergedIncident(
  alerting: Alerting,
  theirs: AgedIncident,
  told: Told,
  { check, state }: Pick<Watched, 'check' | 'state'>,
  here: MergingHere,
): MergedIncident | undefined {
  const { incident: their } = theirs
  if (!isTold(their, told)) return undefined
  const { incident: own } = alerting
  if (own?.key === their.key) {
    const missing = their.notified.filter(name => !own.notified.includes(name) && isOpenAt(their, told, name))
    if (missing.length === 0) return undefined
    return { alerting: { ...alerting, incident: { ...own, notified: [...own.notified, ...missing] } } }
  }
  const open = their.notified.filter(
    name => isOpenAt(their, told, name) && !(own === undefined && wasPlanned(alerting, their, name)),
  )
  if (open.length === 0) return undefined
  const found = own && isTold(own, told) ? foundOf(own, theirs, told, here) : undefined
  if (found?.stays === 'none') return undefined
  const finding = found?.isNew && { found: found.name }
  if (found?.stays === 'own') return finding || undefined
  const mine = inOwnTime(theirs, here.now)
  const incident: Incident = {
    ...mine,
    notified: open,
    ...(!isTrouble(state.status) && { end: their.end ?? endOf(check.id, state, mine) }),
  }
  const after = { ...alerting, incident }
  // Its alert may be on its way, and the outcome come later. Where it never went out, its end is dropped as well.
  const isClosed = own !== undefined && own.notified.length > 0
  return { alerting: after, ...finding, ...(isClosed && { toClose: own }) }
}

interface Found {
  /** None: the other side decides. */
  readonly stays: 'own' | 'theirs' | 'none'
  readonly name: string
  /** It was found out just now. */
  readonly isNew: boolean
}

/** Ages that differ by more differ the same way for all members. Milliseconds. */
const CLEAR_MS = 5_000

/**
 * Which of two incidents of one outage stays. The ages differ a little for each member, as messages take their time, so that
 * one alone decides: that which told of the one with the higher key. The others learn what was found, as they learn outcomes.
 * Where the difference is clear, any that has it decides, as that one may be gone.
 */
function foundOf(
  own: Incident,
  { incident, age }: AgedIncident,
  told: Told,
  { self, age: ownAge }: MergingHere,
): Found {
  const names = { own: mergedName(incident.key, own.key), theirs: mergedName(own.key, incident.key) }
  const known = [names.own, names.theirs].filter(name => told[name] !== undefined).sort()[0]
  if (known !== undefined) return { stays: known === names.own ? 'own' : 'theirs', name: known, isNew: false }
  const undecided = { stays: 'none', name: '', isNew: false } as const
  if (own.key < incident.key) return undecided
  const lead = age === undefined || ownAge === undefined ? 0 : ownAge - age
  if (Math.abs(lead) < CLEAR_MS && !hasOpened(own, told, self)) return undecided
  const stays = lead > 0 ? 'own' : 'theirs'
  return { stays, name: names[stays], isNew: true }
}

/** The incident, with the moments of its alerts by the clock of this watch. Its key and beginning are the same everywhere. */
function inOwnTime({ incident, age }: AgedIncident, now: number): Incident {
  const { end: _end, ahead: theirs = 0, ...same } = incident
  const decidedAt = firstDecidedAt(incident)
  const ahead = age === undefined || decidedAt === undefined ? 0 : now - age - decidedAt
  const { notifiedAt, firstNotifiedAt, escalatedAt } = incident
  return {
    ...same,
    ...(theirs + ahead !== 0 && { ahead: theirs + ahead }),
    ...(notifiedAt !== undefined && { notifiedAt: notifiedAt + ahead }),
    ...(firstNotifiedAt !== undefined && { firstNotifiedAt: firstNotifiedAt + ahead }),
    ...(escalatedAt !== undefined && { escalatedAt: escalatedAt + ahead }),
  }
}

/** When the first alert about it was decided. */
export function firstDecidedAt({ firstNotifiedAt, notifiedAt }: Incident): number | undefined {
  return firstNotifiedAt ?? notifiedAt
}

/** This watch has come to the end of it by that channel, and the other one does not know yet. */
function wasPlanned({ last }: Alerting, { key }: Incident, channel: string): boolean {
  return (last[channel] ?? []).some(id => id.startsWith(`${key}-`))
}

function isTold(incident: Incident, told: Told): boolean {
  return incident.notified.some(channel => isTriggerTold(incident, told, channel))
}

/** Its trigger was told by this channel, and its end was not. */
function isOpenAt(incident: Incident, told: Told, channel: string): boolean {
  const end = outcomeName({ key: incident.key, kind: 'resolve', status: 'up' }, channel) ?? ''
  return isTriggerTold(incident, told, channel) && told[end] === undefined
}

function hasOpened({ key, notified }: Incident, told: Told, member: string): boolean {
  return notified.some(channel => member in openersOf(told, { key }, channel))
}

/** That it is down, or that it cannot be looked at. */
function isTriggerTold({ key }: Incident, told: Told, channel: string): boolean {
  return (['down', 'blind'] as const).some(
    status => told[outcomeName({ key, kind: 'trigger', status }, channel) ?? ''] !== undefined,
  )
}

/** It ended with the last signal at the latest. */
function endOf(check: string, state: CheckState, { since: began, ahead = 0 }: Incident): Flip {
  const { lastSignalAt, since, flips, status } = state
  const shift = copyOf(state)?.shift ?? 0
  const at = Math.max((lastSignalAt ?? since) + shift - ahead, began)
  return { check, seq: flips, from: 'down', to: status, reason: 'success', at, due: at, ends: began }
}
