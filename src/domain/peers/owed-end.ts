/** The end of an incident that was told by a member which did not know that another one had told of its beginning. Pure. */

import type { Alert } from '../alerts/alert'
import { type Ids, type Outcome, outcomeName, type Told } from './told'

/** Milliseconds by which ages may be wrong that came from another machine. */
const DOUBT_MS = 2_000

type Incident = Pick<Alert, 'key'>

/** The messages that the check is down, or could not be looked at. */
function beginnings(told: Told, { key }: Incident, channel: string): readonly Outcome[] {
  return (['down', 'blind'] as const).flatMap(status => {
    const outcome = told[outcomeName({ key, kind: 'trigger', status }, channel) ?? '']
    return outcome === undefined ? [] : [outcome]
  })
}

/** The members that told of the beginning of the alert's incident. */
export function openersOf(told: Told, alert: Incident, channel: string): Ids {
  const ids = beginnings(told, alert, channel).flatMap(({ by, others = {} }) => [by, ...Object.keys(others)])
  return Object.fromEntries(ids.map(id => [id, true]))
}

/**
 * Whether a member owes the end of an incident that others have told: they did not know that it had told of the beginning,
 * and it did so after them, so that its message is the last one.
 */
export function owesEnd(
  told: Told,
  alert: Pick<Alert, 'key' | 'kind' | 'status'>,
  channel: string,
  member: string,
): boolean {
  const end = told[outcomeName(alert, channel) ?? '']
  if (alert.kind !== 'resolve' || end?.after === undefined || member in end.after) return false
  const own = beginnings(told, alert, channel).flatMap(outcome => momentOf(outcome, member) ?? [])
  return Math.max(...own) > Math.max(end.at ?? 0, ...Object.values(end.others ?? {})) - DOUBT_MS
}

function momentOf({ by, at, others = {} }: Outcome, member: string): number | undefined {
  return by === member ? at : others[member]
}
