import { createHmac, randomBytes, scrypt, timingSafeEqual } from 'node:crypto'
import {
  COMMON,
  formatPasswordHash,
  formatTagPasswordHash,
  type PasswordHash,
  parsePasswordHash,
  parseTagPasswordHash,
  passwordProblem,
} from '../../domain/access/password'
import type { Claim, Passwords } from '../../domain/access/ports'
import { isCommonPassword } from './common-passwords'
import { createHashingLine } from './hashing-line'

/** Costs of scrypt: 32 MB, and some 80 ms on a PC, half a second on a Pi. */
const COSTS = { ln: 15, r: 8, p: 1 }
const SALT_BYTES = 16
const HASH_BYTES = 32
/** A new password is the owner's. */
const OWNER: Claim = { kind: 'device', from: 'a new password', guesses: 0 }

/** Hashes the owner's password by scrypt, one at a time, and those of tags by HMAC. */
export function createPasswords(): Passwords {
  const inLine = createHashingLine()
  let made = 0

  return {
    problemOf: async (password, username) =>
      passwordProblem(password, username) ?? ((await isCommonPassword(password)) ? COMMON : undefined),

    hash: async password => {
      const salt = randomBytes(SALT_BYTES)
      // Each is a claim of its own, since a new password never gives up.
      const claim = { ...OWNER, from: `${OWNER.from} ${made++}` }
      const hash = await inLine(claim, () => derive(password, salt, HASH_BYTES, COSTS))
      if (hash === undefined) throw new Error('too many passwords are being set at this moment')
      return formatPasswordHash({ ...COSTS, salt: base64(salt), hash: base64(hash) })
    },

    hashForTag: password => {
      const salt = randomBytes(SALT_BYTES)
      return formatTagPasswordHash({ salt: base64(salt), hash: base64(mac(password, salt)) })
    },

    verify: async (password, text, claim) => {
      const cheap = parseTagPasswordHash(text)
      if (cheap) return verdict(mac(password, bytes(cheap.salt)), bytes(cheap.hash))
      const stored = parsePasswordHash(text)
      if (stored === undefined) return 'wrong'
      const expected = bytes(stored.hash)
      const work = () => derive(password, bytes(stored.salt), expected.length, stored)
      const hash = await inLine(claim, work)
      return hash === undefined ? 'busy' : verdict(hash, expected)
    },
  }
}

function verdict(hash: Buffer, expected: Buffer): 'right' | 'wrong' {
  return timingSafeEqual(hash, expected) ? 'right' : 'wrong'
}

function mac(password: string, salt: Buffer): Buffer {
  return createHmac('sha256', salt).update(normalized(password)).digest()
}

function derive(
  password: string,
  salt: Buffer,
  length: number,
  { ln, r, p }: Pick<PasswordHash, 'ln' | 'r' | 'p'>,
): Promise<Buffer> {
  const options = { N: 2 ** ln, r, p, maxmem: 129 * 2 ** ln * r }
  return new Promise((resolve, reject) => {
    scrypt(normalized(password), salt, length, options, (error, key) =>
      error ? reject(error) : resolve(key),
    )
  })
}

/** Keyboards differ in how they compose an umlaut. */
function normalized(password: string): string {
  return password.normalize('NFKC')
}

function bytes(text: string): Buffer {
  return Buffer.from(text, 'base64')
}

/** As the PHC string format requires: without padding. */
function base64(data: Buffer): string {
  return data.toString('base64').replace(/=/g, '')
}
