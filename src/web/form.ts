import { createHash, timingSafeEqual } from 'node:crypto'
import type { Request } from 'express'

/** A field of a form that was posted; empty when it is missing or stands there twice. */
export function field({ body }: Request, name: string): string {
  const value: unknown = Object(body)[name]
  return typeof value === 'string' ? value : ''
}

/** Takes the same time wherever two texts differ. */
export function isSame(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(a), digest(b))
}
