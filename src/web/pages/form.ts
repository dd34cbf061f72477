import { createHash, timingSafeEqual } from 'node:crypto'
import type { Request, Response } from 'express'

/** Whether a form is to be shown again as it was typed, and not saved: a log-in came between. */
export function isDraft({ locals }: Response): boolean {
  return locals.draft === true
}

/** A field of a posted form; empty when the form has none or several of that name. */
export function field({ body }: Request, name: string): string {
  const value: unknown = Object(body)[name]
  return typeof value === 'string' ? value : ''
}

/** A field that a form may have several times, such as a group of check boxes. */
export function fieldList({ body }: Request, name: string): readonly string[] {
  const value: unknown = Object(body)[name]
  return (Array.isArray(value) ? value : [value]).filter(each => typeof each === 'string')
}

/** The reason why a field is wrong, as a sentence of its own. */
export function sentence(reason: string): string {
  const begun = reason.charAt(0).toUpperCase() + reason.slice(1)
  return /[.!?]$/.test(begun) ? begun : `${begun}.`
}

/** Compares two texts in a time that does not depend on where they differ. */
export function isSame(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(a), digest(b))
}
