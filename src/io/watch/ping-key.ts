import { randomBytes } from 'node:crypto'
import type { Redis } from '../redis/client'
import { drawnOnce } from '../redis/drawn-once'
import { WATCH_KEYS } from '../redis/keys'

/** The installation's key that stands before a slug. */
export function readPingKey(connection: Redis): Promise<string> {
  return drawnOnce(connection, WATCH_KEYS.pingKey, 'ping key', () => randomBytes(16).toString('base64url'))
}
