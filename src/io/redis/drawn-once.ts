import { StoreUnavailable } from '../../domain/net/unavailable'
import type { Redis } from './client'
import { changeCounted } from './revision'

/** The value of a key that is drawn once and then kept; of several that draw at the same time the first one counts. */
export async function drawnOnce(
  connection: Redis,
  key: string,
  what: string,
  draw: () => string | Promise<string>,
): Promise<string> {
  const kept = await connection.get(key)
  if (kept !== null) return kept
  const fresh = await draw()
  await changeCounted(connection, multi => multi.setnx(key, fresh))
  const drawn = await connection.get(key)
  if (drawn === null) throw new StoreUnavailable(`Redis lost the ${what} at once`)
  return drawn
}
