import { randomBytes } from 'node:crypto'
import { namesOf, type Redis } from '../redis/client'
import { drawnOnce } from '../redis/drawn-once'

/** The installation's key that stands before a slug. */
export function readPingKey(connection: Redis): Promise<string> {
  return drawnOnce(connection, namesOf(connection).watch.pingKey, 'ping key', () =>
    randomBytes(16).toString('base64url'),
  )
}
