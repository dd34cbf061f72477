import { randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Gives a state folder the id of an appliance that is older than ids, so that its programs use the names in Redis which
 * tests write out and which connections without a prefix use.
 */
export function keepFirstPrefix(home: string): void {
  const identity = { id: randomBytes(6).toString('hex'), prefix: 'intvlm8r' }
  writeFileSync(join(home, 'identity.json'), JSON.stringify(identity), { mode: 0o600 })
}
