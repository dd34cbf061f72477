import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto'
import { deflateRawSync, inflateRawSync } from 'node:zlib'
import type { SessionFile } from '../../domain/access/ports'
import type { Clock } from '../../domain/time/clock'

/** Values that a browser keeps for the appliance in a hidden field, and can neither read nor change. */
export interface Sealed {
  /** `purpose` names the one place where the value may be opened again. */
  seal(value: unknown, purpose: string): string
  /** Returns undefined for a text that was not sealed for this purpose, or too long ago. */
  open(text: string, purpose: string): unknown
  /** A short text that differs when the value does, and shows nothing of it. */
  fingerprint(value: unknown): string
}

/** A form may stay open over night. */
const LIFETIME_MS = 24 * 3_600_000
const CIPHER = 'aes-256-gcm'
const IV_BYTES = 12
const TAG_BYTES = 16
/** More than any form has. */
const MOST_BYTES = 64 * 1024

/** Seals with a key that is made from the sessions' own. */
export function createSealed({ secret }: Pick<SessionFile, 'secret'>, now: Clock): Sealed {
  const key = Buffer.from(hkdfSync('sha256', secret, '', 'sealed fields', 32))

  return {
    fingerprint: value =>
      createHmac('sha256', key).update(JSON.stringify(value)).digest('base64url').slice(0, 22),
    seal: (value, purpose) => {
      const iv = randomBytes(IV_BYTES)
      const cipher = createCipheriv(CIPHER, key, iv).setAAD(Buffer.from(purpose))
      const text = deflateRawSync(JSON.stringify({ at: now(), value }))
      const sealed = Buffer.concat([cipher.update(text), cipher.final()])
      return Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64url')
    },
    open: (text, purpose) => {
      const bytes = Buffer.from(text, 'base64url')
      if (bytes.length < IV_BYTES + TAG_BYTES) return undefined
      const [iv, rest] = [bytes.subarray(0, IV_BYTES), bytes.subarray(IV_BYTES)]
      try {
        const decipher = createDecipheriv(CIPHER, key, iv, { authTagLength: TAG_BYTES })
          .setAAD(Buffer.from(purpose))
          .setAuthTag(rest.subarray(0, TAG_BYTES))
        const opened = Buffer.concat([decipher.update(rest.subarray(TAG_BYTES)), decipher.final()])
        const { at, value } = JSON.parse(inflateRawSync(opened, { maxOutputLength: MOST_BYTES }).toString())
        return Math.abs(now() - at) <= LIFETIME_MS ? value : undefined
      } catch {
        return undefined // The text was sealed with another key, for another purpose, or was changed.
      }
    },
  }
}
