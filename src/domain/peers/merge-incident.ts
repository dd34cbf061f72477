/** The memory of a check's alerts, from that of this watch and the incident that another member has open. Pure. */

import type { Alerting, Incident } from '../alerts/alerting'
import type { Flip } from '../watch/flip'
import type { Watched } from '../watch/ports'
import type { CheckState } from '../watch/state'
import { isTrouble } from '../watch/status'
import { outcomeName, type Told } from './told'

export interface MergedIncident {
  readonly alerting: Alerting
  /** The younger incident of this watch, which was told or may be: who opened it closes it. */
  readonly toClose?: Incident
}

/** Undefined: nothing changes. Only an incident counts that somebody was told of. */
export function mergedIncident(
  alerting: Alerting,
  theirs: Incident | undefined,
  told: Told,
  { check, state }: Pick<Watched, 'check' | 'state'>,
): MergedIncident | undefined {
  if (theirs === undefined || !isTold(theirs, told)) return undefined
  const { incident: own } = alerting
  if (own?.key === theirs.key) {
    const missing = theirs.notified.filter(
      name => !own.notified.includes(name) && isOpenAt(theirs, told, name),
    )
    if (missing.length === 0) return undefined
    return { alerting: { ...alerting, incident: { ...own, notified: [...own.notified, ...missing] } } }
  }
  const open = theirs.notified.filter(
    name => isOpenAt(theirs, told, name) && !(own === undefined && wasPlanned(alerting, theirs, name)),
  )
  if (open.length === 0) return undefined
  if (own !== undefined && own.since <= theirs.since) return undefined
  const { end: _theirEnd, ...same } = theirs
  const incident: Incident = {
    ...same,
    notified: open,
    ...(!isTrouble(state.status) && { end: theirs.end ?? endOf(check.id, state, theirs) }),
  }
  const after = { ...alerting, incident }
  if (own === undefined) return { alerting: after }
  // Its alert may be on its way, and the outcome come later. Where it never went out, its end is dropped as well.
  return own.notified.length > 0 ? { alerting: after, toClose: own } : { alerting: after }
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

/** That it is down, or that it cannot be looked at. */
function isTriggerTold({ key }: Incident, told: Told, channel: string): boolean {
  return (['down', 'blind'] as const).some(
    status => told[outcomeName({ key, kind: 'trigger', status }, channel) ?? ''] !== undefined,
  )
}

/** It ended with the last signal at the latest. */
function endOf(
  check: string,
  { lastSignalAt, since, flips, status }: CheckState,
  { since: began }: Incident,
): Flip {
  const at = Math.max(lastSignalAt ?? since, began)
  return { check, seq: flips, from: 'down', to: status, reason: 'success', at, due: at, ends: began }
}
