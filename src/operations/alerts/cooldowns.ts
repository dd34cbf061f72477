/** The pause of a channel that just failed: none of its alerts need be tried before its end. */
import type { Delivery } from '../../domain/alerts/alert'
import { retryDelay } from '../../domain/alerts/retry'
import type { Clock } from '../../domain/time/clock'

export interface Cooldown {
  /** Epoch milliseconds until which no alert need be tried over the channel. */
  readonly until: number
  readonly failures: number
}

export type Cooldowns = ReturnType<typeof createCooldowns>

/** Remembers the channels that just failed, in this process. */
export function createCooldowns(now: Clock) {
  const cooldowns = new Map<string, Cooldown>()
  return {
    of: (channel: string): Cooldown | undefined => cooldowns.get(channel),
    /** `before` is the cool-down as it was when the attempt began. */
    note(channel: string, delivery: Delivery, before: Cooldown | undefined): void {
      if (delivery.ok || delivery.permanent) {
        cooldowns.delete(channel)
        return
      }
      // Attempts at the same time fail for the same reason and count once; else four of them would make a minute of a moment.
      const present = cooldowns.get(channel)
      const failures = present === before ? (before?.failures ?? 0) + 1 : (present?.failures ?? 1)
      const until = now() + retryDelay(failures, 0, delivery.retryAfter)
      cooldowns.set(channel, { failures, until: Math.max(until, present?.until ?? 0) })
    },
  }
}
