/** The pause of a channel that just failed: none of its alerts need be tried before its end. */
import type { Delivery } from '../../domain/alerts/alert'
import { retryDelay } from '../../domain/alerts/retry'
import type { Clock } from '../../domain/time/clock'

export interface Cooldown {
  /** Epoch milliseconds of the failure. */
  readonly from: number
  /** Epoch milliseconds until which no alert need be tried over the channel. */
  readonly until: number
  readonly failures: number
}

export type Cooldowns = ReturnType<typeof createCooldowns>

/** Remembers the channels that just failed, in this process. */
export function createCooldowns(now: Clock) {
  const cooldowns = new Map<string, Cooldown>()

  /** A rest that begins in the future is from before the clock was set back, and counts no more. */
  function of(channel: string): Cooldown | undefined {
    const found = cooldowns.get(channel)
    return found !== undefined && found.from <= now() ? found : undefined
  }

  return {
    of,
    /** `before` is the cool-down as it was when the attempt began. */
    note(channel: string, delivery: Delivery, before: Cooldown | undefined): void {
      if (delivery.ok || delivery.permanent) {
        cooldowns.delete(channel)
        return
      }
      // Attempts at the same time fail for the same reason and count once; else four of them would make a minute of a moment.
      const present = of(channel)
      const failures = present === before ? (before?.failures ?? 0) + 1 : (present?.failures ?? 1)
      const from = now()
      const until = Math.max(from + retryDelay(failures, 0, delivery.retryAfter), present?.until ?? 0)
      cooldowns.set(channel, { from, failures, until })
    },
  }
}
