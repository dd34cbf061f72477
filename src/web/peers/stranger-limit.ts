import { RateLimiterMemory } from 'rate-limiter-flexible'

/** Questions with unknown keys, or false signatures, that a network may send in so many seconds. */
const POINTS = 30
const DURATION_S = 60

/** Bounds what strangers cost: for each question of theirs the INI is read, and for some of them Redis is asked. */
export function createStrangerLimit() {
  const limit = new RateLimiterMemory({ points: POINTS, duration: DURATION_S })
  return {
    isOver: async (network: string): Promise<boolean> =>
      ((await limit.get(network))?.consumedPoints ?? 0) >= POINTS,
    count: async (network: string): Promise<void> => void (await limit.penalty(network)),
  }
}
