/** When a delivery that failed is tried again. Pure. */

const FIRST = 5_000
const LONGEST = 15 * 60_000

/** An alert that could not be delivered for that long is given up: later, it would be no news. */
export const GIVE_UP_AFTER = 6 * 3_600_000

/**
 * Milliseconds until the next attempt after that many failed: doubled each time, up to a quarter more or less by `chance`
 * (0 to 1); at least what the service asked for, up to the time after which an alert is given up anyhow.
 */
export function retryDelay(attempts: number, chance: number, retryAfter = 0): number {
  const backoff = Math.min(FIRST * 2 ** Math.min(Math.max(0, attempts - 1), 20), LONGEST)
  return Math.max(Math.round(backoff * (0.75 + chance / 2)), Math.min(retryAfter, GIVE_UP_AFTER))
}
