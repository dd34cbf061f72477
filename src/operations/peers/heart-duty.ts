/** Whether another watch sends the heartbeat that two of them share: the one with the lowest id that can, sends. */

import type { Asked, PeerAnswer } from '../../domain/probes/peer-answer'
import type { Clock } from '../../domain/time/clock'

/** Milliseconds that both clocks may be apart, so that one slot begins at two moments. */
const CLOCKS_MS = 15_000

export interface HeartDutyPorts {
  /** Asks all peers; none where the INI names none. `answered`: those that have just answered; others get less time. */
  readonly ask: (
    answered?: readonly string[],
  ) => Promise<readonly { readonly name: string; readonly asked: Asked }[]>
  /** This appliance's id. */
  readonly id: string
  readonly now: Clock
}

/**
 * `sent`: that peer has delivered it; `underway`: it has not yet, and can, or is sending it while this watch comes first;
 * `own`: this watch has to. `sharing`: the names of those that have answered and share it.
 */
export type HeartDuty =
  | { readonly kind: 'sent'; readonly peer: string }
  | { readonly kind: 'underway'; readonly isFirst?: true; readonly sharing: readonly string[] }
  | { readonly kind: 'own'; readonly sharing: readonly string[] }

/** The duty for the heartbeat of the slot that began at that moment, epoch milliseconds. `answered`: the `sharing` of a question right before. */
export function createHeartDuty({ ask, id, now }: HeartDutyPorts) {
  return async (slotStart: number, answered?: readonly string[]): Promise<HeartDuty> => {
    const sharing = (await ask(answered)).flatMap(({ name, asked }) =>
      asked.kind === 'answer' && asked.hearts === 'shared' ? [{ name, answer: asked.answer }] : [],
    )
    // The one that comes first may have been late, or is back: what any of them has delivered counts. Without such a word
    // this watch does not count on it.
    const longest = now() - slotStart + CLOCKS_MS
    const sent = sharing.find(
      ({ answer: { heart } }) => (heart?.sentAgo ?? Number.POSITIVE_INFINITY) <= longest,
    )
    if (sent !== undefined) return { kind: 'sent', peer: sent.name }
    const known = { sharing: sharing.map(({ name }) => name) }
    if (sharing.some(({ answer }) => isOnDuty(answer, id))) return { kind: 'underway', ...known }
    // Two that begin at the same moment both give way; the one that comes first tries again first.
    return sharing.some(({ answer: { heart } }) => heart?.isSending)
      ? { kind: 'underway', isFirst: true, ...known }
      : { kind: 'own', ...known }
  }
}

/** Whether that peer comes first, and can send. */
function isOnDuty({ id: theirs, troubles }: PeerAnswer, id: string): boolean {
  return troubles.every(trouble => trouble === 'mail') && theirs < id
}
