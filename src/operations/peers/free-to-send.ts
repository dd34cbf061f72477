/** Whether this member may send what others may come to send at the same moment. */

import { idle } from './idle'

/**
 * `rival`: a member that gives way to this one comes to send it, too. `other`: another one has told it, or goes first, or
 * nobody knows.
 */
export type Others = 'none' | 'rival' | 'other'

/** Milliseconds until the members are asked again whether one of them gives way. */
const RIVAL_MS = 50

/**
 * Both note that they are about to send before they ask, so that at least one of them learns of the other. That which goes
 * first asks again until the other one has given way.
 *
 * @param look asks the others
 * @param end by the machine's clock, milliseconds
 */
export async function isFreeToSend(
  look: () => Promise<Others>,
  end: number,
  machine: () => number,
): Promise<boolean> {
  for (;;) {
    const found = await look()
    if (found !== 'rival' || machine() >= end) return found === 'none'
    await idle(RIVAL_MS)
  }
}
