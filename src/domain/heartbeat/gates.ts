/** Gates: checks on which the heartbeat depends. While one of them is not known to be well, no heartbeat goes out. Pure. */

import { localMinute } from '../time/local-time'
import type { Check } from '../watch/check'
import type { ProvidedCheck } from '../watch/provided-check'
import type { Status } from '../watch/status'

/** A gate as it is now. `openedBy`: the maintenance window that lets the heartbeat pass, as its owner wrote. `missing`: no check has this name; `unread`: the checks could not be read, for this reason. */
export type Gate =
  | {
      readonly name: string
      readonly status: Status
      readonly since: number
      readonly why?: string
      readonly openedBy?: string
    }
  | { readonly name: string; readonly status: 'missing' }
  | { readonly name: string; readonly status: 'unread'; readonly why: string }

/**
 * Reads the gates in the order of their names: the name of a check in the INI, or a slug, or an id. `provided`: the checks
 * of the INI. Fails when Redis does not answer.
 */
export type ReadGates = (
  names: readonly string[],
  provided: readonly ProvidedCheck[],
) => Promise<readonly Gate[]>

/** Whether the gate's name is that of a check of the page or the API: its slug or its id. One that waits is no gate. */
export function isNamedBy(gate: string, { id, slug, waits }: Pick<Check, 'id' | 'slug' | 'waits'>): boolean {
  return waits === undefined && (gate === slug || gate === id)
}

/**
 * The gates that are not of the INI, and so may be checks of the page or the API. In the INI a gate is a check with all of
 * its targets, one of these, or a part of a check.
 */
export function gatesBeyondIni(
  names: readonly string[],
  provided: readonly Pick<ProvidedCheck, 'key' | 'plan'>[],
): readonly string[] {
  return names.filter(name =>
    provided.every(
      ({ key, plan }) =>
        key !== name &&
        !key.startsWith(`${name}/`) &&
        !(plan.probe?.section !== undefined && name.startsWith(`${key}/`)),
    ),
  )
}

/** Only these let the heartbeat pass: a check that is late is inside its patience, and a pause is its owner's will. */
const OPEN: readonly Gate['status'][] = ['up', 'late', 'paused']

export function isClosed(gate: Gate): boolean {
  return !OPEN.includes(gate.status) && !('openedBy' in gate)
}

/** Why the heartbeat is withheld, in a sentence without its full stop; undefined when all gates are open. */
export function withheldReason(gates: readonly Gate[]): string | undefined {
  const [first, ...others] = gates.filter(isClosed)
  if (first === undefined) return undefined
  const words = gateWords(first)
  return others.length === 0 ? words : `${words} (and ${others.length} more of the gates)`
}

/** `newest-photo is down since 02:10` */
export function gateWords(gate: Gate): string {
  const { name } = gate
  if (gate.status === 'missing') return `there is no check "${name}" for the gate of this name`
  if (gate.status === 'unread') return `the gate ${name} cannot be read: ${gate.why}`
  const words = statusWords(gate)
  return gate.openedBy === undefined ? words : `${words}, and the maintenance ${gate.openedBy} opens the gate`
}

function statusWords({ name, status, since, why }: Extract<Gate, { since: number }>): string {
  if (status === 'new') return `${name} is new: it has not been seen well yet`
  return `${name} is ${status} since ${localMinute(since)}${why === undefined ? '' : ` (${why})`}`
}
