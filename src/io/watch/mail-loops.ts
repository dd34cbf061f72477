/** The checks that look at e-mail, so that alerts need not search all checks for them. */
import type { Watched } from '../../domain/watch/ports'
import { namesOf, type Redis } from '../redis/client'
import { readChecks } from './read-checks'

/** Returns them as they are now; a check that is gone, or looks at something else by now, is forgotten. */
export function openMailLoops(connection: Redis): () => Promise<readonly Watched[]> {
  const { mailLoops } = namesOf(connection).watch
  return async () => {
    const ids = await connection.smembers(mailLoops)
    if (ids.length === 0) return []
    const found = (await readChecks(connection, ids)).filter(({ check }) => check.probe?.kind === 'mail-loop')
    const gone = ids.filter(id => !found.some(({ check }) => check.id === id))
    if (gone.length > 0) await connection.srem(mailLoops, ...gone)
    return found
  }
}
