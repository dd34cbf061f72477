import { createHash, randomInt } from 'node:crypto'
import type { OneTimeCodes } from '../../domain/access/ports'
import { CODE_MS, stepAt } from '../../domain/access/session'

/** The form that authenticators expect where nothing else is said. */
const FORM = { algorithm: 'SHA1', digits: 6, period: CODE_MS / 1000 } as const
/** 160 bits, as RFC 4226 (4) recommends. */
const SECRET_BYTES = 20
const RECOVERY_CODES = 8
/** 120 bits: so many need no slow hash (OWASP ASVS 5, 6.5.2). */
const RECOVERY_LETTERS = 24
const GROUP = 6
/** 32 characters; none is mistaken for another. */
const ALPHABET = 'abcdefghijkmnpqrstuvwxyz23456789'
/** Characters of a hash that are kept, 132 bits: eight of them stand in one line of the INI. */
const HASH_LENGTH = 22

/** Loads its library at the first use: most appliances have no second factor. */
export function createOneTimeCodes(): OneTimeCodes {
  const library = () => import('otpauth')

  return {
    makeSecret: async () => new (await library()).Secret({ size: SECRET_BYTES }).base32,

    linkOf: async (secret, user, host) => {
      const { TOTP } = await library()
      return new TOTP({ ...FORM, issuer: `Heartbeat ${host}`, label: user, secret }).toString()
    },

    stepOf: async (code, secret, now) => {
      const token = code.replace(/\s/g, '')
      if (!/^\d{6}$/.test(token)) return undefined
      const { TOTP } = await library()
      const delta = new TOTP({ ...FORM, secret }).validate({ token, timestamp: now, window: 1 })
      return delta === null ? undefined : stepAt(now) + delta
    },

    makeRecoveryCodes: () =>
      Array.from({ length: RECOVERY_CODES }, () => {
        const letters = Array.from({ length: RECOVERY_LETTERS }, () =>
          ALPHABET.charAt(randomInt(ALPHABET.length)),
        )
        return letters.join('').replace(new RegExp(`(.{${GROUP}})(?=.)`, 'g'), '$1-')
      }),

    recoveryHash: code => {
      const letters = code.toLowerCase().replace(/[^a-z\d]/g, '')
      return createHash('sha256').update(letters).digest('base64url').slice(0, HASH_LENGTH)
    },
  }
}
