/**
 * Texts in the language in use. Each is a whole English sentence with places in braces: `t('{n} checks of {tag}', { n, tag })`.
 * A sentence without a translation stays English.
 */
import { spoken } from './language'

/** Values for the places of a text. Those that are words are translated already, or the owner's own. */
export type Places = Readonly<Record<string, string | number>>

/** Markup that a text takes as it is, such as a rendered `time` element. */
export interface Markup {
  readonly markup: string
}

/** The text in the language in use, with its places filled. */
export function t(english: string, places?: Places): string {
  const text = spoken().text(english)
  return places === undefined ? text : filled(text, name => shown(places[name]))
}

/** A text about a number, which is its place `{n}`: the first one for 1, the second for all others. */
export function tn(n: number, one: string, others: string, places?: Places): string {
  return t(n === 1 ? one : others, { n, ...places })
}

/** HTML: the text is markup, and its places are escaped, but for those in `html`. */
export function th(english: string, places: Readonly<Record<string, string | number | Markup>> = {}): string {
  return filled(spoken().text(english), name => {
    const value = places[name]
    return typeof value === 'object' ? value.markup : escaped(shown(value))
  })
}

/** As `tn`, in HTML. */
export function thn(
  n: number,
  one: string,
  others: string,
  places?: Readonly<Record<string, string | number | Markup>>,
): string {
  return th(n === 1 ? one : others, { n, ...places })
}

/** Marks markup that `th` takes as it is. */
export function html(markup: string): Markup {
  return { markup: markup.trimEnd() }
}

/** A text that was made in English, such as a stored one, in the language in use. */
export function tStored(english: string): string {
  return spoken().stored(english)
}

/** Marks a text that `tStored` translates where it is shown; returns it as it is. */
export function mark<T extends string>(english: T): T {
  return english
}

/** A number with the decimal sign of the language. */
export function decimal(n: number | string): string {
  return spoken().language === 'de' ? String(n).replace('.', ',') : String(n)
}

function shown(value: string | number | undefined): string | undefined {
  return typeof value === 'number' ? decimal(value) : value
}

/** A place without a value stays as it is. */
function filled(text: string, valueAt: (name: string) => string | undefined): string {
  return text.replace(/\{(\w+)\}/g, (place, name: string) => valueAt(name) ?? place)
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&#34;',
  "'": '&#39;',
}

function escaped(text: string | undefined): string | undefined {
  return text?.replace(/[&<>"']/g, sign => ENTITIES[sign] ?? sign)
}
