/** Whether another watch sends the heartbeat that two of them share: the one with the lowest id that can, sends. */

import type { Asked } from '../../domain/probes/peer-answer'
import type { Clock } from '../../domain/time/clock'

/** Milliseconds that both clocks may be apart, so that one slot begins at two moments. */
const CLOCKS_MS = 15_000

export interface HeartDutyPorts {
  /** Asks all peers; none where the INI names none. */
  readonly ask: () => Promise<readonly { readonly name: string; readonly asked: Asked }[]>
  /** This appliance's id. */
  readonly id: string
  readonly now: Clock
}

/** `sent`: that peer has delivered it; `underway`: it has not yet, and can; `own`: this watch has to. */
export type HeartDuty =
  | { readonly kind: 'sent'; readonly peer: string }
  | { readonly kind: 'underway' | 'own' }

/** The duty for the heartbeat of the slot that began at that moment, epoch milliseconds. */
export function createHeartDuty({ ask, id, now }: HeartDutyPorts) {
  return async (slotStart: number): Promise<HeartDuty> => {
    const before = (await ask()).flatMap(({ name, asked }) => (isOnDuty(asked, id) ? [{ name, asked }] : []))
    // Without a peer's word that it was delivered, this watch does not count on that.
    const sent = before.find(({ asked }) => {
      const { sentAgo } = asked.kind === 'answer' ? (asked.answer.heart ?? {}) : {}
      return sentAgo !== undefined && sentAgo <= now() - slotStart + CLOCKS_MS
    })
    if (sent !== undefined) return { kind: 'sent', peer: sent.name }
    return { kind: before.length > 0 ? 'underway' : 'own' }
  }
}

/** Whether that peer comes first, and can send. */
function isOnDuty(asked: Asked, id: string): boolean {
  if (asked.kind !== 'answer' || asked.hearts !== 'shared') return false
  const { answer } = asked
  const canSend = !answer.troubles.some(trouble => trouble !== 'mail')
  return canSend && answer.id < id
}
