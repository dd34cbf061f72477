import { StoreUnavailable } from '../../domain/net/unavailable'

/** The result of an attempt that failed because somebody else changed the check meanwhile. */
export const LOST = Symbol('lost')

/** Each lost race was won by somebody else, so all together never stand still. */
const MAX_RACES = 50

/**
 * Repeats a compare-and-set until it wins; each attempt has to read anew.
 *
 * @throws StoreUnavailable after 50 lost races
 */
export async function untilWon<T>(attempt: () => Promise<T | typeof LOST>): Promise<T> {
  for (let race = 0; race < MAX_RACES; race++) {
    const result = await attempt()
    if (result !== LOST) return result
  }
  throw new StoreUnavailable('too many changes of one check at once')
}
