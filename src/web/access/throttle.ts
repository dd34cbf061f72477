import { RateLimiterMemory } from 'rate-limiter-flexible'
import { networkOf } from '../net/addresses'

/** Wrong passwords that an address may send before it has to pause; fewer while many come from everywhere. */
const FREE = 5
const FREE_UNDER_SIEGE = 1
/** Wrong passwords from all addresses together, in SIEGE_MEMORY_S. */
const SIEGE = 50
const FIRST_PAUSE_S = 1
const LONGEST_PAUSE_S = 60
/** Seconds after which an address's guesses are forgotten. */
const MEMORY_S = 900
const SIEGE_MEMORY_S = 3_600

/** Counts the guesses of an address, IPv6 ones by their /64, or of a device, as `KnownDevices` names it. */
export interface Throttle {
  /** Returns the seconds to wait. 0 admits the guess, which counts from now on. */
  admit(address: string): Promise<number>
  /** Returns the recent guesses of the address. */
  guesses(address: string): Promise<number>
  /** For a right password: the address has all its guesses again. */
  forgive(address: string): Promise<void>
  /** For a guess that was not compared: it does not count. */
  takeBack(address: string): Promise<void>
}

/**
 * Growing pauses for an address that guesses passwords, a minute at most, so that an owner behind the same address can
 * always log in. A guess during a pause is not compared and does not lengthen the pause. An address that has not guessed
 * never waits.
 */
export function createThrottle(): Throttle {
  const guesses = new RateLimiterMemory({ points: FREE, duration: MEMORY_S })
  const pauses = new RateLimiterMemory({ points: 1, duration: LONGEST_PAUSE_S })
  const all = new RateLimiterMemory({ points: SIEGE, duration: SIEGE_MEMORY_S })

  let last = Promise.resolve(0)

  async function decide(key: string): Promise<number> {
    const pause = await pauses.get(key)
    if (pause) return Math.max(1, Math.ceil(pause.msBeforeNext / 1000))
    const { consumedPoints: made } = await guesses.penalty(key)
    const { consumedPoints: everywhere } = await all.penalty('all')
    const beyond = made - (everywhere > SIEGE ? FREE_UNDER_SIEGE : FREE)
    if (beyond >= 0) await pauses.block(key, Math.min(FIRST_PAUSE_S * 2 ** beyond, LONGEST_PAUSE_S))
    return 0
  }

  return {
    admit: address => {
      // Guesses are counted one after the other, and before the password is compared, so simultaneous ones count as well.
      last = last.then(() => decide(networkOf(address)))
      return last
    },
    guesses: async address => (await guesses.get(networkOf(address)))?.consumedPoints ?? 0,
    forgive: async address => {
      await Promise.all([
        guesses.delete(networkOf(address)),
        pauses.delete(networkOf(address)),
        all.reward('all'),
      ])
    },
    takeBack: async address => {
      // The guess was admitted, so a pause that exists now was caused by it.
      await Promise.all([
        guesses.reward(networkOf(address)),
        pauses.delete(networkOf(address)),
        all.reward('all'),
      ])
    },
  }
}
