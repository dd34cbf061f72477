/** The delays between the attempts at one delivery. Pure. */

const FIRST = 5_000
const LONGEST = 15 * 60_000

/** Milliseconds after which an alert that was not delivered is given up: it would be no news any more. */
export const GIVE_UP_AFTER = 6 * 3_600_000

/**
 * Milliseconds until the next attempt after that many failed: doubled each time, up to a quarter more or less by `chance`
 * (0 to 1); at least the service's own Retry-After, up to the time after which an alert is given up anyhow.
 */
export function retryDelay(attempts: number, chance: number, retryAfter = 0): number {
  const backoff = Math.min(FIRST * 2 ** Math.min(Math.max(0, attempts - 1), 20), LONGEST)
  return Math.max(Math.round(backoff * (0.75 + chance / 2)), Math.min(retryAfter, GIVE_UP_AFTER))
}
