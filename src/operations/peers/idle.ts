/** Waits that keep no program from its end. */

import { setTimeout as pause } from 'node:timers/promises'

export function idle(ms: number): Promise<undefined> {
  return pause(ms, undefined, { ref: false })
}
