/** The spans in which the watch could receive nothing, as the sweep finds them. */
import type { Check } from '../../domain/watch/check'
import { doorOf } from '../../domain/watch/doors'
import type { CheckState, DeafSpan } from '../../domain/watch/state'
import { namesOf, type Redis } from '../redis/client'

/** Spans that are kept. */
export const AWAY_KEPT = 400

/** A shorter span cannot be seen in a picture. */
export const SHORTEST_AWAY_MS = 30_000

/** Returns the spans that concern a check, by the door of its signals. */
export async function readAway(
  connection: Redis,
  check: Check,
  state: CheckState,
): Promise<readonly DeafSpan[]> {
  const { away, awayMessages } = namesOf(connection).watch
  const texts = await connection.lrange(doorOf(check, state) === 'messages' ? awayMessages : away, 0, -1)
  return texts.map(text => {
    const [from = 0, to = 0] = text.split(' ').map(Number)
    return { from, to }
  })
}
