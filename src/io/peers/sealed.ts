/**
 * Messages that are sealed with the key of two peers: plans and addresses of check-ins are for nobody else. They are signed
 * as every message of peers is; see signature.ts.
 */
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'
import { deflateRawSync, inflateRawSync } from 'node:zlib'

const SIZES = { nonce: 12, tag: 16 } as const
/** Bytes of a message before it was compressed. */
const LONGEST = 8 * 1024 * 1024

const sealingKeys = new Map<string, Buffer>()

function sealingKey(key: string): Buffer {
  const known = sealingKeys.get(key)
  if (known !== undefined) return known
  const made = Buffer.from(hkdfSync('sha256', key, '', 'intvlm8r peer seal', 32))
  sealingKeys.set(key, made)
  return made
}

export function seal(key: string, value: object): string {
  const nonce = randomBytes(SIZES.nonce)
  const cipher = createCipheriv('aes-256-gcm', sealingKey(key), nonce)
  const sealed = Buffer.concat([cipher.update(deflateRawSync(JSON.stringify(value))), cipher.final()])
  return Buffer.concat([nonce, sealed, cipher.getAuthTag()]).toString('base64')
}

/** Undefined for a text that was not sealed with the key. */
export function unseal(key: string, text: string): unknown {
  try {
    const bytes = Buffer.from(text, 'base64')
    const decipher = createDecipheriv('aes-256-gcm', sealingKey(key), bytes.subarray(0, SIZES.nonce))
    decipher.setAuthTag(bytes.subarray(-SIZES.tag))
    const sealed = bytes.subarray(SIZES.nonce, -SIZES.tag)
    const plain = Buffer.concat([decipher.update(sealed), decipher.final()])
    return JSON.parse(inflateRawSync(plain, { maxOutputLength: LONGEST }).toString())
  } catch {
    return undefined
  }
}
