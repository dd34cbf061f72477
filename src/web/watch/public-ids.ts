import { createCipheriv, createDecipheriv, createHmac } from 'node:crypto'
import { hyphenated } from '../../domain/uuid'

/**
 * A check's id as it may be seen by those who must not check in: its sixteen bytes enciphered, 32 hexadecimal digits.
 * One block under a key of its own is a permutation, so there is nothing to look up on the way back.
 */
export function publicId(id: string, secret: Buffer): string {
  const cipher = createCipheriv('aes-256-ecb', keyFor('public id', secret), null).setAutoPadding(false)
  return cipher.update(id.replaceAll('-', ''), 'hex', 'hex') + cipher.final('hex')
}

/** The id behind it, or one that no check has; undefined when the text is no public id. */
export function idBehind(publicId: string, secret: Buffer): string | undefined {
  if (!/^[\da-f]{32}$/.test(publicId)) return undefined
  const decipher = createDecipheriv('aes-256-ecb', keyFor('public id', secret), null).setAutoPadding(false)
  return hyphenated(decipher.update(publicId, 'hex', 'hex') + decipher.final('hex'))
}

/** The id of the check that a client knows by a name of its own choice: nobody else can work it out from the name. */
export function idForTag(tag: string, secret: Buffer): string {
  const digest = createHmac('sha256', keyFor('tag', secret)).update(tag).digest('hex')
  // As RFC 9562 marks UUIDs of one's own making (version 8).
  return hyphenated(`${digest.slice(0, 12)}8${digest.slice(13, 16)}a${digest.slice(17, 32)}`)
}

function keyFor(purpose: string, secret: Buffer): Buffer {
  return createHmac('sha256', secret).update(purpose).digest()
}
