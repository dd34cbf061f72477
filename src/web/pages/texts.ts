import type { Application } from 'express'
import { spoken } from '../../domain/language/language'
import { decimal, html, t, th, thn, tn, tStored } from '../../domain/language/text'

/** Gives every view the functions that translate, `language` for the page's `lang`, and the folder of the `scripts` in it. */
export function giveTexts(app: Application): void {
  Object.assign(app.locals, { t, tn, th, thn, tStored, html, decimal })
  const language = () => spoken().language
  Object.defineProperty(app.locals, 'language', { get: language, enumerable: true })
  const scripts = () => (language() === 'en' ? '/js' : `/js/${language()}`)
  Object.defineProperty(app.locals, 'scripts', { get: scripts, enumerable: true })
}
