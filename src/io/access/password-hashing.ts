import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto'
import { formatPasswordHash, type PasswordHash, parsePasswordHash } from '../../domain/access/password'
import type { Passwords } from '../../domain/access/ports'
import { createTurns } from '../turns'

/** Costs of scrypt: 32 MB, and some 80 ms on a PC, half a second on a Pi. */
const COSTS = { ln: 15, r: 8, p: 1 }
const SALT_BYTES = 16
const HASH_BYTES = 32
/** More would be a guesser who fills the queue; the owner then gets an answer at once, to try again. */
const MAX_WAITING = 8

/** Hashes by scrypt, one at a time: guesses can take neither the memory nor more than one core. */
export function createPasswords(): Passwords {
  const inTurn = createTurns()
  let waiting = 0

  async function queued<T>(work: () => Promise<T>): Promise<T> {
    waiting++
    return await inTurn(work).finally(() => waiting--)
  }

  return {
    hash: password =>
      queued(async () => {
        const salt = randomBytes(SALT_BYTES)
        const hash = await derive(password, salt, HASH_BYTES, COSTS)
        return formatPasswordHash({ ...COSTS, salt: base64(salt), hash: base64(hash) })
      }),

    verify: async (password, text) => {
      const stored = parsePasswordHash(text)
      if (stored === undefined) return 'wrong'
      if (waiting >= MAX_WAITING) return 'busy'
      const expected = Buffer.from(stored.hash, 'base64')
      const salt = Buffer.from(stored.salt, 'base64')
      const hash = await queued(() => derive(password, salt, expected.length, stored))
      return timingSafeEqual(hash, expected) ? 'right' : 'wrong'
    },
  }
}

function derive(
  password: string,
  salt: Buffer,
  length: number,
  { ln, r, p }: Pick<PasswordHash, 'ln' | 'r' | 'p'>,
): Promise<Buffer> {
  const options = { N: 2 ** ln, r, p, maxmem: 129 * 2 ** ln * r }
  return new Promise((resolve, reject) => {
    // Normalized, since keyboards differ in how they compose an umlaut.
    scrypt(password.normalize('NFKC'), salt, length, options, (error, key) =>
      error ? reject(error) : resolve(key),
    )
  })
}

/** As the PHC string format requires: without padding. */
function base64(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '')
}
