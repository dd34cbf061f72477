import { createHash, timingSafeEqual } from 'node:crypto'
import type { Request } from 'express'

/** A field of a form that was posted; empty when it is missing or stands there twice. */
export function field({ body }: Request, name: string): string {
  const value: unknown = Object(body)[name]
  return typeof value === 'string' ? value : ''
}

/** A field that may stand there several times, such as a group of check boxes. */
export function fieldList({ body }: Request, name: string): readonly string[] {
  const value: unknown = Object(body)[name]
  return (Array.isArray(value) ? value : [value]).filter(one => typeof one === 'string')
}

/** What is wrong with a field, under the field's name, as a sentence. */
export function sentence(reason: string): string {
  const begun = reason.charAt(0).toUpperCase() + reason.slice(1)
  return /[.!?]$/.test(begun) ? begun : `${begun}.`
}

/** Takes the same time wherever two texts differ. */
export function isSame(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(a), digest(b))
}
