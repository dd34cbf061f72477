import { type Cipher, createCipheriv, createDecipheriv, createHmac } from 'node:crypto'
import { hyphenated } from '../../domain/uuid'

/**
 * The id of a check for readers who must not check in: its sixteen bytes enciphered, as 32 hexadecimal digits. A cipher of
 * one block is a permutation, so the id can be computed back without a table.
 */
export function publicId(id: string, secret: Buffer): string {
  return cipherBy(secret).update(id.replaceAll('-', ''), 'hex', 'hex')
}

/** The ciphers of the secrets in use. Each block stands by itself, so that one cipher serves all ids. */
const ciphers = new WeakMap<Buffer, Cipher>()

function cipherBy(secret: Buffer): Cipher {
  const known = ciphers.get(secret)
  if (known) return known
  const cipher = createCipheriv('aes-256-ecb', keyFor('public id', secret), null).setAutoPadding(false)
  ciphers.set(secret, cipher)
  return cipher
}

/** Returns the id of a public id; undefined for other text. The id of a forged one belongs to no check. */
export function idBehind(publicId: string, secret: Buffer): string | undefined {
  if (!/^[\da-f]{32}$/.test(publicId)) return undefined
  const decipher = createDecipheriv('aes-256-ecb', keyFor('public id', secret), null).setAutoPadding(false)
  return hyphenated(decipher.update(publicId, 'hex', 'hex') + decipher.final('hex'))
}

/** Returns the id of the check that a client knows by a name of its own choice. It cannot be computed without the secret. */
export function idForTag(tag: string, secret: Buffer): string {
  return derivedId('tag', tag, secret)
}

/** The same for the name of a workflow, among batchy's clients. */
export function idForWorkflow(workflow: string, secret: Buffer): string {
  return derivedId('workflow', workflow, secret)
}

/** Returns the UUID of a channel, which our own parts know by its name. */
export function idForChannel(name: string, secret: Buffer): string {
  return derivedId('channel', name, secret)
}

function derivedId(purpose: string, text: string, secret: Buffer): string {
  const digest = createHmac('sha256', keyFor(purpose, secret)).update(text).digest('hex')
  // Version 8 of RFC 9562: a UUID of our own making.
  return hyphenated(`${digest.slice(0, 12)}8${digest.slice(13, 16)}a${digest.slice(17, 32)}`)
}

/** The part of a tag's badge address that cannot be computed without the secret. */
export function badgeKey(tag: string, secret: Buffer): string {
  return createHmac('sha256', keyFor('badge', secret)).update(tag).digest('base64url').slice(0, 16)
}

function keyFor(purpose: string, secret: Buffer): Buffer {
  return createHmac('sha256', secret).update(purpose).digest()
}
