import type { Application } from 'express'
import { spoken } from '../../domain/language/language'
import { decimal, html, t, th, thn, tn, tStored } from '../../domain/language/text'

/** Gives every view the functions that translate, and `language` for the page's `lang`. */
export function giveTexts(app: Application): void {
  Object.assign(app.locals, { t, tn, th, thn, tStored, html, decimal })
  Object.defineProperty(app.locals, 'language', { get: () => spoken().language, enumerable: true })
}
