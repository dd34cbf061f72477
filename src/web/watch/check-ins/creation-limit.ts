import { RateLimiterMemory } from 'rate-limiter-flexible'
import { networkOf } from '../../net/addresses'
import { Refusal } from '../../pages/errors'

/** Checks that one network may create in an hour: there is no log-in, so creating is bounded. */
const AN_HOUR = 100
const RETRY_S = 600

/** Counts the checks that clients create. Fails with a Refusal for a network that made too many of them. */
export type AdmitCreation = (address: string) => Promise<void>

export function createCreationLimit(things: string): AdmitCreation {
  const created = new RateLimiterMemory({ points: AN_HOUR, duration: 3_600 })
  return async address => {
    await created.consume(networkOf(address)).catch(() => {
      throw new Refusal(429, `this address makes too many ${things}`, { retryAfter: RETRY_S })
    })
  }
}
